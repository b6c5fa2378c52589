"""Exercises of lesson 15: ten programs that run and look right, each with a bug to find and mend."""

import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from w2v_helpers.exercises.checking import Exercise, same
from w2v_helpers.pairs import skipgram_pairs


def _generator(rng: random.Random) -> torch.Generator:
    return torch.Generator().manual_seed(rng.randrange(10**6))


# ---- 1: ids that differ from start to start


def assign_ids(tokens: list[str], min_count: int) -> dict[str, int]:
    """An id for each word that occurs min_count times or more: 0, 1, 2, …

    The same tokens get the same ids on every machine and every day.
    >>> sorted(assign_ids("a rose is a rose".split(), min_count=2).values())
    [0, 1]
    """
    counts = Counter(tokens)
    frequent = [word for word in counts if counts[word] >= min_count]
    frequent.sort(key=lambda word: (-counts[word], word))  # as `Vocab` does
    return {word: i for i, word in enumerate(frequent)}


def _ids_of_a_set(tokens: list[str], min_count: int) -> dict[str, int]:
    counts = Counter(tokens)
    frequent = {word for word in tokens if counts[word] >= min_count}
    return {word: i for i, word in enumerate(frequent)}


class _Word(str):
    """A word whose hash depends on ``start``, as that of every str depends on the start of Python."""

    start = 0

    def __hash__(self) -> int:
        return int.from_bytes(hashlib.md5(f"{_Word.start} {self}".encode(), usedforsecurity=False).digest()[:7], "big")


def _check_ids(answer: Callable, rng: random.Random) -> str:
    for _ in range(20):
        tokens, min_count, found = rng.choices("abcdefghijkl", k=rng.randint(10, 40)), rng.randint(1, 3), []
        for _Word.start in range(3):  # three starts of Python
            ids = answer([_Word(token) for token in tokens], min_count)
            if not isinstance(ids, dict):
                return f"it returns a {type(ids).__name__}, expected a dict from word to id"
            found.append({str(word): ids[word] for word in ids})
        expected = {word for word, n in Counter(tokens).items() if n >= min_count}
        if set(found[0]) != expected:
            return (
                f"of {''.join(tokens)} with min_count={min_count} it numbers {''.join(sorted(found[0])) or 'none'}, "
                f"expected {''.join(sorted(expected)) or 'none'}"
            )
        if any(ids != found[0] for ids in found):
            return "when Python starts again, the same text gets other ids"
        if (numbers := sorted(found[0].values())) != list(range(len(expected))):
            return f"the ids are {numbers}, expected {list(range(len(expected)))}: each is a row of a table"
    return ""


# ---- 2: pairs that nobody wrote


def collect_pairs(sentences: list[list[str]], window: int) -> list[tuple[str, str]]:
    """All pairs (center, context) of words at most window apart in a sentence.

    The pairs may come in any order.
    >>> collect_pairs([["deep", "blue", "sea"]], window=1)
    [('deep', 'blue'), ('blue', 'deep'), ('blue', 'sea'), ('sea', 'blue')]
    """
    pairs = []
    for words in sentences:
        for i, center in enumerate(words):
            for j in range(max(0, i - window), min(len(words), i + window + 1)):
                if j != i:
                    pairs.append((center, words[j]))
    return pairs


def _pairs_of_all_words(sentences: list[list[str]], window: int) -> list[tuple[str, str]]:
    words = [word for sentence in sentences for word in sentence]
    pairs = []
    for i, center in enumerate(words):
        for j in range(max(0, i - window), min(len(words), i + window + 1)):
            if j != i:
                pairs.append((center, words[j]))
    return pairs


def _filtered_pairs(sentences: list[list[str]], window: int) -> list[tuple[str, str]]:
    together = {(a, b) for words in sentences for a in words for b in words}
    return [pair for pair in _pairs_of_all_words(sentences, window) if pair in together]


def _different_words(sentences: list[list[str]], window: int) -> list[tuple[str, str]]:
    return [pair for pair in collect_pairs(sentences, window) if pair[0] != pair[1]]


def _sentences(rng: random.Random) -> tuple[list[list[str]], int]:
    return [rng.choices("abcdef", k=rng.randint(1, 5)) for _ in range(rng.randint(2, 4))], rng.randint(1, 3)


# ---- 3: a noise distribution that nothing is drawn from


