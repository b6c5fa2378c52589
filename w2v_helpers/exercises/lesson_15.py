"""Exercises of lesson 15: programs that look right, each with a bug to mend."""

import itertools
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from w2v_helpers.checks.comparing import Parts, same
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.models import SkipGram
from w2v_helpers.pairs import skipgram_pairs


def train_further(vectors: Tensor, batches: list[tuple], lr: float) -> Tensor:
    """The given input vectors after a step of SGD on each batch, (V, dim).

    vectors: (V, dim); batches: (center, context, negatives), as `SkipGram` takes
    them. The output vectors start at zero, so one batch moves no input vector yet.
    >>> batch = torch.tensor([0]), torch.tensor([1]), torch.tensor([[2]])
    >>> train_further(torch.ones(3, 1), [batch], lr=0.5).flatten()
    tensor([1., 1., 1.])
    """
    model = SkipGram(*vectors.shape)
    model.input = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)
    optimizer = torch.optim.SGD(model.parameters(), lr)
    for batch in batches:
        optimizer.zero_grad()
        model(*batch).backward()
        optimizer.step()
    return model.input.weight.detach()


further = Exercise(
    train_further,
    stars=2,
    bought="vectors from elsewhere learn from your text, too.",
    why="""An optimiser holds the tables that the model has when it is made. Here
    the input table was replaced afterwards: the new one got gradients, and nobody
    took a step with them. The loss fell all the same, since the output table
    learned. First the tables, then their optimiser; or copy the numbers into the
    table that is there.""",
    prepare=lambda: torch.optim.SGD([torch.zeros(1)], lr=0.1),  # a slow import
)


@further.domain
def vectors_and_batches(draw: Draw) -> tuple[Tensor, list[tuple], float]:
    words, k, batches = 5, draw.size("K", 3), []
    for _ in range(draw.size("the number of batches", 4)):
        n = draw.size("n", 4)
        center, context = (
            draw.ids(name, n, words) for name in ("center", "context")
        )
        negatives = draw.ids("negatives", n * k, words).view(n, k)
        batches.append((center, context, negatives))
    vectors = draw.normal(words, draw.size("dim", 3))
    return vectors, batches, draw.pick("lr", 0.5, 2.0)


@further.plant
@further.mistake("no input vector moves, however many batches come")
def optimizer_first(vectors: Tensor, batches: list[tuple], lr: float) -> Tensor:
    model = SkipGram(*vectors.shape)
    optimizer = torch.optim.SGD(model.parameters(), lr)
    model.input = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)
    for batch in batches:
        optimizer.zero_grad()
        model(*batch).backward()
        optimizer.step()
    return model.input.weight.detach()


def trained(
    vectors: Tensor, batches: list[tuple], lr: float, *, clear: bool = True
) -> SkipGram:
    """The model after all batches; its gradients add up if nobody clears them."""
    model = SkipGram(*vectors.shape)
    model.input.weight.data = vectors.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr)
    for batch in batches:
        if clear:
            optimizer.zero_grad()
        model(*batch).backward()
        optimizer.step()
    return model


@further.mistake(
    "the gradients of earlier batches are still there, and each batch adds its "
    "own to them"
)
def gradients_kept(vectors: Tensor, batches: list[tuple], lr: float) -> Tensor:
    return trained(vectors, batches, lr, clear=False).input.weight.detach()


@further.mistake("these are the output vectors")
def outputs_returned(vectors: Tensor, batches: list[tuple], lr: float) -> Tensor:
    return trained(vectors, batches, lr).output.weight.detach()


@further.mistake("the last batch is left out: a step is due on each")
def last_left_out(vectors: Tensor, batches: list[tuple], lr: float) -> Tensor:
    return train_further(vectors, batches[:-1], lr)


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


def in_any_order(pairs: list, after: tuple, before: tuple) -> list:
    return sorted(tuple(pair) for pair in pairs)


collect = Exercise(
    collect_pairs,
    stars=1,
    bought="every pair is one that somebody wrote.",
    why="""Once the sentences are joined, nobody knows where one ended. Keep the
    loop over sentences outside the loop over positions, or, with tensors, compare
    the sentence numbers of center and context.""",
    outcome=in_any_order,
)


