// @ts-check
// The play page: settings, training, one step, the run, controls. The model: play_model.js.
"use strict";

(() => {
  const word2vec = /** @type {any} */ (window).play;
  const { TOY, ROLES, PLANTED, plantedText, tokenize, makeTraining, advance, look } = word2vec;
  const { row, dot, add, length, unit, neighbours, flatten, align } = word2vec;

  // ---- Settings -----------------------------------------------------------------------------

  const MOST_WORDS = 5000;
  const MOST_POINTS = 100; // words on the map
  const NEARBY = 12; // words shown on each side of a centre: no window is wider
  const BOUND = 1000; // a score beyond it: training has diverged
  const SPEEDS = [1, 10, 100, 1000, 10_000, 100_000]; // steps a second
  const PRESETS = { toy: [2, 100, 3], planted: [5, 10, 4] }; // window, passes, place in SPEEDS
  const PASSES = "Ten short sentences need about 30 passes: after 10 all words still look alike.";
  const SHAPES = ["●", "■", "▲", "◆", "○"]; // the last: of no group
  const NONE = SHAPES.length - 1;
  const CLOSEST = 5; // words in the list of neighbours
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /** An element of the page. @returns {any} */
  const at = (name) => document.getElementById(`play-${name}`);
  const say = (name, text) => void (at(name).textContent = text);
  const whole = (n) => n.toLocaleString("en", { maximumFractionDigits: 0 });

  /** A number as the page shows it: more digits for a tiny one, fewer for a large one. */
  function show(x, digits = 3) {
    const size = Math.abs(x);
    const tiny = size < 1e-3 && size > 5e-6;
    const rounded = x.toPrecision(3);
    const large = size < 1e9 ? whole(Number(rounded)) : rounded;
    const text = size < 1000 ? x.toFixed(tiny ? 5 : digits) : large;
    return text.replace("-", "−");
  }

  function readNumber(name) {
    const box = at(name);
    const { min = box.min, max = box.max } = box.dataset;
    const unclear = /^[1-9]\d*,\d{3}$/.test(box.value); // 1,000: a thousand, or one?
    const value = unclear ? NaN : Number(box.value.replace(",", "."));
    const fine = box.value !== "" && box.checkValidity() && value >= min && value <= max;
    box.setAttribute("aria-invalid", String(!fine));
    const kind = box.type === "text" ? "a number" : "a whole number";
    if (!fine) throw new Error(`The ${box.dataset.name} must be ${kind} from ${min} to ${max}.`);
    return value;
  }

  function readText() {
    const sentences = tokenize(at("text").value);
    const trouble = findTrouble(sentences, sentences.flat());
    at("text").setAttribute("aria-invalid", String(trouble !== ""));
    if (trouble) throw new Error(trouble);
    return sentences;
  }

  function findTrouble(sentences, tokens) {
    const count = "Only letters and digits count.";
    if (!tokens.length) return `The text has no words. ${count} Write sentences, or choose a text.`;
    if (tokens.length > MOST_WORDS) {
      return `The text has ${whole(tokens.length)} words; this page takes ${whole(MOST_WORDS)} at most.`;
    }
    if (new Set(tokens).size < 2) return `The text needs two different words or more. ${count}`;
    const alone = sentences.every((own) => own.length < 2);
    return alone ? "No line has two words, so no word has a context. Write sentences." : "";
  }

  function readSettings() {
    const [sentences, cbow] = [readText(), at("model").value === "CBOW"];
    const names = ["window", "negative", "dim", "rate", "seed", "passes"];
    const [window, negative, dim, rate, seed, passes] = names.map(readNumber);
    return { sentences, cbow, window, negative, dim, rate, seed, passes };
  }

  // ---- Training -----------------------------------------------------------------------------

  /** @type {any} */
  let state = null; // what is trained and drawn; none while a setting is wrong
  let running = false;
  let last = 0; // when the last tick was, in milliseconds
  let owed = 0; // steps that are due
  let typing = 0; // the timer that reads the text once the typing pauses

  /** Start anew from the settings, or say what is wrong with them. */
  function restart() {
    clearTimeout(typing);
    at("step-view").style.minHeight = "";
    pause("Stopped.");
    say("trouble", "");
    try {
      const settings = readSettings();
      const axes = [0, 1].map((n) => new Float64Array(settings.dim).fill(1, n, n + 1));
      const curve = { losses: [], size: 60, sum: 0, count: 0 };
      const training = makeTraining(settings);
      state = {
        training,
        passes: settings.passes,
        curve,
        axes,
        points: null,
        until: 0,
        broken: false,
      };
      state.mapped = chooseMapped(training);
      fillChoices();
      drawMapWords();
      drawRun();
      drawStart();
    } catch (error) {
      state = null;
      say("trouble", error.message);
    }
    enable();
    say("said", at("place").textContent);
  }

  /** The words of the map, and the group of each: its role in a planted text, or its sentence. */
  function chooseMapped({ vocab, sentences }) {
    if (PLANTED.every((word) => vocab.ids.has(word))) {
      const ids = PLANTED.map((word) => vocab.ids.get(word));
      return {
        ids,
        groups: ids.map((_, i) => i % 4),
        names: Object.keys(ROLES),
        what: "the planted words",
      };
    }
    const words = vocab.words.slice(0, MOST_POINTS);
    const few = sentences.length > 1 && sentences.length <= NONE;
    const groups = words.map((word) => {
      const own = sentences.flatMap((tokens, i) => (tokens.includes(word) ? [i] : []));
      return !few ? 0 : own.length > 1 ? NONE : own[0];
    });
    const names = few ? sentences.map((_, i) => `sentence ${i + 1}`) : [];
    if (groups.includes(NONE)) names[NONE] = "several sentences";
    const all = words.length === vocab.words.length;
    const what = all ? "all words" : `the ${MOST_POINTS} most frequent words`;
    return { ids: words.map((_, id) => id), groups, names, what };
  }

  /** Take a step and note its loss; stop where a score leaves all bounds. */
  function takeStep() {
    const { training, curve } = state;
    const found = advance(training);
    curve.sum += found.loss;
    curve.count += 1;
    if (curve.count === curve.size) notePoint(curve);
    const worst = Math.max(...found.look.terms.map(({ score }) => Math.abs(score)));
    if (!(worst < BOUND)) stopBroken(worst);
    return found;
  }

  /** Another point of the curve; of 300 every two become one. */
  function notePoint(curve) {
    curve.losses.push(curve.sum / curve.count);
    [curve.sum, curve.count] = [0, 0];
    if (curve.losses.length < 300) return;
    const pairs = curve.losses.map((loss, i, all) => (loss + all[i - 1]) / 2);
    curve.losses = pairs.filter((_, i) => i % 2 === 1);
    curve.size *= 2;
  }

  function stopBroken(worst) {
    state.broken = true;
    pause("Stopped.");
    const told = `Stopped after ${whole(state.training.done)} steps: the scores have left all bounds.`;
    const size = worst < 1e15 ? `One is ${whole(worst)} away from 0` : "One is beyond all measure";
    say("trouble", `${told} ${size}. Each step overshoots by more: take a smaller learning rate.`);
    enable();
  }

  function run() {
    if (running) return pause("Paused.");
    const { training, passes } = state;
    const steps = passes * training.places.length;
    if (training.done >= state.until) state.until = (Math.floor(training.done / steps) + 1) * steps;
    running = true;
    [last, owed] = [performance.now(), 1];
    view("run");
    enable();
    schedule();
  }

  function pause(why) {
    if (!running) return;
    running = false;
    drawRun();
    enable();
    say("said", `${why} ${at("place").textContent}`);
  }

  /** The next tick comes with the next picture, or once a second for readers who want it calm. */
  function schedule() {
    if (calm.matches) setTimeout(() => tick(performance.now(), 300, 1.2), 1000);
    else requestAnimationFrame((now) => tick(now, 12, 0.1));
  }

  /** Take the steps that are due since the last tick, within a budget of milliseconds; draw. */
  function tick(now, budget, most) {
    if (!running) return;
    owed += SPEEDS[at("speed").value] * Math.min(Math.max(now - last, 0) / 1000, most);
    last = now;
    const end = performance.now() + budget;
    for (; owed >= 1 && running && state.training.done < state.until; owed--) {
      takeStep();
      if (state.training.done % 32 === 0 && performance.now() > end) owed = 1;
    }
    if (!running) return;
    if (state.training.done >= state.until) return pause("The run is over.");
    drawRun();
    schedule();
  }

  // ---- One step -----------------------------------------------------------------------------

  function fill(element, attributes, inside) {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  }
  const html = (tag, attributes = {}, ...inside) =>
    fill(document.createElement(tag), attributes, inside);
  const svg = (tag, attributes = {}, ...inside) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, inside);

  /** Show one step or the run, and where it is out of sight lead the eye there. */
  function view(name) {
    at("step-view").hidden = name !== "step";
    at("run-view").hidden = name !== "run";
    at(`show-${name}`).checked = true;
    const shown = at(`${name}-view`);
    const behavior = calm.matches ? "auto" : "smooth";
    const { top, bottom } = shown.getBoundingClientRect();
    const cut = bottom - top < innerHeight - 130 && bottom > innerHeight - 70; // though it fits
    if (cut || top > innerHeight / 2 || bottom < 100) {
      shown.scrollIntoView({ behavior, block: "nearest" });
    }
  }

  /** Start anew, and keep the buttons in sight though the page is shorter now. */
  function again() {
    restart();
    const gone = at("again").getBoundingClientRect().top < 50;
    if (state && gone) view(at("step-view").hidden ? "run" : "step");
  }

  function enable() {
    at("shown").hidden = !state;
    at("one").disabled = running || !state || state.broken;
    at("run").disabled = !state || state.broken;
    say("run", running ? "Pause" : "Run");
    if (!state) say("place", "");
  }

  /** Before the first step: the first window, and what to do. */
  function drawStart() {
    const { places, vocab } = state.training;
    drawSentence(places[0]);
    const told = `${whole(vocab.words.length)} different words, ${whole(places.length)} examples a pass.`;
    say("words", `${told} The first example is marked: press Step.`);
    at("numbers").hidden = true;
  }

  /** The sentence around an example, its words marked; of a long one the words nearby. */
  function drawSentence({ sentence, center, contexts }) {
    const { sentences, window } = state.training;
    const words = sentences[sentence].map((token, i) => {
      let [role, told] = Math.abs(i - center) <= window ? ["near", "window"] : ["", ""];
      if (contexts.includes(i)) [role, told] = ["context", "context"];
      if (i === center) [role, told] = ["center", "centre"];
      return html("span", { class: `token ${role}` }, token, html("small", {}, told));
    });
    const [from, to] = [Math.max(0, center - NEARBY), center + NEARBY + 1];
    const near = words.slice(from, to).flatMap((word) => [word, " "]);
    at("sentence").replaceChildren(from ? "… " : "", ...near, to < words.length ? "…" : "");
  }

  /** Take one step and show all of it. */
  function stepOnce() {
    say("said", "");
    const { model } = state.training;
    const old = { ...model, output: model.output.slice() };
    const { place, example, look: before, loss } = takeStep();
    const after = look(model, example);
    drawSentence(place);
    const words = tell(example, before.terms, loss).split(/[“”]/);
    at("words").replaceChildren(...words.map((part, i) => (i % 2 ? html("b", {}, part) : part)));
    at("terms").replaceChildren(
      ...before.terms.map((term, k) => termRow(term, after.terms[k].score, k)),
    );
    at("numbers").hidden = false;
    drawPlane(old, example, before, after);
    at("step-view").style.minHeight = `${at("step-view").offsetHeight}px`; // the buttons stay put
    view("step");
    drawRun();
  }

  /** The step in words. */
  function tell({ inputs, positive, negatives }, [{ sigma }], loss) {
    const { vocab, cbow, rate } = state.training;
    const name = (id) => `“${vocab.words[id]}”`;
    const around = inputs.map(name).join(", ");
    const drawn = [...new Set(negatives)].filter((id) => id !== positive);
    const often = (id) => {
      const times = negatives.filter((other) => other === id).length;
      return times < 2 ? "" : times === 2 ? " (twice)" : ` (${times} times)`;
    };
    const all = drawn.map((id) => name(id) + often(id)).join(", ");
    const own = cbow ? ", the mean of their input vectors," : ` of ${around}`;
    const size = `${rate} × ${show(1 - sigma)} = ${show(rate * (1 - sigma), 4)}`;
    const parts = [
      cbow
        ? `The text has ${around} around ${name(positive)}.`
        : `The text has ${name(positive)} beside ${around}.`,
      `So u of ${name(positive)} is pulled towards v${own} by lr × (1 − σ) = ${size} times v.`,
      drawn.length
        ? `Drawn: ${all}. Each u is pushed away from v, by lr × σ times v.`
        : "No other word was drawn, so nothing is pushed away.",
      negatives.includes(positive) ? `${name(positive)} was drawn, too${often(positive)}: it is left out.` : "",
      `v moves towards the u of ${name(positive)}${drawn.length ? " and away from the others" : ""}`,
      `${cbow ? ", each of the input vectors by its share" : ""}.`,
      `Loss before the step: ${show(loss)}.`,
    ];
    return parts
      .filter(Boolean)
      .join(" ")
      .replace(/ ([.,])/g, "$1");
  }

  function termRow({ word, score, sigma, pull, leftOut }, after, k) {
    const told = k === 0 ? "text" : leftOut ? "left out" : "drawn";
    const kind = k === 0 ? "pulled" : "pushed";
    const scores = html("td", {}, show(score), html("span", {}, `→ ${show(after)}`));
    const force = leftOut ? "0" : `${k === 0 ? "+" : "−"}${show(Math.abs(pull))}`;
    const name = html(
      "th",
      { scope: "row" },
      state.training.vocab.words[word],
      html("small", {}, told),
    );
    const cells = [scores, html("td", {}, show(sigma)), html("td", {}, force)];
    return html("tr", { class: kind }, name, ...cells, html("td", {}, drawPull(sigma, pull)));
  }

  /** σ as a dot between 0 and 1, and an arrow from it to where it should be. */
  function drawPull(sigma, pull) {
    const x = (share) => 6 + 58 * share;
    const arrows = Math.abs(pull) > 0.1 ? [arrow([x(sigma), 12], [x(sigma + pull), 12])] : [];
    const axis = svg("path", { d: "M6 12H64M6 6V18M64 6V18", class: "axis" });
    const place = svg("circle", { cx: x(sigma), cy: 12, r: 4.5 });
    return svg("svg", { viewBox: "0 0 70 24", "aria-hidden": "true" }, axis, ...arrows, place);
  }

  function arrow(from, to) {
    const [ax, ay, bx, by] = [...from, ...to];
    const angle = Math.atan2(by - ay, bx - ax);
    const wing = (turn) => [bx - 9 * Math.cos(angle + turn), by - 9 * Math.sin(angle + turn)];
    return svg("path", {
      d: `M${ax} ${ay}L${bx} ${by}M${wing(0.45)}L${bx} ${by}L${wing(-0.45)}`,
      class: "arrow",
    });
  }

  /**
   * The plane of a step: v to the right; upwards that part of v's move that is not along v. All that
   * moves does so in this plane: each u along v, and v along the sum of the u.
   */
  function drawPlane(old, { inputs, positive }, before, after) {
    const { model, vocab } = state.training;
    const right = unit(before.v);
    const up = after.v.map((x, i) => x - before.v[i]);
    add(up, -dot(up, right), right);
    const flat = (vector) => [dot(vector, right), dot(vector, unit(up))];
    const words = [...new Set(before.terms.map(({ word }) => word))];
    const center = inputs.length > 1 ? "mean v" : `v ${vocab.words[inputs[0]]}`;
    placeMoves([
      { text: center, kind: "center", from: flat(before.v), to: flat(after.v) },
      ...words.map((word) => ({
        text: `u ${vocab.words[word]}`,
        kind: word === positive ? "pulled" : "pushed",
        from: flat(row(old.output, word, old.dim)),
        to: flat(row(model.output, word, old.dim)),
      })),
    ]);
  }

  /** Vectors from 0, each with its move, drawn longer where the moves are short. */
  function placeMoves(moves) {
    const longest = Math.max(
      ...moves.map(({ from, to }) => Math.hypot(to[0] - from[0], to[1] - from[1])),
    );
    const reach = Math.max(...moves.map(({ from }) => length(from)));
    const times = Math.max(1, Number(((0.4 * reach) / (longest || reach || 1)).toPrecision(1)));
    const tips = moves.map(({ from, to }) => from.map((x, i) => x + times * (to[i] - x)));
    const place = fit([[0, 0], ...tips, ...moves.map(({ from }) => from)], 400, 300);
    const drawn = moves.map(({ kind, from }, i) => {
      const stem = svg("path", { d: `M${place([0, 0])}L${place(from)}`, class: "stem" });
      return svg("g", { class: kind }, stem, arrow(place(from), place(tips[i])));
    });
    const labels = moves.map(({ text }, i) => ({
      text,
      place: place(tips[i]),
      bold: i === 0,
      must: true,
    }));
    at("plane").replaceChildren(...drawn, ...placeLabels(labels, 400, 300));
    const names = moves.map(({ text }) => text).join(", ");
    at("plane").setAttribute("aria-label", `Vectors and how this step moves them: ${names}`);
    const scale = times > 1 ? `, drawn ${whole(times)} times as long` : "";
    say(
      "plane-says",
      `Lines from 0: the vectors, in the plane in which this step moves them. Arrows: the moves${scale}.`,
    );
  }

  /** From coordinates to a picture that holds all points. */
  function fit(points, width, height) {
    const [left, low] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
    const [right, high] = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
    const scale = Math.min(
      (width - 130) / (right - left || 1e-9),
      (height - 60) / (high - low || 1e-9),
    );
    const middle = [(left + right) / 2, (low + high) / 2];
    return ([x, y]) => [width / 2 + scale * (x - middle[0]), height / 2 - scale * (y - middle[1])];
  }

  /**
   * Labels beside their points, off other labels and points. One that finds no room is left out; one
   * that must be there goes over points, or farther up or down.
   */
  function placeLabels(labels, width, height) {
    const taken = labels.map(({ place: [x, y] }) => [x - 6, y - 6, x + 6, y + 6]);
    return labels.flatMap(({ id = "", text: full, place: [x, y], bold, must }) => {
      const text = full.length > 24 ? `${full.slice(0, 23)}…` : full;
      const long = text.length * (bold ? 8 : 7.2);
      const sides = [
        [8, 5],
        [-8 - long, 5],
      ];
      if (x < width / 2) sides.reverse(); // outwards first
      const ways = [...sides, [-long / 2, -9], [-long / 2, 19]];
      const near = ways.length;
      for (let far = 0; must && far < height; far += 14) {
        for (const [dx, dy] of sides) {
          const left = Math.min(Math.max(x + dx, 1), width - long - 1) - x;
          ways.push([left, dy - far], [left, dy + far]);
        }
      }
      for (const [way, [dx, dy]] of ways.entries()) {
        const box = [x + dx, y + dy - 10, x + dx + long, y + dy + 2];
        const inside = box[0] > 0 && box[2] < width && box[1] > 0 && box[3] < height;
        const others = way < near ? taken : taken.slice(labels.length); // far: off labels only
        if (!inside || others.some((other) => overlap(box, other))) continue;
        taken.push(box);
        const look = { x: x + dx, y: y + dy, class: bold ? "bold" : "", "data-id": id };
        return [svg("text", look, text)];
      }
      return [];
    });
  }

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  // ---- The run ------------------------------------------------------------------------------

  function drawRun() {
    if (!state) return;
    const { done, places } = state.training;
    const [pass, place] = [Math.ceil(done / places.length), ((done - 1) % places.length) + 1];
    const where = `step ${whole(done)} · pass ${whole(pass)}, example ${whole(place)} of ${whole(places.length)}`;
    say("place", done ? where : "not a step yet");
    drawCurve();
    const { ids } = state.mapped;
    const all = neighbours(state.training.model, Number(at("follow").value), ids, ids.length);
    const near = all.slice(0, CLOSEST);
    drawMap(near.map(({ id }) => id));
    drawNear(near);
    const other = all.findIndex(({ id }) => id === Number(at("other").value));
    const told = () => `${show(all[other].cosine, 2)}, number ${other + 1} of ${all.length}`;
    say("compared", other < 0 ? "the same word" : told());
  }

  function drawCurve() {
    const { curve, training, until } = state;
    const started = curve.count && !curve.losses.length;
    const losses = started ? [curve.sum / curve.count] : curve.losses;
    const start = (1 + training.negative) * Math.log(2);
    const top = Math.max(1.2 * start, ...losses);
    const steps = Math.max(training.done, until, 60);
    const x = (n) => 40 + (340 * Math.min(n, steps)) / steps;
    const size = started ? curve.count : curve.size;
    const y = (loss) => 215 - (200 * loss) / top;
    const line = losses.map(
      (loss, i) => `${x((i + 1) * size).toFixed(1)} ${y(loss).toFixed(1)}`,
    );
    const formula = training.negative ? `${1 + training.negative} ln 2` : "ln 2";
    const parts = [
      svg("path", { d: "M40 15V215H380", class: "axis" }),
      svg("path", { d: `M40 ${y(start)}H380`, class: "start" }),
      svg(
        "text",
        { x: 378, y: y(start) - 6, class: "end" },
        `start: ${formula} = ${show(start, 2)}`,
      ),
      svg("text", { x: 34, y: 220, class: "end" }, "0"),
      svg("text", { x: 380, y: 234, class: "end" }, `${whole(steps)} steps`),
      svg("path", { d: line.length ? `M${line.join("L")}` : "", class: "curve" }),
    ];
    const now = losses[losses.length - 1];
    if (losses.length) {
      const [px, py] = [x(losses.length * size), y(now)];
      parts.push(svg("circle", { cx: px, cy: py, r: 4, class: "now" }));
      parts.push(
        svg(
          "text",
          { x: Math.min(px, 335), y: Math.min(py + 24, 208), class: "bold" },
          show(now, 2),
        ),
      );
    }
    at("curve").replaceChildren(...parts);
    const told = losses.length ? `now ${show(now, 2)}` : "no step yet";
    at("curve").setAttribute(
      "aria-label",
      `Mean loss of an example: start ${show(start, 2)}, ${told}`,
    );
  }

  /** The points of the map, and what their shapes mean. */
  function drawMapWords() {
    const { ids, groups, names, what } = state.mapped;
    const points = ids.map((_, i) =>
      svg("text", { class: `point group${groups[i]}` }, SHAPES[groups[i]]),
    );
    at("map").replaceChildren(svg("g", {}, ...points), svg("g", { id: "play-labels" }));
    at("map").setAttribute(
      "aria-label",
      `Map of the input vectors of ${what}; the list names the nearest`,
    );
    const key = names.map((name, i) =>
      html("span", { class: `key group${i}` }, SHAPES[i], html("span", {}, ` ${name}`)),
    );
    const spaced = key.flatMap((one) => [one, " "]);
    const pca = html("a", { href: "glossary.html#pca" }, "PCA");
    const told = ": from the side where they spread most. Click on a word to follow it. ";
    at("map-says").replaceChildren(`Input vectors of ${what}, flattened by `, pca, told, ...spaced);
  }

  function drawMap(near) {
    const { training, mapped, axes, points } = state;
    const { input, dim } = training.model;
    const found = flatten(
      mapped.ids.map((id) => row(input, id, dim)),
      axes,
      30,
    );
    state.axes = found.axes;
    state.points = points ? align(found.points, points) : found.points;
    const reach = Math.max(...state.points.flat().map(Math.abs)) || 1;
    const places = state.points.map(([x, y]) => [200 + (175 * x) / reach, 200 - (175 * y) / reach]);
    state.shown = places;
    const shapes = at("map").firstChild.children;
    places.forEach(([x, y], i) => shapes[i].setAttribute("transform", `translate(${x} ${y})`));
    const follow = Number(at("follow").value);
    const rank = (id) => [follow, ...near].indexOf(id) + 1 || 9; // these find room first
    const labels = mapped.ids.map((id, i) => ({
      id,
      text: training.vocab.words[id],
      place: places[i],
      bold: id === follow,
      must: id === follow,
    }));
    labels.sort((a, b) => rank(a.id) - rank(b.id));
    at("labels").replaceChildren(...placeLabels(labels, 400, 400));
  }

  function drawNear(near) {
    const { words } = state.training.vocab;
    const items = near.map(({ id, cosine }) => {
      const bar = html("span", { class: "bar-of", style: `width: ${Math.max(0, 100 * cosine)}%` });
      return html("li", {}, bar, `${words[id]} `, html("b", {}, show(cosine, 2)));
    });
    at("near").replaceChildren(...items);
    say("followed", at("follow").selectedOptions[0].textContent);
  }

  /** The words that can be followed and compared; they stay those that they were, if they are there. */
  function fillChoices() {
    const { vocab } = state.training;
    const words = state.mapped.ids.map((id) => vocab.words[id]).sort(new Intl.Collator().compare);
    const usual = { follow: ["fox", "warsaw", words[0]], other: ["brown", "oslo", words[1]] };
    for (const name in usual) {
      const select = at(name);
      const wanted = [select.selectedOptions[0]?.textContent, ...usual[name]];
      select.replaceChildren(
        ...words.map((word) => html("option", { value: vocab.ids.get(word) }, word)),
      );
      select.value = vocab.ids.get(wanted.find((word) => words.includes(word)));
    }
  }

  /** Follow the word that was clicked on the map: its name, or the nearest point. */
  function followClicked(event) {
    const { left, top, width } = at("map").getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top].map((n) => (400 * n) / width);
    const away = state.shown.map((place) => Math.hypot(place[0] - x, place[1] - y));
    const closest = Math.min(...away);
    const point = closest < 25 ? state.mapped.ids[away.indexOf(closest)] : at("follow").value;
    at("follow").value = event.target.dataset.id || point;
    drawRun();
  }

  // ---- Controls -----------------------------------------------------------------------------

  function chooseText() {
    const choice = at("choice").value;
    keep("choice", choice);
    if (choice === "own") {
      say("preset", PASSES);
      at("text").value = recall("own") || at("text").value || TOY;
      return restart();
    }
    at("text").value = choice === "toy" ? TOY : plantedText(300, 0);
    const [window, passes, speed] = PRESETS[choice];
    [at("window").value, at("passes").value, at("speed").value] = [window, passes, speed];
    sayPace();
    const pace = at("pace").textContent;
    say("preset", `Set with it: window ${window}, ${passes} passes a run, ${pace}.`);
    restart();
  }

  /** A text of the reader's own is read as it is typed. */
  function readTyped() {
    at("choice").value = "own";
    say("preset", PASSES);
    keep("choice", "own");
    keep("own", at("text").value);
    clearTimeout(typing);
    typing = setTimeout(restart, 500);
  }

  /** What outlives the choice of another text, and a reload where that is allowed. */
  const kept = {};
  function keep(name, value) {
    kept[name] = value;
    try {
      sessionStorage.setItem(`play-${name}`, value);
    } catch {}
  }
  function recall(name) {
    try {
      kept[name] ??= sessionStorage.getItem(`play-${name}`);
    } catch {}
    return kept[name] ?? "";
  }

  function sayPace() {
    const speed = SPEEDS[at("speed").value];
    say("pace", `${whole(speed)} step${speed > 1 ? "s" : ""} a second`);
    at("speed").setAttribute("aria-valuetext", at("pace").textContent);
  }

  function nextSeed() {
    at("seed").value = (Number(at("seed").value) + 1) % 1_000_000;
    again();
  }

  function start() {
    const presses = { one: stepOnce, run, again, next: nextSeed };
    for (const name in presses) at(name).addEventListener("click", presses[name]);
    const restarting = ["text", "model", "window", "negative", "dim", "rate", "seed", "passes"];
    for (const name of restarting) at(name).addEventListener("change", restart);
    at("choice").addEventListener("change", () => {
      chooseText();
      if (at("choice").value === "own") at("text").focus();
    });
    at("text").addEventListener("input", readTyped);
    at("map").addEventListener("click", followClicked);
    at("settings").addEventListener("reset", () => setTimeout(chooseText)); // once it is done
    at("speed").addEventListener("input", sayPace);
    for (const name of ["follow", "other"]) at(name).addEventListener("change", drawRun);
    for (const name of ["step", "run"])
      at(`show-${name}`).addEventListener("change", () => view(name));
    addEventListener("resize", () => void (at("step-view").style.minHeight = ""));
    if (recall("choice")) at("choice").value = recall("choice");
    chooseText();
  }

  start();
})();
