// Printed sentences fold; what is wider than the page scrolls by keyboard; paper shows every answer.
document.addEventListener("DOMContentLoaded", () => {
  for (const output of document.querySelectorAll(".cell_output pre, .highlight-text pre")) {
    const table = /\S {2}|^ /m.test(output.textContent); // columns stay; a long line folds all the same
    const lines = "✗ .*(?:\\n {2}\\S.*)*|[✓…] .*|" + (table ? "(?:[^ \\n]+ ){14,}.*" : ".+");
    const sentence = new RegExp(`(^|</span>)(${lines})$`, "gm");
    output.innerHTML = output.innerHTML.replace(sentence, '$1<span class="sentence">$2</span>');
  }
  for (const word of document.querySelectorAll("code .pre")) {
    if (word.textContent.length < 25) word.classList.add("whole");
  }
  const results = document.getElementById("search-results");
  if (results && !new URLSearchParams(location.search).get("q")) {
    results.innerHTML = "<h1>Search</h1><p>Write a word into the search box, above the list of lessons.</p>";
  }
  for (const box of document.querySelectorAll(".highlight pre, .cell_output pre, table.docutils")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
  for (const caption of document.querySelectorAll("p.caption[role=heading]")) {
    caption.setAttribute("aria-level", "2");
  }
});
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
});