@collect.domain
def sentences_and_window(draw: Draw) -> tuple[list[list[str]], int]:
    sentences = []
    for _ in range(draw.size("the number of sentences", 4)):
        sentences.append(draw.words("a sentence", draw.randint(0, 5), "abcdef"))
    draw.note("a sentence is empty", [] in sentences)
    window = draw.size("window", 4)
    draw.note(
        "the window is longer than all sentences",
        window >= max(map(len, sentences)),
    )
    return sentences, window


@collect.plant
@collect.mistake("there are pairs that nobody wrote")
def across_borders(
    sentences: list[list[str]], window: int
) -> list[tuple[str, str]]:
    words = [word for sentence in sentences for word in sentence]
    pairs = []
    for i, center in enumerate(words):
        for j in range(max(0, i - window), min(len(words), i + window + 1)):
            if j != i:
                pairs.append((center, words[j]))
    return pairs


@collect.mistake(
    "two words may stand together in one sentence and still meet across a "
    "border elsewhere. Compare places, not words"
)
def borders_by_words(
    sentences: list[list[str]], window: int
) -> list[tuple[str, str]]:
    together = {(a, b) for words in sentences for a in words for b in words}
    return [pair for pair in across_borders(sentences, window) if pair in together]


@collect.mistake(
    "a word that comes twice within a window is a context of itself: compare "
    "places, not words"
)
def different_words(
    sentences: list[list[str]], window: int
) -> list[tuple[str, str]]:
    return [(a, b) for a, b in collect_pairs(sentences, window) if a != b]


@collect.mistake("the first words of a sentence lack contexts on their left")
def left_side_lost(
    sentences: list[list[str]], window: int
) -> list[tuple[str, str]]:
    return [
        (center, context)
        for words in sentences
        for i, center in enumerate(words)
        for context in words[i - window : i] + words[i + 1 : i + window + 1]
    ]