def draw_noise(
    counts: Tensor,
    batch: int,
    negative: int,
    generator: torch.Generator,
) -> Tensor:
    """Negatives for a batch, drawn from the noise distribution unigram^0.75.

    counts: int64 (V,), how often the text has each word.
    Returns ids, int64 (batch, negative).
    >>> rng = torch.Generator().manual_seed(0)
    >>> draw_noise(torch.tensor([5, 3, 1]), 4, 2, rng).shape
    torch.Size([4, 2])
    """
    noise = counts.double() ** 0.75  # (V,)
    noise /= noise.sum()
    drawn = torch.multinomial(noise, batch * negative, replacement=True, generator=generator)
    return drawn.view(batch, negative)


def _draw_uniformly(counts: Tensor, batch: int, negative: int, generator: torch.Generator) -> Tensor:
    noise = counts.double() ** 0.75  # (V,)
    noise /= noise.sum()
    return torch.randint(len(noise), (batch, negative), generator=generator)


_POWERS = {
    0.0: "a word that the text has thousands of times is drawn no more often than a word it has once",
    1.0: "words are drawn as often as the text has them; the noise distribution is flatter",
    0.5: "the noise distribution is too flat: which power of the counts is it?",
}


def _check_draws(answer: Callable, rng: random.Random) -> str:
    for counts in (torch.tensor([4000, 900, 100, 10, 1]), torch.tensor([1, 50, 2000])):
        one, again, other = (answer(counts.clone(), 10_000, 3, torch.Generator().manual_seed(n)) for n in (5, 5, 6))
        if not isinstance(one, Tensor) or one.shape != (10_000, 3):
            got = f"shape {tuple(one.shape)}" if isinstance(one, Tensor) else f"type {type(one).__name__}"
            return f"it returns {got}, expected a tensor of shape (10000, 3) for batch=10000, negative=3"
        if not torch.equal(one, again):
            return "the same generator gives other negatives each time: is it passed on to torch?"
        if one.is_floating_point() or one.min() < 0 or one.max() >= len(counts):
            return f"expected ids from 0 to {len(counts) - 1}, it gives {one.flatten()[:5].tolist()}"
        if torch.equal(one, one[:1].expand_as(one)):
            return "every pair of the batch gets the same negatives"
        if torch.equal(one, one[:, :1].expand_as(one)):
            return "the negatives of a pair are all the same word"
        if torch.equal(one, other):
            return "a generator with another seed gives the same negatives: is it used?"
        if (one.sort(dim=1).values.diff(dim=1) > 0).all():
            return "no pair ever gets a negative twice: each draw should be free to repeat another"
        shares = torch.bincount(one.flatten(), minlength=len(counts)) / one.numel()
        far = {power: (shares - counts**power / (counts**power).sum()).abs().sum() for power in (0.75, *_POWERS)}
        nearest = min(far, key=far.__getitem__)
        if nearest != 0.75:
            return _POWERS[nearest]
        if far[0.75] > 0.05:
            return f"of the counts {counts.tolist()} it draws the shares {[round(x, 2) for x in shares.tolist()]}"
    return ""


# ---- 4: epochs that are all the same


