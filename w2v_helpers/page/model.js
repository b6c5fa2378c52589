// @ts-check
// What the explore page knows: its vectors, cosines, neighbours, the map, the search. No element.
"use strict";

const explore = (() => {
  // ---- The vectors --------------------------------------------------------------------------

  /** Every float16 by its bits. */
  function halves() {
    const table = new Float32Array(65_536);
    for (let bits = 0; bits < table.length; bits++) {
      const [sign, power, rest] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
      table[bits] = sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : 2 ** -24 * rest);
    }
    return table;
  }

  /** Numbers out of base64. @returns {any} */
  function decode(text, kind) {
    const plain = atob(text);
    const bytes = new Uint8Array(plain.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = plain.charCodeAt(i);
    if (kind === "float32") return new Float32Array(bytes.buffer);
    const [table, kept] = [halves(), new Uint16Array(bytes.buffer)];
    const numbers = new Float32Array(kept.length);
    for (let i = 0; i < kept.length; i++) numbers[i] = table[kept[i]];
    return numbers;
  }

  /** What the page was given, ready to be asked. */
  function open({ words, dim, kind, numbers, points, ...rest }) {
    const read = decode(numbers, kind);
    const rows = words.map((_, id) => read.subarray(id * dim, (id + 1) * dim));
    return {
      words,
      numbers: read,
      rows,
      dim,
      kind,
      points: decode(points, "float32"),
      ids: new Map(words.map((word, id) => [word, id])),
      composed: new Map(words.map((word, id) => [straighten(word), id]).reverse()), // the first counts
      plain: words.map(plainly),
      loose: words.map(loosely),
      ...rest,
    };
  }

  function dot(one, other) {
    let sum = 0;
    for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
    return sum;
  }

  /** The direction of a sum of words, each with its sign. */
  function combine(page, terms) {
    const sum = new Float64Array(page.dim);
    for (const [id, sign] of terms) page.rows[id].forEach((x, i) => void (sum[i] += sign * x));
    const length = Math.sqrt(dot(sum, sum));
    // where king − king is left, rounding is no direction
    return sum.map((x) => (length < 1e-6 ? 0 : x / length));
  }

  /** With every word. The loop sees one kind of array: that makes it fast. */
  function cosines({ numbers, dim, words }, direction) {
    const [one, found] = [Float64Array.from(direction), new Float64Array(words.length)];
    for (let id = 0, i = 0; id < found.length; id++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += numbers[i++] * one[k];
      found[id] = sum;
    }
    return found;
  }

  /** The words nearest to a direction, without those left out: the nearest first. */
  function nearest(page, direction, count, leftOut = []) {
    const found = cosines(page, direction);
    for (const id of leftOut) found[id] = -Infinity;
    const bar = found.slice().sort()[Math.max(0, found.length - count)];
    const ids = page.words.map((_, id) => id).filter((id) => found[id] >= bar);
    ids.sort((a, b) => found[b] - found[a] || a - b);
    const wanted = ids.slice(0, count).filter((id) => found[id] > -Infinity);
    return wanted.map((id) => ({ id, cosine: found[id] }));
  }

  /** The place of a word among the neighbours of another, from 1. */
  function rank(page, id, other) {
    const found = cosines(page, page.rows[id]);
    return 1 + found.filter((cosine, i) => i !== id && i !== other && cosine > found[other]).length;
  }

  // ---- The map ------------------------------------------------------------------------------

  /** PCA of a few rows: two coordinates for each, and the share of the variance that they show. */
  function flatten(rows) {
    const mean = new Float64Array(rows[0].length);
    for (const row of rows) row.forEach((x, i) => void (mean[i] += x / rows.length));
    const centered = rows.map((row) => Float64Array.from(row, (x, i) => x - mean[i]));
    const { sizes, vectors } = eigen(centered.map((a) => centered.map((b) => dot(a, b))));
    const [first, second = first] = sizes.map((_, i) => i).sort((a, b) => sizes[b] - sizes[a]);
    const total = sizes.reduce((a, b) => a + b, 0);
    const along = (i, own) => own[i] * Math.sqrt(Math.max(0, sizes[i]));
    const points = vectors.map((own) => [along(first, own), along(second, own)]);
    return { points, share: total > 1e-12 ? (sizes[first] + sizes[second]) / total : 1 };
  }

  /** Eigenvalues and eigenvectors (in columns) of a symmetric table, by Jacobi's rotations. */
  function eigen(table) {
    const size = table.length;
    const vectors = table.map((_, i) => Float64Array.from(table, (_, j) => (i === j ? 1 : 0)));
    const all = Math.hypot(...table.flat()) || 1;
    for (let sweep = 0; sweep < 50; sweep++) {
      let off = 0;
      for (let p = 0; p < size; p++) {
        for (let q = p + 1; q < size; q++) {
          off = Math.max(off, Math.abs(table[p][q]));
          if (Math.abs(table[p][q]) > 1e-16 * all) rotate(table, vectors, p, q);
        }
      }
      if (off < 1e-14 * all) break;
    }
    return { sizes: table.map((row, i) => row[i]), vectors };
  }

  /** Turn two axes so that their product vanishes. */
  function rotate(table, vectors, p, q) {
    const half = (table[q][q] - table[p][p]) / (2 * table[p][q]);
    const tan = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
    const cos = 1 / Math.hypot(tan, 1);
    const turn = (row) => {
      const [x, y] = [row[p], row[q]];
      row[p] = cos * (x - tan * y);
      row[q] = cos * (tan * x + y);
    };
    table.forEach(turn);
    const [one, other] = [table[p], table[q]];
    table[p] = one.map((x, k) => cos * (x - tan * other[k]));
    table[q] = one.map((x, k) => cos * (tan * x + other[k]));
    vectors.forEach(turn);
  }

  // ---- The search ---------------------------------------------------------------------------

  /** Composed letters, one apostrophe. */
  const straighten = (word) => word.normalize("NFC").replaceAll("’", "'");
  /** As a text is treated: lower case, too. */
  const plainly = (word) => straighten(word).toLowerCase();
  /**
   * Marks that many leave out: accents, the points of Hebrew and Arabic, the nukta of India's
   * scripts. A vowel sign is none of them: लड़का, a boy, is not लड़की, a girl.
   */
  const ACCENTS =
    /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc]/g;
  const loosely = (word) => plainly(word).normalize("NFKD").replace(ACCENTS, "");

  /** The word that is meant, as `similar` looks it up; none: undefined. @returns {any} */
  function lookUp(page, typed) {
    const straight = straighten(typed);
    const forms = [typed, straight, straight.replaceAll("'", "’")];
    const form = [...forms, ...forms.map((one) => one.toLowerCase())].find((one) =>
      page.ids.has(one),
    );
    const own = [straight, straight.toLowerCase()].find((one) => page.composed.has(one));
    return page.ids.get(form) ?? page.composed.get(own);
  }

  /** Words that begin with what was typed, then those that hold it; else those that may be meant. */
  function search(page, typed, count) {
    const [plain, loose] = [plainly(typed), loosely(typed)];
    if (!plain) return [];
    const kinds = [[], [], [], [], []];
    page.words.forEach((_, id) => {
      const [own, bare] = [page.plain[id], page.loose[id]];
      const begins = [own === plain, bare === loose, own.startsWith(plain), bare.startsWith(loose)];
      const fits = [...begins, own.includes(plain) || bare.includes(loose)];
      kinds[fits.indexOf(true)]?.push(id);
    });
    const found = kinds.flat();
    return found.length ? found.slice(0, count) : guess(page, typed, count);
  }

  /** Words that may be meant by one that is not there: the fewest changes first. */
  function guess(page, typed, count) {
    const loose = loosely(typed);
    const letters = [...loose];
    const most = letters.length < 3 ? 0 : letters.length < 6 ? 1 : 2;
    const changes = page.loose.map((own) => {
      const other = [...own];
      const more = other.length - letters.length;
      if (own.includes(loose)) return more;
      if (loose.startsWith(own) && 2 * other.length >= letters.length) return -more;
      const found = distance(letters, other, most);
      return found > most ? Infinity : found;
    });
    const near = page.words.map((_, id) => id).filter((id) => changes[id] < Infinity);
    return near.sort((a, b) => changes[a] - changes[b] || a - b).slice(0, count);
  }

  /** How many letters must be changed, put in, left out or swapped; `most` + 1 stands for more. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [older, last] = [/** @type {number[]} */ ([]), [0, ...other].map((_, j) => j)];
    for (let i = 1; i <= one.length; i++) {
      const now = [i];
      for (let j = 1; j <= other.length; j++) {
        const change = one[i - 1] === other[j - 1] ? 0 : 1;
        now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + change);
        const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      [older, last] = [last, now];
    }
    return last[other.length];
  }

  return { open, decode, dot, combine, nearest, rank, flatten, search, guess, lookUp };
})();
