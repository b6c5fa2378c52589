// @ts-check
// word2vec by itself, for the play page: chance, text, model, geometry. It touches no page.
"use strict";

(() => {
  /** @typedef {{vocabSize: number, dim: number, input: Float64Array, output: Float64Array}} Model */
  /** @typedef {{inputs: number[], positive: number, negatives: number[]}} Example */

  // ---- Chance -------------------------------------------------------------------------------

  /** Numbers from 0 up to 1 that a seed decides (mulberry32). @param {number} seed */
  function makeRandom(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** An index, in proportion to weights whose running sums are given. */
  function draw(sums, random) {
    const place = random() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place < sums[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function runningSums(weights) {
    let total = 0;
    return weights.map((weight) => (total += weight));
  }

  // ---- Text ---------------------------------------------------------------------------------

  const TOY = `the quick brown fox jumped over the lazy dog
i love natural language processing
word2vec is a great tool for embeddings`;
  const ROLES = {
    country: "border treaty army economy",
    capital: "mayor streets metro suburbs",
    language: "grammar verbs alphabet dictionary",
    people: "customs weddings emigrants ancestors",
  };
  const COUNTRIES = [
    // country, capital, language, people: river, dish, mountain
    "poland warsaw polish poles: vistula pierogi rysy",
    "denmark copenhagen danish danes: gudena smorrebrod mollehoj",
    "sweden stockholm swedish swedes: dalalven gravlax kebnekaise",
    "norway oslo norwegian norwegians: glomma lutefisk galdhopiggen",
    "finland helsinki finnish finns: kemijoki kalakukko halti",
    "germany berlin german germans: rhine bratwurst zugspitze",
    "italy rome italian italians: tiber risotto vesuvius",
    "spain madrid spanish spaniards: ebro paella teide",
    "greece athens greek greeks: pinios moussaka olympus",
    "turkey ankara turkish turks: sakarya kebab ararat",
    "hungary budapest hungarian hungarians: tisza goulash kekes",
    "russia moscow russian russians: volga borscht elbrus",
  ].map((line) => line.split(": ").map((part) => part.split(" ")));
  const FILLERS = "the of and in a with for was its near".split(" ");
  const PLANTED = COUNTRIES.flatMap(([names]) => names); // by country; their roles take turns

  /** Lines as in lesson 02: a word, two words of its role, one of its country, two fillers. */
  function plantedText(sentences, seed) {
    const random = makeRandom(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const roles = Object.values(ROLES).map((words) => words.split(" "));
    const line = () => {
      const role = Math.floor(random() * roles.length);
      const [names, things] = pick(COUNTRIES);
      const words = [names[role], pick(roles[role]), pick(roles[role]), pick(things)];
      return shuffled([...words, pick(FILLERS), pick(FILLERS)], random).join(" ");
    };
    return Array.from({ length: sentences }, line).join("\n");
  }

  function shuffled(list, random) {
    for (let left = list.length - 1; left > 0; left--) {
      const other = Math.floor(random() * (left + 1));
      [list[left], list[other]] = [list[other], list[left]];
    }
    return list;
  }

  /**
   * The sentences of a text, as tokens: those of `w2v_helpers.corpus.tokenize`: letters of any
   * alphabet with marks and joiners. A line ends a sentence, and so does a full stop (Hindi's and
   * Urdu's, too), a question mark or exclamation mark before a space; a quotation may end with it.
   * @param {string} text
   */
  function tokenize(text) {
    const more = "[\\p{Alphabetic}\\p{M}\\p{N}\\p{Pc}\\p{Join_Control}]";
    const word = new RegExp(`[\\p{L}\\p{N}_]${more}*(?:'${more}+)*`, "gu");
    const plain = text.toLowerCase().replace(/’/g, "'").normalize("NFC");
    const lines = plain.replace(/[.!?।॥۔؟]["'”»)]*\s/g, "\n").split("\n");
    return lines.map((line) => line.match(word) || []).filter((own) => own.length > 0);
  }

  /** Words by id and their counts: the most frequent first, then alphabetical. */
  function buildVocab(sentences) {
    /** @type {Map<string, number>} */
    const counter = new Map();
    for (const token of sentences.flat()) counter.set(token, (counter.get(token) || 0) + 1);
    const order = [...counter].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return {
      words: order.map(([word]) => word),
      counts: order.map(([, count]) => count),
      ids: new Map(order.map(([word], id) => [word, id])),
    };
  }

  /**
   * The examples of a pass, in the order of the text: for skip-gram a center and one context each,
   * for CBOW a center and all of its contexts. Windows are full, and end with their sentence.
   */
  function findPlaces(sentences, window, cbow) {
    return sentences.flatMap((tokens, sentence) =>
      tokens.flatMap((_, center) => {
        const near = [...tokens.keys()].slice(Math.max(0, center - window), center + window + 1);
        const around = near.filter((i) => i !== center);
        if (!cbow) return around.map((one) => ({ sentence, center, contexts: [one] }));
        return around.length ? [{ sentence, center, contexts: around }] : [];
      }),
    );
  }

  // ---- Model --------------------------------------------------------------------------------

  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const logSigmoid = (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
  const row = (table, id, dim) => table.subarray(id * dim, (id + 1) * dim); // not a copy

  function dot(a, b) {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  function add(to, factor, vector) {
    for (let i = 0; i < to.length; i++) to[i] += factor * vector[i];
  }

  /**
   * Two tables, started as word2vec.c does: input uniform in ±1/(2·dim), output zero.
   * @param {number} vocabSize @param {number} dim @param {() => number} random @returns {Model}
   */
  function makeModel(vocabSize, dim, random) {
    const input = Float64Array.from({ length: vocabSize * dim }, () => (random() - 0.5) / dim);
    return { vocabSize, dim, input, output: new Float64Array(vocabSize * dim) };
  }

  /**
   * What the model makes of an example: v, the mean of the inputs' vectors (skip-gram has one
   * input); for the positive and each negative its score u·v, σ(score) and pull, label − σ; the
   * change that they pull v to. A negative that is the positive pulls nothing and costs nothing.
   * @param {Model} model @param {Example} example
   */
  function look(model, { inputs, positive, negatives }) {
    const { dim, input, output } = model;
    const v = new Float64Array(dim);
    for (const id of inputs) add(v, 1 / inputs.length, row(input, id, dim));
    const change = new Float64Array(dim);
    let loss = 0;
    const terms = [positive, ...negatives].map((word, k) => {
      const u = row(output, word, dim);
      const score = dot(u, v);
      const sigma = sigmoid(score);
      const leftOut = k > 0 && word === positive;
      const pull = leftOut ? 0 : (k === 0 ? 1 : 0) - sigma;
      if (!leftOut) loss -= logSigmoid(k === 0 ? score : -score);
      add(change, pull, u);
      return { word, score, sigma, pull, leftOut };
    });
    return { v, change, terms, loss };
  }

  /**
   * A step of plain SGD on the mean loss of a batch. Returns that loss, from before the step, and
   * the batch's looks.
   * @param {Model} model @param {Example[]} batch @param {number} rate
   */
  function step(model, batch, rate) {
    const { dim, input, output } = model;
    const looks = batch.map((example) => look(model, example));
    const share = rate / batch.length;
    looks.forEach(({ v, change, terms }, i) => {
      for (const { word, pull } of terms) add(row(output, word, dim), share * pull, v);
      const { inputs } = batch[i];
      for (const id of inputs) add(row(input, id, dim), share / inputs.length, change);
    });
    return { loss: looks.reduce((sum, { loss }) => sum + loss, 0) / batch.length, looks };
  }

  /**
   * A text, a model, and how many steps it has taken.
   * @param {{sentences: string[][], cbow: boolean, window: number, negative: number, dim: number,
   *   rate: number, seed: number}} settings
   */
  function makeTraining(settings) {
    const { sentences, cbow, window, dim, seed } = settings;
    const vocab = buildVocab(sentences);
    const random = makeRandom(seed);
    return {
      ...settings,
      vocab,
      random,
      ids: sentences.map((tokens) => tokens.map((token) => vocab.ids.get(token))),
      places: findPlaces(sentences, window, cbow),
      noise: runningSums(vocab.counts.map((count) => count ** 0.75)),
      model: makeModel(vocab.words.length, dim, random),
      done: 0,
    };
  }

  /** Train on the next example of the text, with negatives of its own. */
  function advance(training) {
    const { places, ids, cbow, negative, noise, random, model, rate } = training;
    const place = places[training.done % places.length];
    const center = ids[place.sentence][place.center];
    const contexts = place.contexts.map((i) => ids[place.sentence][i]);
    const [inputs, positive] = cbow ? [contexts, center] : [[center], contexts[0]];
    const negatives = Array.from({ length: negative }, () => draw(noise, random));
    const example = { inputs, positive, negatives };
    const { loss, looks } = step(model, [example], rate);
    training.done += 1;
    return { place, example, loss, look: looks[0] };
  }

  // ---- Geometry -----------------------------------------------------------------------------

  const length = (vector) => Math.sqrt(dot(vector, vector));
  function unit(vector) {
    const size = length(vector) || 1;
    return vector.map((x) => x / size);
  }

  /**
   * The words among `ids` whose input vectors have the largest cosine with a word's.
   * @param {Model} model @param {number} id @param {number[]} ids @param {number} many
   */
  function neighbours({ input, dim }, id, ids, many) {
    const own = unit(row(input, id, dim));
    const others = ids.filter((other) => other !== id);
    const found = others.map((other) => ({
      id: other,
      cosine: dot(own, unit(row(input, other, dim))),
    }));
    return found.sort((a, b) => b.cosine - a.cosine).slice(0, many);
  }

  /**
   * PCA: the two axes along which rows spread most, found by multiplying `axes` with the rows'
   * covariance over and over, and the rows' places along them.
   * @param {Float64Array[]} rows @param {Float64Array[]} axes @param {number} times
   */
  function flatten(rows, axes, times) {
    const mean = new Float64Array(rows[0].length);
    for (const own of rows) add(mean, 1 / rows.length, own);
    const centered = rows.map((own) => own.map((x, i) => x - mean[i]));
    const spread = (axis) => {
      const sum = new Float64Array(axis.length);
      for (const own of centered) add(sum, dot(own, axis), own);
      return sum;
    };
    let [first, second] = axes;
    for (let i = 0; i < times; i++) {
      first = unit(spread(first));
      second = spread(second);
      add(second, -dot(second, first), first);
      second = unit(second);
    }
    return {
      axes: [first, second],
      points: centered.map((own) => [dot(own, first), dot(own, second)]),
    };
  }

  /**
   * Points turned, and mirrored if that helps, to lie as near as possible to where they were
   * (orthogonal Procrustes).
   * @param {number[][]} points @param {number[][]} before
   */
  function align(points, before) {
    const sum = (i, j) => points.reduce((total, point, n) => total + point[i] * before[n][j], 0);
    const [xx, xy, yx, yy] = [sum(0, 0), sum(0, 1), sum(1, 0), sum(1, 1)];
    const flip = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, xy - yx) ? -1 : 1;
    const angle = Math.atan2(xy - flip * yx, xx + flip * yy);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return points.map(([x, y]) => [cos * x - flip * sin * y, sin * x + flip * cos * y]);
  }

  const text = { TOY, ROLES, PLANTED, plantedText, tokenize, buildVocab, findPlaces };
  const training = { makeRandom, makeModel, look, step, makeTraining, advance };
  const geometry = { row, dot, add, length, unit, neighbours, flatten, align };
  Object.assign(window, { play: { ...text, ...training, ...geometry } });
})();