def draw_noise(
    counts: Tensor, batch: int, negative: int, generator: torch.Generator
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
    drawn = torch.multinomial(
        noise, batch * negative, replacement=True, generator=generator
    )
    return drawn.view(batch, negative)


POWERS = {
    0.0: "a word that the text has thousands of times is drawn no more often than "
    "one it has once",
    1.0: "words are drawn as often as the text has them; the noise distribution is "
    "flatter",
    0.5: "the noise distribution is too flat: which power of the counts is it?",
}


def wrong_shares(drawn: Tensor, counts: Tensor) -> str:
    """What is wrong with how often each word was drawn."""
    shares = torch.bincount(drawn.flatten(), minlength=len(counts)) / drawn.numel()
    weights = {power: counts.double() ** power for power in (0.75, *POWERS)}
    far = {
        power: (shares - w / w.sum()).abs().sum() for power, w in weights.items()
    }
    nearest = min(far, key=far.__getitem__)
    if nearest != 0.75:
        return POWERS[nearest]
    rare = (shares == 0) & (
        weights[0.75] / weights[0.75].sum() * drawn.numel() > 20
    )
    if rare.any():
        word = int(rare.nonzero()[0])
        return f"of the counts {counts.tolist()} the word {word} is never drawn"
    told = [round(share, 2) for share in shares.tolist()]
    return (
        f"of the counts {counts.tolist()} it draws {told}"
        if far[0.75] > 0.05
        else ""
    )


def wrong_draws(drawn: Tensor, counts: Tensor) -> str:
    """What is wrong with the negatives of a large batch."""
    if drawn.is_floating_point() or drawn.min() < 0 or drawn.max() >= len(counts):
        return f"ids go from 0 to {len(counts) - 1}, it gives {drawn[0].tolist()}"
    if torch.equal(drawn, drawn[:1].expand_as(drawn)):
        return "every pair of the batch gets the same negatives"
    if torch.equal(drawn, drawn[:, :1].expand_as(drawn)):
        return "the negatives of a pair are all the same word"
    if (drawn.sort(dim=1).values.diff(dim=1) > 0).all():
        return "no pair ever gets a negative twice: draws should be free to repeat"
    return wrong_shares(drawn, counts)


noise = Exercise(
    draw_noise,
    stars=2,
    bought="a word is a negative about as often as it deserves.",
    why="""The weights were computed with care and passed to nobody. Uniform
    negatives hardly ever hold a frequent word, so nothing pushes its score as a
    context down: it suits every centre word. multinomial draws from weights; a
    test counts the draws.""",
    changes=("generator",),
)


@noise.verify
def judge_draws(answer: Callable, draw: Draw) -> str:
    large = ([4000, 900, 100, 10, 1], 10_000, 3), ([1, 50, 2000], 8000, 4)
    small = ([7], 2, 2), ([3, 1], 1, 1)
    for counts, batch, negative in (*large, *small):
        counts = torch.tensor(counts)
        seeds = [torch.Generator().manual_seed(seed) for seed in (5, 6)]
        one, other = (
            answer(counts, batch, negative, generator) for generator in seeds
        )
        if not isinstance(one, Tensor) or one.shape != (batch, negative):
            got = (
                tuple(one.shape) if isinstance(one, Tensor) else type(one).__name__
            )
            return f"it returns {got}, expected shape {(batch, negative)}"
        if batch > 100 and torch.equal(one, other):
            return "another generator gives the same negatives: is it used?"
        if batch > 100 and (wrong := wrong_draws(one, counts)):
            return wrong
    return ""


@noise.plant
@noise.mistake(
    "a word that the text has thousands of times is drawn no more often than "
    "one it has once"
)
def drawn_uniformly(
    counts: Tensor, batch: int, negative: int, generator: torch.Generator
) -> Tensor:
    noise = counts.double() ** 0.75  # (V,)
    noise /= noise.sum()
    return torch.randint(len(noise), (batch, negative), generator=generator)


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


def listed(pairs: tuple[Tensor, Tensor]) -> list[tuple[int, int]]:
    return [*zip(*(ids.tolist() for ids in pairs), strict=True)]


def borders(pairs: list[tuple[int, int]]) -> int:
    """How often one document's pairs follow those of the other: ids 50 higher."""
    least = min(center for center, _ in pairs)
    second = [center >= least + 45 for center, _ in pairs]
    return sum(before != after for before, after in itertools.pairwise(second))


def wrong_epochs(pairs: list[list[tuple[int, int]]], reaches: list[set]) -> str:
    """What is wrong with epochs; ``reaches``: the pairs of windows of 1, 2, …"""
    found = [{*epoch} for epoch in pairs]
    if any(not epoch <= reaches[-1] for epoch in found):
        return (
            "an epoch has pairs that no window has: one order must serve both "
            "columns, and no pair crosses from document to document"
        )
    if any(not reaches[0] <= epoch for epoch in found):
        return (
            "an epoch lacks pairs of direct neighbours, which every window "
            "has: does its order hold each place once?"
        )
    if all(epoch == reaches[-1] for epoch in found):
        return (
            "every window is at its full size in every epoch: they shrink at random"
        )
    if any(epoch in reaches for epoch in found):
        return "all windows of an epoch have the same size: each shrinks by itself"
    if any(epoch == found[0] for epoch in found[1:]):
        return "what the first epoch leaves out comes in no later one"
    if any(len({*epoch}) < len(epoch) for epoch in pairs):
        return "an epoch holds pairs several times that the text has once"
    if any(epoch == sorted(epoch) or borders(epoch) < 5 for epoch in pairs):
        return "the pairs come in the order of the text: shuffle them"
    return ""


prepare = Exercise(
    prepare_epochs,
    stars=2,
    bought="twenty epochs see more of the text than one.",
    why="""Shuffling hid it: every epoch looked new and held the same pairs.
    What is drawn at random belongs inside the loop: windows, subsampling,
    negatives. A set of the pairs seen tells whether a second epoch brings any.""",
    changes=("generator",),
)


@prepare.verify
def judge_epochs(answer: Callable, draw: Draw) -> str:
    for _ in range(3):
        first, window = draw.randrange(100), draw.randint(3, 5)
        documents = [torch.arange(40) + first + 50 * number for number in range(2)]
        reaches = [
            {*listed(skipgram_pairs(documents, r + 1))} for r in range(window)
        ]
        seed = draw.randrange(10**6)
        seeds = [torch.Generator().manual_seed(n) for n in (seed, seed + 1)]
        epochs, other = (
            answer(documents, window, 4, generator) for generator in seeds
        )
        if not isinstance(epochs, list) or len(epochs) != 4:
            return "it returns no list of one (center, context) for each epoch"
        if wrong := wrong_epochs([listed(epoch) for epoch in epochs], reaches):
            return wrong
        if same(epochs, other):
            return (
                "a generator with another seed gives the same epochs: is it used?"
            )
    return ""


@prepare.plant
@prepare.mistake("what the first epoch leaves out comes in no later one")
def prepared_once(
    documents: list[Tensor], window: int, epochs: int, generator: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    center, context = skipgram_pairs(documents, window, generator)
    prepared = []
    for _ in range(epochs):
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def compute_losses(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    """The negative-sampling loss of each pair, (batch,).

    v, u_o: (batch, dim), center and context; u_n: (batch, K, dim), the negatives.
    >>> compute_losses(torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 5, 3))
    tensor([4.1589, 4.1589])
    """
    positive = (u_o * v).sum(dim=1)  # (batch,)
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze(2)  # (batch, K)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum(dim=-1)


compute = Exercise(
    compute_losses,
    stars=2,
    bought="the loss is right for one negative and for a batch of one.",
    why="""squeeze without an argument drops every dimension of size 1. With K =
    1 it drops the one for the negatives, the sum then runs over the batch, and
    broadcasting hides it. Name the dimension, or use einsum, which has none to
    drop.""",
)


@compute.domain
def vectors_of_a_batch(draw: Draw) -> tuple[Tensor, Tensor, Tensor]:
    batch, k, dim = draw.size("batch", 4), draw.size("K", 3), draw.size("dim", 4)
    v, u_o = draw.floats("v", batch, dim), draw.normal(batch, dim)
    return v, u_o, draw.normal(batch, k, dim)


@compute.plant
@compute.mistake("right with two negatives or more, wrong with one")
def squeezed(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    positive = (u_o * v).sum(dim=1)  # (batch,)
    negatives = torch.bmm(u_n, v[:, :, None]).squeeze()  # (batch, K)
    return -F.logsigmoid(positive) - F.logsigmoid(-negatives).sum(dim=-1)


@compute.mistake(
    "it rewards a negative with a high score: which sign has it inside σ?"
)
def rewarded(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    return compute_losses(v, u_o, -u_n)


@compute.mistake("one negative's low score pays for another's high one")
def summed_first(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    total = torch.einsum("bkd,bd->b", u_n, v)
    return -F.logsigmoid((u_o * v).sum(dim=1)) - F.logsigmoid(-total)


@compute.mistake("that is the mean over the negatives; the loss sums over them")
def mean_of_negatives(v: Tensor, u_o: Tensor, u_n: Tensor) -> Tensor:
    positive = -F.logsigmoid((u_o * v).sum(dim=1))
    return positive + (compute_losses(v, u_o, u_n) - positive) / u_n.shape[1]


def judge_scores(scores: Tensor) -> Tensor:
    """The batch's mean of −log σ(positive's score) − Σ log σ(−negative's score).

    scores: (batch, 1 + K), the positive's first.
    Returns a tensor of one number, shape ().
    >>> judge_scores(torch.tensor([[2.0, -1.0, 0.5]]))
    tensor(1.4143)
    """
    positive, negatives = F.logsigmoid(scores[:, 0]), F.logsigmoid(-scores[:, 1:])
    return -(positive + negatives.sum(dim=1)).mean()


def loss_and_gradient(loss: Tensor, after: tuple, before: tuple) -> Parts:
    """The gradient too: a loss that is right may still teach nothing."""
    if not getattr(loss, "requires_grad", False):
        return Parts(loss=loss, gradient=None)
    how = dict(allow_unused=True, materialize_grads=True)
    (slopes,) = torch.autograd.grad(loss, after, **how)
    return Parts(loss=loss, gradient=slopes)


judge = Exercise(
    judge_scores,
    stars=1,
    bought="a confident mistake costs what it should, and teaches.",
    why="""In float32 σ(20) is exactly 1, so 1 − σ(20) is 0 and its logarithm
    minus infinity: so for every score above about 17. logsigmoid never forms the
    probability. An added 1e-9 hides the infinity and takes away the slope, where
    it is needed most.""",
    outcome=loss_and_gradient,
)


@judge.domain
def scores_of_a_batch(draw: Draw) -> tuple[Tensor]:
    scale = draw.choice([1.0, 3.0, 8.0, 12.0, 30.0, 300.0])
    scores = scale * draw.normal(draw.size("batch", 4), 1 + draw.size("K", 4))
    if draw.chance("the model is sure, and wrong", 0.5):
        scores[0, :2] = scale * torch.tensor([-1, 1])
    draw.beyond(
        "a score of the wrong sign", max(-scores[:, 0].min(), scores[:, 1:].max())
    )
    return (scores.requires_grad_(),)


@judge.plant
@judge.mistake(
    "the loss is infinite where the model is sure and wrong; a loss is always "
    "finite"
)
def from_probabilities(scores: Tensor) -> Tensor:
    probability = torch.sigmoid(scores)  # (batch, 1 + K)
    positive, negatives = probability[:, 0], 1 - probability[:, 1:]
    return -(torch.log(positive) + torch.log(negatives).sum(dim=1)).mean()


@judge.mistake("σ is taken twice: logsigmoid wants scores, not probabilities")
def sigma_twice(scores: Tensor) -> Tensor:
    return judge_scores(torch.sigmoid(scores))


@judge.mistake("the negatives of a pair are averaged, expected their sum")
def averaged_negatives(scores: Tensor) -> Tensor:
    positive, negatives = F.logsigmoid(scores[:, 0]), F.logsigmoid(-scores[:, 1:])
    return -(positive + negatives.mean(dim=1)).mean()


@judge.mistake(
    "a negative with a high score costs little: which sign has it inside σ?"
)
def all_positive(scores: Tensor) -> Tensor:
    return -F.logsigmoid(scores).sum(dim=1).mean()


def judge_negatives(scores: Tensor) -> Tensor:
    """What the negatives of each pair add to its loss.

    A high score of a negative costs much.
    scores: (batch, K), one for each negative. Returns (batch,): − Σ log σ(−score).
    >>> judge_negatives(torch.tensor([[0.0], [3.0]]))
    tensor([0.6931, 3.0486])
    """
    return -F.logsigmoid(-scores).sum(dim=1)


each_judged = Exercise(
    judge_negatives,
    stars=2,
    bought="one good negative no longer pays for a bad one.",
    why="""log σ of a sum is not the sum of log σ: in the sum, scores of
    opposite signs cancel, and only the total is pushed down. Each negative is a
    question of its own, answered yes or no. With K = 1 both are equal, so a test
    needs two negatives.""",
)


@each_judged.domain
def scores_of_negatives(draw: Draw) -> tuple[Tensor]:
    batch, k = draw.size("batch", 4), draw.size("K", 5)
    scores = 3 * draw.floats("scores", batch, k, kinds="zeros large large")
    draw.beyond("a score", scores.max())
    return (scores,)


@each_judged.plant
@each_judged.mistake(
    "a negative with a high score costs nothing as long as another one's is "
    "low enough"
)
def total_judged(scores: Tensor) -> Tensor:
    total = scores.sum(dim=1)  # (batch,)
    return -F.logsigmoid(-total)


@each_judged.mistake("only the negative with the highest score costs anything")
def highest_only(scores: Tensor) -> Tensor:
    return -F.logsigmoid(-scores.amax(dim=1))


@each_judged.mistake("a low score costs as much as a high one")
def signs_lost(scores: Tensor) -> Tensor:
    return -F.logsigmoid(-scores.abs().sum(dim=1))


@each_judged.mistake(
    "right for small scores, but infinite for large ones, whose loss is about "
    "the score itself"
)
def exp_of_scores(scores: Tensor) -> Tensor:
    return torch.log(1 + scores.exp()).sum(dim=1)


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


average = Exercise(
    average_contexts,
    stars=2,
    bought="the edges of a sentence no longer look alike.",
    why="""A padded place is no context. Left in the mean, its vector is the
    largest part of every window at an edge, and every edge trains it. Masked and
    divided by the full width, it still shortens the mean. Mask, and divide by the
    number of real contexts.""",
)


@average.domain
def padded_windows(draw: Draw) -> tuple[Tensor, Tensor, int]:
    words, n, width = draw.randint(2, 5), draw.size("n", 4), draw.choice([2, 4, 6])
    pad = draw.choice([0, 1, words])
    draw.note("`pad` is not the last id", pad < words)
    draw.note("`pad` is not 0", pad)
    others = [word for word in range(words + 1) if word != pad]
    rows = []
    for _ in range(n):
        row = draw.choices(others, k=draw.randint(1, width))
        draw.note("a word comes twice in a window", len({*row}) < len(row))
        draw.note("a window is padded", len(row) < width)
        rows.append(draw.sample(row + [pad] * (width - len(row)), width))
    return draw.normal(words + 1, draw.size("dim", 3)), torch.tensor(rows), pad


@average.plant
@average.mistake("two short windows are alike though they share no word")
def all_averaged(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    vectors = table[contexts]  # (n, 2·window, dim)
    return vectors.mean(dim=1)


@average.mistake(
    "better, but a window of one word should give that word's vector, and "
    "gives a shorter one"
)
def full_width(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    real = (contexts != pad)[:, :, None]
    return (table[contexts] * real).mean(dim=1)


@average.mistake(
    "a window is divided by the number of its words, and still holds the "
    "padding's vector"
)
def padding_in_the_sum(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    return table[contexts].sum(dim=1) / (contexts != pad).sum(dim=1, keepdim=True)


@average.mistake("padding is taken out once, however often it stands there")
def padding_out_once(table: Tensor, contexts: Tensor, pad: int) -> Tensor:
    return (table[contexts].sum(dim=1) - table[pad]) / (contexts != pad).sum(
        dim=1, keepdim=True
    )


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


analogy = Exercise(
    answer_analogy,
    stars=2,
    bought="the answer is a word that the question did not hold.",
    why="""The vector of c is part of the sum, and so is that of b: one of them
    is nearly always the nearest. Since Mikolov et al. (2013) they are left out,
    and whoever reports a score should say so. Minus infinity never wins; 0 wins
    where all other cosines are negative.""",
)


@analogy.domain
def vectors_and_question(draw: Draw) -> tuple[Tensor, int, int, int]:
    words = draw.size("V", 7, least=4)
    lengths = torch.linspace(0.2, 3, words)[:, None]
    vectors = draw.normal(words, draw.randint(2, 4)) * lengths
    return vectors, *draw.sample(range(words), 3)


def likeness(vectors: Tensor, a: int, b: int, c: int) -> Tensor:
    unit = F.normalize(vectors, dim=1)
    return unit @ (unit[b] - unit[a] + unit[c])


@analogy.plant
@analogy.mistake(
    "most answers are wrong, and the wrong ones have something in common"
)
def any_word(vectors: Tensor, a: int, b: int, c: int) -> int:
    unit = F.normalize(vectors, dim=1)  # (V, dim), each of length 1
    likeness = unit @ (unit[b] - unit[a] + unit[c])  # (V,)
    return int(likeness.argmax())


@analogy.mistake("c no longer answers, but another word of the question does")
def all_but_c(vectors: Tensor, a: int, b: int, c: int) -> int:
    scores = likeness(vectors, a, b, c)
    scores[c] = -torch.inf
    return int(scores.argmax())


@analogy.mistake(
    "the words are not out of the race: where all other values are lower than "
    "what they get, one of them wins"
)
def zero_for_words(vectors: Tensor, a: int, b: int, c: int) -> int:
    scores = likeness(vectors, a, b, c)
    scores[[a, b, c]] = 0
    return int(scores.argmax())


@analogy.mistake(
    "it leaves out places, not words: the question's words need not come first"
)
def fourth_best(vectors: Tensor, a: int, b: int, c: int) -> int:
    return int(likeness(vectors, a, b, c).argsort(descending=True)[3])