def prepare_epochs(
    documents: list[Tensor], window: int, epochs: int, generator: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """Each epoch's center and context ids, shuffled.

    Windows shrink at random, as in word2vec.c.
    documents: ids, int64. Returns a (center, context) for each epoch, int64
    (pairs,) each.
    >>> text = [torch.tensor([4, 7])]
    >>> [len(center) for center, _ in prepare_epochs(text, 5, 3, torch.Generator())]
    [2, 2, 2]
    """
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window, generator)
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def _prepare_once(
    documents: list[Tensor], window: int, epochs: int, generator: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    center, context = skipgram_pairs(documents, window, generator)
    prepared = []
    for _ in range(epochs):
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def _listed(pairs: tuple[Tensor, Tensor]) -> list[tuple[int, int]]:
    return list(zip(*(ids.tolist() for ids in pairs), strict=True))


def _borders(pairs: list[tuple[int, int]]) -> int:
    """How often one document's pairs follow those of the other (ids of the two differ by 50)."""
    second = [center >= min(center for center, _ in pairs) + 45 for center, _ in pairs]
    return sum(before != after for before, after in itertools.pairwise(second))


def _check_epochs(answer: Callable, rng: random.Random) -> str:
    for _ in range(3):
        first, window = rng.randrange(100), rng.randint(3, 5)
        documents = [torch.arange(40) + first + 50 * number for number in range(2)]  # an id shows its place
        near, far = (set(_listed(skipgram_pairs(documents, reach))) for reach in (1, window))
        seed = rng.randrange(10**6)
        epochs, again, other = (
            answer([document.clone() for document in documents], window, 4, torch.Generator().manual_seed(n))
            for n in (seed, seed, seed + 1)
        )
        if not isinstance(epochs, list) or len(epochs) != 4:
            return "it returns no list of one (center, context) for each epoch"
        pairs = [_listed(epoch) for epoch in epochs]
        if any(not near <= set(found) <= far for found in pairs):
            return "an epoch has pairs that no window has, or lacks direct neighbours. Is one order used for both?"
        if all(set(found) == far for found in pairs):
            return "every window is at its full size in every epoch: windows shrink at random"
        reaches = [set(_listed(skipgram_pairs(documents, reach))) for reach in range(1, window + 1)]
        if any(set(found) in reaches for found in pairs):
            return "all windows of an epoch have the same size: each word's shrinks by itself"
        if any(set(found) == set(pairs[0]) for found in pairs[1:]):
            return "what the first epoch leaves out comes in no later one"
        if any(found == sorted(found) for found in pairs) or any(_borders(found) < 5 for found in pairs):
            return "the pairs come in the order of the text: shuffle them"
        if not same(epochs, again):
            return "the same generator gives other epochs each time: is it passed on to torch?"
        if same(epochs, other):
            return "a generator with another seed gives the same epochs: is it used?"
    return ""


# ---- 5: a loss that only one number of negatives spoils


def compute_losses(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    """The negative-sampling loss of each pair, (batch,).

    v, u_o: (batch, dim), center and context; u_n: (batch, K, dim), the negatives.
    >>> compute_losses(torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 5, 3))
    tensor([4.1589, 4.1589])
    """
    positive = (u_o * v).sum(dim=1)  # (batch,)
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)  # (batch, K)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum(dim=-1)


def _squeezed_losses(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    positive = (u_o * v).sum(dim=1)  # (batch,)
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()  # (batch, K)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum(dim=-1)


def _vectors(rng: random.Random) -> tuple[Tensor, Tensor, Tensor]:
    generator, batch, k, dim = _generator(rng), rng.choice([1, 1, 3, 4]), rng.choice([1, 1, 2, 3]), rng.randint(1, 4)
    v, u_o = torch.randn(2, batch, dim, generator=generator)
    return v, u_o, torch.randn(batch, k, dim, generator=generator)


def _parts(v: Tensor, u_o: Tensor, u_n: Tensor) -> tuple[Tensor, Tensor]:
    return -F.logsigmoid((u_o * v).sum(dim=1)), -F.logsigmoid(-torch.einsum("bkd,bd->bk", u_n, v))


def _losses_but_for_one(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()
    negatives = negatives[:, None] if u_n.shape[1] == 1 else negatives
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-negatives).sum(dim=-1)


# ---- 6: a loss that is infinite once the model is sure


def judge_scores(scores: Tensor) -> Tensor:
    """The batch's mean of −log σ(positive's score) − Σ log σ(−negative's score).

    scores: (batch, 1 + K), the positive's first.
    Returns a tensor of one number, shape ().
    >>> judge_scores(torch.tensor([[2.0, -1.0, 0.5]]))
    tensor(1.4143)
    """
    positive, negatives = F.logsigmoid(scores[:, 0]), F.logsigmoid(-scores[:, 1:])
    return -(positive + negatives.sum(dim=1)).mean()


def _judge_probabilities(scores: Tensor) -> Tensor:
    probability = torch.sigmoid(scores)  # (batch, 1 + K)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean()


_OTHER_LOSSES = {
    "σ is taken twice: logsigmoid wants scores, not probabilities": lambda s: judge_scores(torch.sigmoid(s)),
    "that is the mean over all scores of the batch: the terms of a pair are summed": (
        lambda s: judge_scores(s) / s.shape[1]
    ),
    "the negatives of a pair are averaged, expected their sum": lambda s: (
        -(F.logsigmoid(s[:, 0]) + F.logsigmoid(-s[:, 1:]).mean(dim=1)).mean()
    ),
    "a negative with a high score costs little: which sign has it inside σ?": (
        lambda s: -F.logsigmoid(s).sum(dim=1).mean()
    ),
    "1 − σ(s) is no σ(1 − s): which score has the probability that is left?": lambda s: (
        -(F.logsigmoid(s[:, 0]) + F.logsigmoid(1 - s[:, 1:]).sum(dim=1)).mean()
    ),
}


def _check_loss(answer: Callable, rng: random.Random) -> str:
    for scale in (1.0, 1.0, 3.0, 30.0, 300.0):
        start = scale * torch.randn(rng.randint(2, 4), rng.randint(2, 4), generator=_generator(rng))
        start[0, :2] = scale * torch.tensor([-1, 1])  # sure, and wrong
        scores, right = (start.clone().requires_grad_() for _ in range(2))
        loss, expected = answer(scores), judge_scores(right)
        if not isinstance(loss, Tensor) or loss.shape != ():
            got = f"shape {tuple(loss.shape)}" if isinstance(loss, Tensor) else f"type {type(loss).__name__}"
            return f"it returns {got}, expected a tensor of one number, shape ()"
        if not loss.isfinite():
            return f"the loss is {loss.item()} where scores reach {start.abs().max():.0f}; a loss is always finite"
        for hint, other in _OTHER_LOSSES.items():
            if same(loss, other(start)) and not same(loss, expected):
                return hint
        if same(loss, expected * len(start)):
            return "that is the sum over the batch, expected its mean"
        if scale > 3 and loss < 0.99 * expected:
            return (
                f"scores up to {start.abs().max():.0f} cost {loss.item():.1f}, expected {expected.item():.1f}: "
                "something stops the loss from growing, and its slope with it"
            )
        if not same(loss, expected):
            return f"for {start.tolist()} it gives {loss.item():.4f}, expected {expected.item():.4f}"
        expected.backward()
        if not loss.requires_grad:
            return "the loss has no gradient: is it made of torch's functions alone?"
        loss.backward()
        if not same(scores.grad, right.grad):
            return "the loss is right, its gradient is not: look at `scores.grad` where scores are large"
    return ""


# ---- 7: a loss that lets mistakes cancel


def judge_negatives(scores: Tensor) -> Tensor:
    """What the negatives of each pair add to its loss.

    A high score of a negative costs much.
    scores: (batch, K), one for each negative. Returns (batch,): − Σ log σ(−score).
    >>> judge_negatives(torch.tensor([[0.0], [3.0]]))
    tensor([0.6931, 3.0486])
    """
    return -F.logsigmoid(-scores).sum(dim=1)


def _judge_total(scores: Tensor) -> Tensor:
    total = scores.sum(dim=1)  # (batch,)
    return -F.logsigmoid(-total)


# ---- 8: contexts that are not there


def average_contexts(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    """The mean of each window's context vectors, from which CBOW predicts.

    table: (V + 1, dim), its row pad is there to fill windows up;
    contexts: int64 (n, 2·window), at least one in each row is a word.
    Returns (n, dim).
    >>> table = torch.tensor([[1.0], [3.0], [0.0]])
    >>> average_contexts(table, torch.tensor([[0, 1]]), pad=2)
    tensor([[2.]])
    """
    real = (contexts != pad)[:, :, None]  # (n, 2·window, 1)
    return (table[contexts] * real).sum(dim=1) / real.sum(dim=1)


def _average_all(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    vectors = table[contexts]  # (n, 2·window, dim)
    return vectors.mean(dim=1)


def _windows(rng: random.Random) -> tuple[Tensor, Tensor, int]:
    words, dim, n = rng.randint(2, 5), rng.randint(1, 3), rng.randint(1, 4)
    width, pad = rng.choice([2, 4, 6]), rng.choice([0, words])  # the first or the last row
    ids = [word for word in range(words + 1) if word != pad]
    rows = [rng.choices(ids, k=rng.randint(1, width)) for _ in range(n)]
    rows = [row + [pad] * (width - len(row)) for row in rows]
    contexts = torch.tensor([rng.sample(row, width) for row in rows])  # padding anywhere, or nowhere
    return torch.randn(words + 1, dim, generator=_generator(rng)), contexts, pad


def _masked(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    return table[contexts] * (contexts != pad)[:, :, None]


# ---- 9: the more it trains, the faster it says it is


def measure_speed(
    batches: list[list],
    train_step: Callable,
    clock: Callable[[], float],
) -> float:
    """Words trained per second, over all batches.

    batches: lists of words; train_step is called with each; clock() is the time in
    seconds.
    >>> ticks = iter([10.0, 14.0])
    >>> measure_speed([["deep", "blue"]], train_step=len, clock=ticks.__next__)
    0.5
    """
    start, words = clock(), 0
    for batch in batches:
        train_step(batch)
        words += len(batch)
    return words / (clock() - start)


def _measure_last(batches: list[list], train_step: Callable, clock: Callable[[], float]) -> float:
    words = 0
    for batch in batches:
        start = clock()
        train_step(batch)
        words += len(batch)
    return words / (clock() - start)


def _check_speed(answer: Callable, rng: random.Random) -> str:
    for _ in range(20):
        batches = [["word"] * rng.randint(1, 9) for _ in range(rng.randint(2, 6))]
        seconds = [rng.uniform(0.5, 9) for _ in batches]
        now, left = [rng.choice([0.0, rng.uniform(0, 99)])], list(seconds)

        def train_step(batch: list, now: list = now, left: list = left) -> None:
            now[0] += left.pop(0)

        asked, started = [], now[0]

        def clock(now: list = now, asked: list = asked) -> float:
            asked.append(now[0])
            return now[0]

        got = answer([list(batch) for batch in batches], train_step, clock)
        if not asked:
            return "it never asks the clock that it is given"
        if left:
            return f"it trains {len(seconds) - len(left)} of {len(seconds)} batches"
        words, speeds = sum(map(len, batches)), [len(b) / s for b, s in zip(batches, seconds, strict=True)]
        if same(got, words / sum(seconds)):
            continue
        if same(got, words / seconds[-1]):
            return "the longer it runs, the faster it says it is"
        if same(got, speeds[-1]):
            return "that is the speed of the last batch alone"
        if same(got, sum(speeds) / len(speeds)):
            return "that is the mean of the batches' speeds: a short, fast batch counts as much as a long one"
        if same(got, words / (started + sum(seconds))):
            return "this clock does not begin at 0: its time alone says nothing"
        if same(got, sum(seconds) / words):
            return "those are seconds per word, expected words per second"
        if same(got, len(batches[-1]) / sum(seconds)):
            return "the words of the last batch alone are divided by the whole time"
        if same(got, words / sum(seconds[1:])):
            return "the first batch's words count, its time does not"
        if same(got, len(batches) * len(batches[0]) / sum(seconds)):
            return "it takes all batches to be as long as the first"
        if same(got, len(batches) / sum(seconds)):
            return "those are batches per second, expected words"
        return f"{words} words in {sum(seconds):.1f} seconds of its clock: it says {got}"
    return ""


# ---- 10: an answer that stood in the question


def answer_analogy(vectors: Tensor, a: int, b: int, c: int) -> int:
    """a is to b as c is to which word? The id of the word most like b − a + c.

    vectors: (V, dim); a, b, c: ids. The cosine says how alike two vectors are.
    >>> man, king, woman = torch.tensor([[1.0, 0, 0], [1, 1, 0], [0, 0, 1]])
    >>> answer_analogy(torch.stack([man, king, woman, woman + king - man]), 0, 1, 2)
    3
    """
    unit = F.normalize(vectors, dim=1)  # (V, dim), each of length 1
    likeness = unit @ (unit[b] - unit[a] + unit[c])  # (V,)
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def _answer_any(vectors: Tensor, a: int, b: int, c: int) -> int:
    unit = F.normalize(vectors, dim=1)  # (V, dim), each of length 1
    likeness = unit @ (unit[b] - unit[a] + unit[c])  # (V,)
    return int(likeness.argmax())


def _answer_but(excluded: str, value: float = -torch.inf, scaled: bool = True) -> Callable:
    """3CosAdd that leaves out some of the question's words, or marks them with another value."""

    def answer(vectors: Tensor, a: int, b: int, c: int) -> int:
        unit = F.normalize(vectors, dim=1) if scaled else vectors
        likeness = unit @ (unit[b] - unit[a] + unit[c])
        likeness[[{"a": a, "b": b, "c": c}[letter] for letter in excluded]] = value
        return int(likeness.argmax())

    return answer


def _answer_at(place: int) -> Callable:
    def answer(vectors: Tensor, a: int, b: int, c: int) -> int:
        unit = F.normalize(vectors, dim=1)
        return int((unit @ (unit[b] - unit[a] + unit[c])).argsort(descending=True)[place])

    return answer


def _answer_of_the_rest(vectors: Tensor, a: int, b: int, c: int) -> int:
    unit = F.normalize(vectors, dim=1)
    rest = unit[[i for i in range(len(unit)) if i not in (a, b, c)]]
    return int((rest @ (unit[b] - unit[a] + unit[c])).argmax())


def _answer_long_sum(vectors: Tensor, a: int, b: int, c: int) -> int:
    likeness = F.normalize(vectors, dim=1) @ (vectors[b] - vectors[a] + vectors[c])
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def _answer_beside_c(vectors: Tensor, a: int, b: int, c: int) -> int:
    unit = F.normalize(vectors, dim=1)
    likeness = unit @ unit[c]
    likeness[[a, b, c]] = -torch.inf
    return int(likeness.argmax())


def _question(rng: random.Random) -> tuple[Tensor, int, int, int]:
    words = rng.randint(4, 7)
    vectors = torch.randn(words, rng.randint(2, 4), generator=_generator(rng))
    return vectors * torch.linspace(0.2, 3, words)[:, None], *rng.sample(range(words), 3)


EXERCISES = [
    Exercise(
        assign_ids,
        stars=1,
        bought="vectors saved today still fit the words tomorrow.",
        why="A set has no order of its own: it follows the hashes of its words, and Python salts the hashes of strings "
        "anew at every start. Sort, or keep the order of the text (a dict and a Counter do), and the ids repeat. To "
        "test it, start Python twice with two values of PYTHONHASHSEED.",
        verify=_check_ids,
        bug=_ids_of_a_set,
    ),
    Exercise(
        collect_pairs,
        stars=1,
        bought="every pair is one that somebody wrote.",
        why="Once the sentences are joined, nobody knows where one ended. Keep the loop over sentences outside the "
        "loop over positions, or, with tensors, compare the sentence numbers of center and context.",
        cases=_sentences,
        unordered=True,
        mistakes={
            "there are pairs that nobody wrote": _pairs_of_all_words,
            "two words may stand together in one sentence and still meet across a border elsewhere. Compare places, "
            "not words": _filtered_pairs,
            "a word that comes twice within a window is a context of itself: compare places, not words": (
                _different_words
            ),
            "the first words of a sentence lack contexts on their left": (
                lambda sentences, window: [
                    (center, context)
                    for words in sentences
                    for i, center in enumerate(words)
                    for context in words[i - window : i] + words[i + 1 : i + window + 1]
                ]
            ),
            "words near the edges of a sentence have no pairs of their own": (
                lambda sentences, window: [
                    (words[i], words[j])
                    for words in sentences
                    for i in range(window, len(words) - window)
                    for j in range(i - window, i + window + 1)
                    if i != j
                ]
            ),
            "a word that comes twice in a sentence has the contexts of its first place twice": (
                lambda sentences, window: [
                    (center, words[j])
                    for words in sentences
                    for i in map(words.index, words)
                    for center in [words[i]]
                    for j in range(max(0, i - window), min(len(words), i + window + 1))
                    if i != j
                ]
            ),
            "there are pairs of words that stand further apart than window": (
                lambda sentences, window: [
                    (words[i], words[j])
                    for words in sentences
                    for i in range(len(words))
                    for j in range(len(words))
                    if i != j
                ]
            ),
            "a pair that the text has twice counts twice": (
                lambda sentences, window: list(set(collect_pairs(sentences, window)))
            ),
            "only the last sentence has pairs": lambda sentences, window: collect_pairs(sentences[-1:], window),
            "only the first sentence has pairs": lambda sentences, window: collect_pairs(sentences[:1], window),
            "each center sees only what stands before it, or only what stands after it": (
                lambda sentences, window: [
                    (words[i], words[j])
                    for words in sentences
                    for i in range(len(words))
                    for j in range(i + 1, min(len(words), i + window + 1))
                ]
            ),
        },
        bug=_pairs_of_all_words,
    ),
    Exercise(
        draw_noise,
        stars=2,
        bought="a word is a negative about as often as it deserves.",
        why="The weights were computed with care and passed to nobody. Uniform negatives hardly ever hold a frequent "
        "word, so nothing pushes its score as a context down: it suits every centre word. multinomial draws from "
        "weights; a test counts the draws.",
        verify=_check_draws,
        bug=_draw_uniformly,
    ),
    Exercise(
        prepare_epochs,
        stars=2,
        bought="twenty epochs see more of the text than one.",
        why="Shuffling hid it: every epoch looked new and held the same pairs. What is drawn at random belongs inside "
        "the loop: windows, subsampling, negatives. A set of the pairs seen tells whether a second epoch brings any.",
        verify=_check_epochs,
        bug=_prepare_once,
    ),
    Exercise(
        compute_losses,
        stars=2,
        bought="the loss is right for one negative and for a batch of one.",
        why="squeeze without an argument drops every dimension of size 1. With K = 1 it drops the one for the "
        "negatives, the sum then runs over the batch, and broadcasting hides it. Name the dimension, or use einsum, "
        "which has none to drop.",
        cases=_vectors,
        mistakes={
            "right with two negatives or more, wrong with one": _squeezed_losses,
            "it rewards a negative with a high score: which sign has it inside σ?": (
                lambda v, u_o, u_n: compute_losses(v, u_o, -u_n)
            ),
            "one negative's low score pays for another's high one": (
                lambda v, u_o, u_n: _parts(v, u_o, u_n)[0] - F.logsigmoid(-torch.einsum("bkd,bd->b", u_n, v))
            ),
            "right for most batches, but not for one pair with one negative": _losses_but_for_one,
            "that is one number for the batch; expected is a loss for each pair": (
                lambda v, u_o, u_n: compute_losses(v, u_o, u_n).mean()
            ),
            "that is the mean over the negatives; the loss sums over them": (
                lambda v, u_o, u_n: _parts(v, u_o, u_n)[0] + _parts(v, u_o, u_n)[1].mean(dim=1)
            ),
        },
        bug=_squeezed_losses,
    ),
    Exercise(
        judge_scores,
        stars=1,
        bought="a confident mistake costs what it should, and teaches.",
        why="In float32 σ(20) is exactly 1, so 1 − σ(20) is 0 and its logarithm minus infinity, long before training "
        "is over. logsigmoid never forms the probability. An added 1e-9 hides the infinity and takes away the slope, "
        "where it is needed most.",
        verify=_check_loss,
        bug=_judge_probabilities,
    ),
    Exercise(
        judge_negatives,
        stars=2,
        bought="one good negative no longer pays for a bad one.",
        why="log σ of a sum is not the sum of log σ: in the sum, scores of opposite signs cancel, and only the total "
        "is pushed down. Each negative is a question of its own, answered yes or no. With K = 1 both are equal, so "
        "a test needs two negatives.",
        cases=lambda rng: (
            rng.choice([3, 3, 300]) * torch.randn(rng.randint(1, 4), rng.randint(2, 5), generator=_generator(rng)),
        ),
        mistakes={
            "a negative with a high score costs nothing as long as another one's is low enough": _judge_total,
            "right for small scores; a score of a hundred has no finite loss": (
                lambda scores: torch.log(1 + scores.exp()).sum(dim=1)
            ),
            "only the negative with the highest score costs anything": (
                lambda scores: -F.logsigmoid(-scores.amax(dim=1))
            ),
            "a negative with a high score costs little if the others' mean is low": (
                lambda scores: -F.logsigmoid(-scores.mean(dim=1))
            ),
            "a low score costs as much as a high one": lambda scores: -F.logsigmoid(-scores.abs().sum(dim=1)),
            "a loss below 0: a minus is missing": lambda scores: F.logsigmoid(-scores).sum(dim=1),
            "that is the mean over the negatives, expected their sum": (
                lambda scores: -F.logsigmoid(-scores).mean(dim=1)
            ),
            "a high score of a negative should cost much, not little": lambda scores: -F.logsigmoid(scores).sum(dim=1),
            "that sums over the batch; each pair has a loss of its own": (
                lambda scores: -F.logsigmoid(-scores).sum(dim=0)
            ),
            "that is one number for the batch; each pair has a loss of its own": (
                lambda scores: -F.logsigmoid(-scores).sum()
            ),
        },
        bug=_judge_total,
    ),
    Exercise(
        average_contexts,
        stars=2,
        bought="the edges of a sentence no longer look alike.",
        why="A padded place is no context. Left in the mean, its vector is the largest part of every window at an "
        "edge, and every edge trains it. Masked and divided by the full width, it still shortens the mean. Mask, and "
        "divide by the number of real contexts.",
        cases=_windows,
        mistakes={
            "two short windows are alike though they share no word": _average_all,
            "better, but a window of one word should give that word's vector, and gives a shorter one": (
                lambda table, contexts, pad: _masked(table, contexts, pad).mean(dim=1)
            ),
            "that is the sum of the contexts, expected their mean": (
                lambda table, contexts, pad: _masked(table, contexts, pad).sum(dim=1)
            ),
            "a window is divided by the number of its words, and still holds the padding's vector": (
                lambda table, contexts, pad: table[contexts].sum(dim=1) / (contexts != pad).sum(dim=1, keepdim=True)
            ),
            "padding is taken out once, however often it stands there": (
                lambda table, contexts, pad: (
                    (table[contexts].sum(dim=1) - table[pad]) / (contexts != pad).sum(dim=1, keepdim=True)
                )
            ),
            "a window's first places are taken for its words: the padding may stand anywhere": (
                lambda table, contexts, pad: torch.stack(
                    [table[row[: (row != pad).sum()]].mean(dim=0) for row in contexts]
                )
            ),
            "every window gets the same mean": (
                lambda table, contexts, pad: table[contexts[contexts != pad]].mean(dim=0).expand(len(contexts), -1)
            ),
            "every window is divided by the same number: each has its own": (
                lambda table, contexts, pad: (
                    _masked(table, contexts, pad).sum(dim=1) / (contexts != pad).sum() * len(contexts)
                )
            ),
            "only the padding is left": (
                lambda table, contexts, pad: (
                    (table[contexts] - _masked(table, contexts, pad)).sum(dim=1)
                    / (contexts == pad).sum(dim=1, keepdim=True).clamp(min=1)
                )
            ),
            "every mean has length 1: it was to be a mean, and a mean is shorter": (
                lambda table, contexts, pad: F.normalize(_masked(table, contexts, pad).sum(dim=1), dim=1)
            ),
            "a word that stands twice in a window counts once": (
                lambda table, contexts, pad: torch.stack(
                    [table[row[row != pad].unique()].mean(dim=0) for row in contexts]
                )
            ),
            "it leaves out the last word, whatever pad is": (
                lambda table, contexts, pad: average_contexts(table, contexts, len(table) - 1)
            ),
            "it leaves out word 0, whatever pad is": (
                lambda table, contexts, pad: average_contexts(table, contexts, 0)
            ),
        },
        bug=_average_all,
    ),
    Exercise(
        measure_speed,
        stars=1,
        bought="the speed no longer grows with the number of batches.",
        why="The clock was restarted at every batch while the words added up, so all the words were divided by the "
        "time of the last batch. Start once, outside the loop. A clock that you control makes a test of it: no real "
        "time, one right answer.",
        verify=_check_speed,
        bug=_measure_last,
    ),
    Exercise(
        answer_analogy,
        stars=2,
        bought="the answer is a word that the question did not hold.",
        why="The vector of c is part of the sum, and so is that of b: one of them is nearly always the nearest. Since "
        "Mikolov et al. (2013) they are left out, and whoever reports a score should say so. Minus infinity never "
        "wins; 0 wins where all other cosines are negative.",
        cases=_question,
        mistakes={
            "most answers are wrong, and the wrong ones have something in common": _answer_any,
            "c no longer answers, but another word of the question does": _answer_but("c"),
            "a and c no longer answer; is there another word in the question?": _answer_but("ac"),
            "b and c no longer answer; is there another word in the question?": _answer_but("bc"),
            "where all other cosines are negative, 0 is the largest: a word of the question wins": (
                _answer_but("abc", 0.0)
            ),
            "where all others are below −1, −1 is the largest: b − a + c is longer than 1": _answer_but("abc", -1.0),
            "it leaves out places, not words: the question's words need not come first": _answer_at(3),
            "the second best is often a word of the question too": _answer_at(1),
            "the id is that of a shorter table: ids behind the left-out words have moved": _answer_of_the_rest,
            "the words are left out, but the sum is one of long and short vectors": _answer_long_sum,
            "that asks b is to a as c is to which word": (lambda vectors, a, b, c: answer_analogy(vectors, b, a, c)),
            "that is the word nearest to c: a and b play no part": _answer_beside_c,
            "the words are left out, but long vectors win: compare by cosine": _answer_but("abc", scaled=False),
        },
        bug=_answer_any,
    ),
]
