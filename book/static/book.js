// Printed sentences fold; what is wider than the page scrolls by keyboard; paper shows every answer.
document.addEventListener("DOMContentLoaded", () => {
  for (const output of document.querySelectorAll(".cell_output pre")) {
    const sentence = /(^|<\/span>)([✓…] .*)$/gm;
    output.innerHTML = output.innerHTML.replace(sentence, '$1<span class="sentence">$2</span>');
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
