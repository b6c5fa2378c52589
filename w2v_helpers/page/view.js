// @ts-check
// The explore page: fields, lists, the map. What it shows comes from model.js, its words from held.
"use strict";

(() => {
  const { open, dot, combine, nearest, rank, flatten, search, guess, lookUp } = explore;
  const page = open(/** @type {any} */ (window).held);
  const FIELDS = ["word", "other", "a", "b", "c"];
  const ANSWERS = 10;
  const MOST_ZOOM = 64;

  /** Ids of words: what the page is asked. @type {Record<string, number | undefined>} */
  const asked = {};
  let zoom = 1; // of the map of all words
  /** @type {{id: number, place: number[]}[]} */
  let drawn = []; // the points of the map
  let size = 400; // of the map, in pixels: letters are as large as elsewhere

  /** An element of the page. @returns {any} */
  const at = (name) => document.getElementById(`explore-${name}`);
  const whole = (n) => n.toLocaleString("en");
  /** A number with a fixed number of digits; 0 has no sign. */
  function show(x, digits = 3) {
    return x.toFixed(digits).replace(/^-(?=0\.?0*$)/, "").replace("-", "−"); // prettier-ignore
  }
  const zero = (id) => !dot(page.rows[id], page.rows[id]); // its vector is
  const percent = (share) => `${show(100 * share, share < 0.1 ? 1 : 0)} %`;

  function fill(element, attributes, inside) {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  }
  const html = (tag, attributes = {}, ...inside) =>
    fill(document.createElement(tag), attributes, inside);
  const svg = (tag, attributes = {}, ...inside) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, inside);
  /** A word, whatever its direction of writing. */
  const name = (id) => html("bdi", {}, page.words[id]);
  const say = (where, ...parts) => at(where).replaceChildren(...parts);

  // ---- What is asked stands in the address ---------------------------------------------------

  const address = (now) => {
    const known = FIELDS.filter((field) => now[field] !== undefined);
    const parts = known.map((field) => `${field}=${encodeURIComponent(page.words[now[field]])}`);
    return `#${parts.join("&")}`;
  };

  /** Read the address; a word that is not there is told. */
  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    const elsewhere = location.hash && !FIELDS.some((field) => given.has(field));
    if (elsewhere && asked.word !== undefined) return; // a heading of the book
    for (const field of FIELDS) {
      const word = given.get(field) ?? "";
      asked[field] = lookUp(page, word);
      complain(field, word && asked[field] === undefined ? word : "");
      at(field).value = asked[field] === undefined ? word : page.words[asked[field]];
    }
    asked.word ??= lookUp(page, page.start ?? "");
    asked.word ??= Math.min(200, Math.floor(page.words.length / 3)); // the first are no nouns
    if (!at("word").value) at("word").value = page.words[asked.word];
    drawAll();
  }

  /** A word is chosen in a field, or none: Back leads to the word before. */
  function choose(field, id) {
    complain(field, "");
    at(field).value = id === undefined ? "" : page.words[id];
    if (asked[field] === id) return;
    asked[field] = id;
    if (field === "word") location.hash = address(asked); // draws
    else {
      history.replaceState(null, "", address(asked));
      drawPair();
      drawAnalogy();
    }
  }

  // ---- Fields --------------------------------------------------------------------------------

  function complain(field, typed) {
    at(field).setAttribute("aria-invalid", String(typed !== ""));
    if (!typed) return say(`${field}-trouble`);
    const parts = typed.split(/\s+/);
    const known = parts.map((part) => lookUp(page, part)).filter((id) => id !== undefined);
    const near = known.length ? known : guess(page, typed, 3);
    const links = near.slice(0, 3).flatMap((id, i) => [i ? ", " : "", link(id, field)]);
    const hint = links.length ? ["; did you mean ", ...links, "?"] : ["."];
    const one = parts.length > 1 ? ": one word, please" : "";
    const told = ` is not among the ${whole(page.words.length)} words of this page${one}`;
    say(`${field}-trouble`, "“", html("bdi", {}, typed), "”", told, ...hint);
  }

  /** What was typed is meant to be a word. */
  function take(field) {
    const typed = at(field).value.trim();
    const id = lookUp(page, typed);
    if (id !== undefined || field !== "word") choose(field, id);
    if (id !== undefined) return;
    at(field).value = typed || (field === "word" ? page.words[asked.word ?? 0] : "");
    complain(field, typed);
  }

  /** Let a field suggest words (a combobox with a list, as ARIA's guide describes it). */
  function suggest(field) {
    const box = at(field);
    const list = html("ul", { role: "listbox", id: `explore-${field}-list`, hidden: "" });
    list.setAttribute("aria-label", "Words that fit");
    box.after(list);
    fill(box, {
      role: "combobox", type: "text", dir: "auto", autocomplete: "off", autocapitalize: "none",
      spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id, "aria-describedby": `explore-${field}-trouble`,
    }, []); // prettier-ignore
    /** @type {number[]} */
    let found = [];
    let active = -1;
    let fresh = false; // typed, and not yet taken

    function point(to) {
      active = to;
      [...list.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === to)));
      if (to < 0) box.removeAttribute("aria-activedescendant");
      else box.setAttribute("aria-activedescendant", list.children[to].id);
    }
    function close() {
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      point(-1);
    }
    function update() {
      fresh = true;
      found = search(page, box.value.trim(), 8);
      const options = found.map((id, i) =>
        html("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" }, name(id)),
      );
      list.replaceChildren(...options);
      close();
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(found.length > 0));
    }
    function press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        if (list.hidden) update();
        const places = found.length + 1; // one of them: nothing chosen
        if (found.length) point(((active + step + 1 + places) % places) - 1);
      } else if (event.key === "Enter" && !event.isComposing) {
        const id = found[active];
        close();
        fresh = false;
        if (id === undefined) take(field);
        else choose(field, id);
      } else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
    }
    box.addEventListener("input", update);
    box.addEventListener("keydown", press);
    box.addEventListener("focus", () => box.select());
    box.addEventListener("blur", () => {
      close();
      if (fresh) take(field); // else a link in a complaint would be another before it is clicked
      fresh = false;
    });
    // the field keeps the focus
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = /** @type {Element} */ (event.target).closest("[role=option]");
      if (!option) return;
      const id = found[[...list.children].indexOf(option)];
      close();
      fresh = false;
      choose(field, id);
    });
  }

  // ---- Lists ---------------------------------------------------------------------------------

  /** A link that puts a word into a field. */
  function link(id, field = "word") {
    const own = html("a", { href: address({ ...asked, [field]: id }) }, name(id));
    own.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(field, id);
      at(field === "word" ? "title" : field).focus(); // the link itself may be gone
    });
    return own;
  }

  function item({ id, cosine }, queries = /** @type {any[]} */ ([])) {
    const bar = html("i", { style: `width: ${Math.max(0, 100 * cosine).toFixed(1)}%` });
    const word = link(id);
    if (queries.includes(id)) word.classList.add("query");
    const shown = html("b", {}, show(cosine));
    const count = page.counts ? [html("small", {}, `${whole(page.counts[id])}×`)] : [];
    return html("li", {}, word, ...count, html("span", { class: "bar-of" }, bar), shown);
  }

  function drawAll() {
    const id = asked.word ?? 0;
    const none = zero(id);
    const near = none ? [] : nearest(page, page.rows[id], Number(at("count").value), [id]);
    say("title", "Nearest to ", name(id));
    const place = `number ${whole(id + 1)} of ${whole(page.total)}`;
    const facts = page.counts
      ? `${place} · ${whole(page.counts[id])} times in the text`
      : `${place} in the file; most files begin with the most frequent`;
    const zeros = "Its vector is all zeros: its cosine with every word is 0; no word is nearest.";
    const nothing = page.words.length < 2 ? "There is no other word." : none ? zeros : "";
    say("facts", `${facts}. ${nothing}`);
    say("near", ...near.map((own) => item(own)));
    const told = near.slice(0, 5).map((own) => `${page.words[own.id]} ${show(own.cosine)}`);
    say("said", `Nearest to ${page.words[id]}: ${nothing || told.join(", ")}`);
    say("one", name(id));
    drawMap(id, near);
    drawPair();
    drawAnalogy();
  }

  function drawPair() {
    const [one, other] = [asked.word ?? 0, asked.other];
    if (other === undefined) return say("pair");
    const cosine = html("b", {}, show(dot(page.rows[one], page.rows[other])));
    const parts = [name(one), " · ", name(other), "  ", cosine];
    const zeros = [one, other].filter(zero);
    if (one === other) parts.push(". They are the same word.");
    else if (zeros.length) parts.push(". The vector of ", name(zeros[0]), " is all zeros.");
    else {
      const places = [rank(page, one, other), rank(page, other, one)].map(whole);
      parts.push(". ", name(other), ` is number ${places[0]} among the neighbours of `, name(one));
      parts.push(", ", name(one), ` number ${places[1]} among those of `, name(other), ".");
      if (page.usual) parts.push(` Two words picked at random: about ${show(page.usual[0], 2)}.`);
    }
    say("pair", ...parts);
  }

  function drawAnalogy() {
    const { a, b, c } = asked;
    at("answers").hidden = a === undefined || b === undefined || c === undefined;
    if (a === undefined || b === undefined || c === undefined) return say("analogy");
    const terms = [[b, 1], [a, -1], [c, 1]]; // prettier-ignore
    const direction = combine(page, terms);
    const left = nearest(page, direction, ANSWERS, [a, b, c]);
    say("without", ...left.map((own) => item(own)));
    say("with", ...nearest(page, direction, ANSWERS).map((own) => item(own, [a, b, c])));
    const alone = nearest(page, page.rows[c], ANSWERS, [a, b, c]).map(({ id }) => id);
    const shared = left.filter(({ id }) => alone.includes(id)).length;
    const count = left.length;
    const question = () => [name(b), " − ", name(a)];
    const anyway = `Of the ${count} on the left, ${shared} are the nearest to `;
    const more = [" anyway; ", ...question(), ` brings in ${count - shared}.`];
    const nothing = !dot(direction, direction);
    const none = ["Nothing is left of it: all cosines are 0."];
    const rest = nothing ? none : [anyway, name(c), ...more];
    say("analogy", ...question(), " + ", name(c), ". ", ...rest);
  }

  // ---- The map -------------------------------------------------------------------------------

  function drawMap(id, near) {
    const all = at("map-all").checked;
    at("zoom").hidden = !all;
    at("out").disabled = zoom === 1;
    at("in").disabled = zoom === MOST_ZOOM;
    const ids = [id, ...near.map((own) => own.id)];
    const flat = all ? { share: page.share } : flatten(ids.map((own) => page.rows[own]));
    const places = all
      ? page.words.map((_, own) => [...page.points.subarray(2 * own, 2 * own + 2)])
      : flat.points;
    size = width();
    at("map").setAttribute("viewBox", `0 0 ${size} ${size}`);
    const frame = fit(places, all ? places[id] : null, all ? zoom : 1);
    drawn = places.map((own, i) => ({ id: all ? i : ids[i], place: frame(own) }));
    const marked = all ? ids.map((own) => drawn[own]) : drawn;
    const parts = all ? [dots(drawn)] : [];
    const shapes = marked.map(({ place: [x, y] }, i) =>
      i
        ? svg("circle", { cx: x, cy: y, r: 5 })
        : svg("rect", { x: x - 6, y: y - 6, width: 12, height: 12 }),
    );
    const labels = marked.map((own, i) => ({ ...own, kind: i ? "" : "bold" }));
    const others = all ? drawn.slice(0, 1500).filter((own) => !ids.includes(own.id)) : [];
    const more = others.map((own) => ({ ...own, kind: "plain" }));
    const layer = svg("g", { id: "explore-hover" });
    at("map").replaceChildren(...parts, ...shapes.reverse(), ...placeLabels(labels, more), layer);
    sayMap(id, near, all, flat.share);
  }

  /** From coordinates to the picture: all points, or those around one. */
  function fit(points, middle, times) {
    const [x, y] = [0, 1].map((n) => points.map((point) => point[n]).sort((a, b) => a - b));
    const [width, height] = [x, y].map((all) => all[all.length - 1] - all[0] || 1e-9);
    const scale = times * Math.min((size - 80) / width, (size - 50) / height, 1e6);
    const center = times > 1 ? middle : [x, y].map((all) => (all[0] + all[all.length - 1]) / 2);
    const to = (place, n) => scale * (place[n] - center[n]);
    return (place) => [size / 2 + to(place, 0), size / 2 - to(place, 1)];
  }

  const width = () => Math.round(at("map").getBoundingClientRect().width) || 400;
  const inside = ([x, y]) => x > 2 && x < size - 2 && y > 2 && y < size - 2;

  function dots(points) {
    const shown = points.filter(({ place }) => inside(place));
    const width = Math.min(4, Math.max(1.6, 60 / Math.sqrt(shown.length)));
    const d = shown.map(({ place: [x, y] }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("");
    return svg("path", { d, class: "dots", "stroke-width": width });
  }

  /** @type {any} */
  const ruler = document.createElement("canvas").getContext("2d");
  /** How wide a word is on the map. */
  function measure(word, bold) {
    ruler.font = `${bold ? 700 : 400} 14px ${getComputedStyle(at("map")).fontFamily}`;
    return ruler.measureText(word).width;
  }

  /** Labels beside their points, off other labels and marks; one that finds no room is left out. */
  function placeLabels(labels, others) {
    const taken = labels.map(({ place: [x, y] }) => [x - 6, y - 6, x + 6, y + 6]);
    const found = [];
    for (const { id, place, kind } of [...labels, ...others]) {
      if (!inside(place) || (kind === "plain" && found.length >= size / 10)) continue;
      const text = label(id, place, kind, taken);
      if (text) found.push(text);
    }
    return found;
  }

  function label(id, [x, y], kind, taken) {
    const long = measure(page.words[id], kind === "bold");
    const text = (left, base) =>
      svg("text", { x: left, y: base, class: kind, "data-id": id }, page.words[id]);
    const sides = x < size / 2 ? [-9 - long, 9] : [9, -9 - long]; // outwards first
    const beside = [5, -5, 15].flatMap((dy) => sides.map((dx) => [dx, dy]));
    const around = [[-long / 2, -10], [-long / 2, 20]]; // prettier-ignore
    for (const [dx, dy] of [...beside.slice(0, 2), ...around, ...beside.slice(2)]) {
      const box = [x + dx - 1, y + dy - 12, x + dx + long + 1, y + dy + 3];
      const room = box[0] > 0 && box[2] < size && box[1] > 0 && box[3] < size;
      if (!room || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return text(x + dx, y + dy);
    }
    if (kind !== "bold") return null; // the word itself has its name in any case
    return text(Math.max(2, Math.min(x - long / 2, size - long - 2)), y > 30 ? y - 10 : y + 20);
  }

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  /** What the map is, and how far it can be believed. */
  function sayMap(id, near, all, share) {
    const [own] = drawn.filter((point) => point.id === id);
    const count = Math.min(ANSWERS, near.length);
    const away = ({ place: [x, y] }) => Math.hypot(x - own.place[0], y - own.place[1]);
    const close = drawn.filter((point) => point.id !== id).sort((p, q) => away(p) - away(q));
    const closest = close.slice(0, count).map((point) => point.id);
    const kept = near.slice(0, count).filter((point) => closest.includes(point.id)).length;
    const others = near.length ? ` and its ${near.length} nearest (dots)` : "";
    const what = all ? `all ${whole(drawn.length)} words (grey), ` : "";
    const hidden = `${percent(1 - share)} of the differences do not show here: trust the list`;
    const trust = share > 0.9995 ? "All differences show here" : hidden;
    const agree = `${kept} are among the ${count} nearest by cosine`;
    const more = count > 1 ? `; of the ${count} words closest on the map, ${agree}` : "";
    const point = "Point at a dot to see its word; click or tap to go there.";
    const rest = drawn.length > 1 ? `${trust}${more}. ${point}` : "";
    say("map-says", `PCA of ${what}`, name(id), ` (square)${others}. ${rest}`);
    const lists = "The list and the search lead to the same words.";
    const told = `Map of words; ${page.words[id]} and its nearest are marked. ${lists}`;
    at("map").setAttribute("aria-label", told);
  }

  /** The word under the pointer. */
  function pick(event) {
    const own = event.target.closest("[data-id]");
    if (own) return drawn.find(({ id }) => id === Number(own.dataset.id));
    const box = at("map").getBoundingClientRect();
    const x = ((event.clientX - box.left) * size) / box.width;
    const y = ((event.clientY - box.top) * size) / box.height;
    const away = ({ place }) => Math.hypot(place[0] - x, place[1] - y);
    const best = drawn.reduce((one, other) => (away(other) < away(one) ? other : one));
    return away(best) < 25 ? best : undefined;
  }

  function hover(event) {
    const found = pick(event);
    if (!found) return at("hover")?.replaceChildren();
    const [word, [x, y]] = [page.words[found.id], found.place];
    const long = measure(word, true);
    const left = Math.max(4, Math.min(x - long / 2, size - 4 - long));
    const text = svg("text", { x: left, y: Math.max(16, y - 10), class: "bold" }, word);
    at("hover")?.replaceChildren(svg("circle", { cx: x, cy: y, r: 7, class: "ring" }), text);
  }

  // ---- Start ---------------------------------------------------------------------------------

  function sayAbout() {
    const { words, total, dim, kind, counts, error } = page;
    const order = "the first of the file, which most programs sort by frequency";
    const by = counts ? "the most frequent" : order;
    const some = `This page holds ${whole(words.length)} of ${whole(total)} words, ${by}.`;
    const all = total > 1 ? `All ${whole(total)} words are here.` : "There is one word.";
    const long = `A vector has ${whole(dim)} number${dim > 1 ? "s" : ""}.`;
    const most = (Math.ceil(error * 1e4) / 1e4).toFixed(4);
    const small = [
      "Numbers are float16, to keep the page below 15 MB: the cosine of two words may differ by",
      `${most} from the file's, and neighbours that are closer than that may change places.`,
    ].join(" ");
    const exact = kind === "float16" ? small : "Numbers are float32.";
    say("about", [words.length < total ? some : all, long, exact].join(" "));
  }

  /** What is much here, and what little: the cosines of words picked at random. */
  function sayScale() {
    if (!page.usual) return;
    const [median, top] = page.usual.map((cosine) => show(cosine, page.alike ? 3 : 2));
    at("word").closest(".explore").style.setProperty("--usual", `${100 * page.usual[0]}%`);
    const scale = [
      `Two words picked at random have a cosine of about ${median} (the tick on the bars); of a`,
      `hundred such pairs one has more than ${top}.`,
    ].join(" ");
    const alike = [
      `Any two words here have a cosine of about ${median}: these vectors are hardly trained, or`,
      "were trained without negatives. Neighbours and map enlarge what little they differ by. Train",
      "them for more epochs, or on more text.",
    ].join(" ");
    say("scale", page.alike ? alike : scale);
    at("scale").className = page.alike ? "trouble" : "small";
  }

  function zoomBy(times) {
    zoom = Math.min(MOST_ZOOM, Math.max(1, zoom * times));
    drawAll();
  }

  FIELDS.forEach(suggest);
  for (const part of ["count", "map-near", "map-all"]) at(part).addEventListener("change", drawAll);
  at("in").addEventListener("click", () => zoomBy(2));
  at("out").addEventListener("click", () => zoomBy(0.5));
  at("map").addEventListener("pointermove", hover);
  at("map").addEventListener("pointerleave", () => at("hover")?.replaceChildren());
  at("map").addEventListener("click", (event) => {
    const found = pick(event);
    if (found) choose("word", found.id);
  });
  addEventListener("hashchange", readAddress);
  addEventListener("resize", () => void (width() !== size && drawAll()));
  sayAbout();
  sayScale();
  readAddress();
})();
