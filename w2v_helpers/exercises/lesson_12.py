"""Exercises of lesson 12: a true speed, then rows, shared negatives, blocks."""

import itertools

import torch
from torch import Tensor

from w2v_helpers.checks.comparing import Parts, changes_of_tables
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise


def words_per_second(ticks: list[tuple[float, int]]) -> float:
    """Words a second over the whole run.

    ticks: (clock in seconds, words so far), the first at the start.
    >>> words_per_second([(100.0, 0), (102.0, 50), (104.0, 80)])
    20.0
    """
    return (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])


speed = Exercise(
    words_per_second,
    stars=1,
    bought=(
        "one clock for the whole run: this number can be compared with another "
        "program's."
    ),
    why="""Speed is all words over all seconds, both counted from the first
    tick. A timer that is restarted at every report, under words that are not,
    makes the last report of ten look ten times as fast; a mean of the reports'
    speeds lets short reports count as much as long ones.""",
)


@speed.domain
def ticks_of_a_run(draw: Draw) -> tuple[list[tuple[float, int]]]:
    clock, words = draw.choice([0.0, draw.uniform(10, 99)]), 0
    draw.note("the clock does not start at 0", clock)
    step = 0.05 if draw.chance("the run takes less than a second", 0.2) else 1
    ticks = []
    for _ in range(draw.size("the number of ticks", 6, least=2)):
        ticks.append((clock, words))
        clock += step * draw.uniform(0.5, 3)
        words += draw.choice([0, draw.randint(10, 500), draw.randint(10, 500)])
    if ticks[-1][1] == 0:
        ticks[-1] = ticks[-1][0], 40
    return (ticks,)


@speed.mistake(
    "that is all words over the last report's time: the timer was restarted, "
    "the count of words was not"
)
def restarted(ticks: list[tuple[float, int]]) -> float:
    return ticks[-1][1] / (ticks[-1][0] - ticks[-2][0])


@speed.mistake(
    "the mean of the reports' speeds counts a short report as much as a long one"
)
def mean_of_speeds(ticks: list[tuple[float, int]]) -> float:
    speeds = [(w - v) / (t - s) for (s, v), (t, w) in itertools.pairwise(ticks)]
    return sum(speeds) / len(speeds)


@speed.mistake(
    "the clock did not start at 0: what counts is the time since the first tick"
)
def clock_from_zero(ticks: list[tuple[float, int]]) -> float:
    return ticks[-1][1] / ticks[-1][0]


@speed.mistake(
    "the ticks count words so far, so the last one has them all: nothing is "
    "to be added up"
)
def added_up(ticks: list[tuple[float, int]]) -> float:
    return sum((words for _, words in ticks)) / (ticks[-1][0] - ticks[0][0])


def move_rows(table: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    """A step of SGD on some rows of a table, in place; no other row is touched.

    table: (V, dim); rows: int64 (n,), may repeat; slopes: (n, dim), of each its
    part of the gradient.
    >>> table = torch.zeros(3, 1)
    >>> move_rows(table, torch.tensor([2, 0, 2]), torch.ones(3, 1), lr=0.5)
    >>> table.tolist()
    [[-0.5], [0.0], [-1.0]]
    """
    table.index_add_(0, rows, slopes, alpha=-lr)


move = Exercise(
    move_rows,
    stars=1,
    bought="a step costs what its rows cost, however large the table is.",
    why="""A step goes against the gradient, so lr times each slope is taken off.
    `table[rows] -= lr * slopes` reads all rows, subtracts, and writes all rows: of
    a row that comes twice only the last write stays. A loop moves one row after
    the other, and so does index_add_.""",
    changes=("table",),
    outcome=lambda returned, after, before: after[0],
)


@move.domain
def rows_to_move(draw: Draw) -> tuple[Tensor, Tensor, Tensor, float]:
    size, n, dim = draw.size("V", 6), draw.size("n", 8), draw.size("dim", 3)
    slopes = draw.floats("slopes", n, dim, kinds="zeros equal")
    lr = draw.pick("lr", 0.025, 0.5)
    return draw.normal(size, dim), draw.ids("rows", n, size), slopes, lr


@move.mistake(
    "where a row comes twice, one of its slopes is lost: the row is read once "
    "and the last write stays"
)
def brackets(table: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    table[rows] -= lr * slopes


@move.mistake("the slopes are added: a step goes down the slope")
def uphill(table: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    table.index_add_(0, rows, slopes, alpha=lr)


@move.mistake(
    "the table stands as it was. `table = …` makes a new tensor: change the one "
    "that was given"
)
def new_table(table: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    return None


@move.mistake(
    "where a row comes twice, it moves by the mean of its slopes: all of them count"
)
def mean_of_slopes(table: Tensor, rows: Tensor, slopes: Tensor, lr: float) -> None:
    times = torch.bincount(rows, minlength=len(table)).clamp(min=1)[:, None]
    table -= lr * torch.zeros_like(table).index_add(0, rows, slopes) / times


def shared_step(
    w_in: Tensor, w_out: Tensor,
    center: Tensor, context: Tensor, negatives: Tensor, lr: float,
) -> None:  # fmt: skip
    """One step of SGD on the batch's mean loss; changes both tables in place.

    w_in, w_out: (V, dim); center, context: int64 (batch,); negatives: int64 (n,).
    Every pair has all n negatives, and each of these counts as 5/n of one; also one
    that equals the pair's context word.
    >>> w_in, w_out = torch.ones(3, 1), torch.zeros(3, 1)  # every σ is 0.5
    >>> batch = torch.tensor([0]), torch.tensor([1]), torch.tensor([2])
    >>> shared_step(w_in, w_out, *batch, lr=0.1)
    >>> [round(x, 3) for x in w_out.flatten().tolist()]
    [0.0, 0.05, -0.25]
    """
    each = lr / len(center)
    v, u, n = w_in[center], w_out[context], w_out[negatives]  # copies
    g = each * (1 - torch.sigmoid((v * u).sum(dim=1, keepdim=True)))  # (batch, 1)
    h = -each * 5 / len(n) * torch.sigmoid(v @ n.T)  # (batch, n)
    w_in.index_add_(0, center, g * u + h @ n)
    w_out.index_add_(0, context, g * v)
    w_out.index_add_(0, negatives, h.T @ v)


shared = Exercise(
    shared_step,
    stars=2,
    bought="one matrix product scores every pair's negatives.",
    why="""v @ n.T scores each centre word with each negative. h holds how far each
    of these scores moves, so h @ n sums over the negatives what an input vector
    gets, and h.T @ v sums over the batch what a negative gets. All three vectors
    are copies from before the step.""",
    changes=("w_in", "w_out"),
    outcome=changes_of_tables,
)


@shared.domain
def tables_and_batch(draw: Draw) -> tuple[Tensor, ...]:
    rows, dim = draw.size("V", 6, 2), draw.size("dim", 4)
    batch, n = draw.size("batch", 6), draw.size("n", 7)
    tables = draw.normal(rows, dim), draw.normal(rows, dim)
    center, context = (
        draw.ids("center", batch, rows),
        draw.ids("context", batch, rows),
    )
    negatives = draw.ids("negatives", n, rows)
    equal = (negatives == context[:, None]).any()
    draw.note("a negative equals a context word", equal)
    return *tables, center, context, negatives, draw.pick("lr", 0.025, 0.5)


def moves(
    w_in: Tensor, w_out: Tensor, *batch: Tensor, share: float = 5.0
) -> tuple[Tensor, Tensor]:
    """How far each pair's score moves, (batch, 1), and that of each negative."""
    center, context, negatives, lr = batch
    each, v = lr / len(center), w_in[center]
    g = (v * w_out[context]).sum(dim=1, keepdim=True).neg().sigmoid()
    return each * g, -each * share / len(negatives) * (
        v @ w_out[negatives].T
    ).sigmoid()


def carry_out(
    w_in: Tensor, w_out: Tensor, *batch: Tensor, g: Tensor, h: Tensor
) -> None:
    center, context, negatives, _ = batch
    v, u, n = w_in[center], w_out[context], w_out[negatives]
    w_in.index_add_(0, center, g * u + h @ n)
    w_out.index_add_(
        0, torch.cat([context, negatives]), torch.cat([g * v, h.T @ v])
    )


@shared.mistake("each negative counts in full: n of them are to weigh as much as 5")
def counts_in_full(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    g, h = moves(w_in, w_out, *batch, share=5.0 * len(batch[2]) / 5)
    carry_out(w_in, w_out, *batch, g=g, h=h)


@shared.mistake(
    "a negative that equals the context word is left out, as in lesson 11. Here it "
    "counts, for speed"
)
def left_out(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    g, h = moves(w_in, w_out, *batch)
    carry_out(w_in, w_out, *batch, g=g, h=h * (batch[2] != batch[1][:, None]))


@shared.mistake(
    "a word that comes twice in the batch moves once: index_add_ adds all"
)
def moved_once(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    center, context, negatives, _ = batch
    g, h = moves(w_in, w_out, *batch)
    v, u, n = w_in[center], w_out[context], w_out[negatives]
    w_in[center] += g * u + h @ n
    w_out[context] += g * v
    w_out[negatives] += h.T @ v


@shared.mistake(
    "the output vectors move by input vectors that have moved already. Read both "
    "before you write either"
)
def inputs_first(w_in: Tensor, w_out: Tensor, *batch: Tensor) -> None:
    center, context, negatives, _ = batch
    g, h = moves(w_in, w_out, *batch)
    w_in.index_add_(0, center, g * w_out[context] + h @ w_out[negatives])
    v = w_in[center]
    w_out.index_add_(0, context, g * v)
    w_out.index_add_(0, negatives, h.T @ v)


def weigh_pairs(
    left: Tensor, right: Tensor, window: int, negatives: int, negative: int
) -> Tensor:
    """The weight of each score of some blocks.

    left, right: (blocks, n), how many contexts each centre has on that side.
    Returns (blocks, n, n + 2·window + negatives): a row a centre; its columns are
    the words of the text, the first centre at place `window`, then the negatives.
    A context at distance δ weighs (window + 1 − δ)/window, any other word 0. All
    negatives of a row weigh the same, together `negative` times the sum of its
    contexts' weights.
    >>> left, right = torch.tensor([[0, 1, 2]]), torch.tensor([[2, 1, 0]])
    >>> weights = weigh_pairs(left, right, window=2, negatives=3, negative=2)
    >>> weights[0, 0].tolist()  # the first of a document's three words
    [0.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0, 1.0, 1.0, 1.0]
    """
    n = left.shape[1]
    places = torch.arange(n + 2 * window)
    offset = places - torch.arange(window, window + n)[:, None]  # (n, places)
    near = (window + 1 - offset.abs()).clamp(min=0) / window
    real = (-left[:, :, None] <= offset) & (offset <= right[:, :, None])
    contexts = near * (real & (offset != 0))  # (blocks, n, places)
    noise = contexts.sum(dim=2, keepdim=True) * (negative / negatives)
    return torch.cat([contexts, noise.expand(-1, -1, negatives)], dim=2)


weigh = Exercise(
    weigh_pairs,
    stars=3,
    bought="the matrix of scores knows which of them are pairs of the text.",
    why="""offset is how far each place lies from each centre, the same for every
    block: 0 is the centre itself. A context is no further to the left than left
    says, and no further to the right than right. A shrinking window draws its
    reach from 1 to window, so it comes to distance δ in window + 1 − δ of window
    cases.""",
)


@weigh.domain
def counts_of_contexts(draw: Draw) -> tuple[Tensor, Tensor, int, int, int]:
    blocks, n = draw.size("the number of blocks", 3), draw.size("n", 5)
    window = draw.size("window", 4)
    sides = torch.randint(window + 1, (2, blocks, n), generator=draw.generator())
    if draw.chance("all windows are full", 0.2):
        sides[...] = window
    draw.note("a centre has no context", (sides.sum(dim=0) == 0).any())
    left, right = sides
    draw.note("left and right differ", not left.equal(right))
    return left, right, window, draw.size("negatives", 5), draw.size("negative", 6)


def weights_by(
    left: Tensor,
    right: Tensor,
    window: int,
    negatives: int,
    share: float,
    *,
    even: bool = False,
    itself: bool = False,
    full: bool = False,
) -> Tensor:
    """What `weigh_pairs` gives, or what one of its mistakes does."""
    n = left.shape[1]
    offset = torch.arange(-window, n + window) - torch.arange(n)[:, None]
    near = (window + 1 - offset.abs()).clamp(min=0) / window
    real = (-left[:, :, None] <= offset) & (offset <= right[:, :, None])
    real = (offset.abs() <= window).expand(real.shape) if full else real
    real = real if itself else real & (offset != 0)
    contexts = real.float() if even else near * real
    noise = contexts.sum(dim=2, keepdim=True) * share
    return torch.cat([contexts, noise.expand(-1, -1, negatives)], dim=2)


@weigh.mistake(
    "each centre is its own context: at distance 0 there is no pair, whatever the "
    "formula gives"
)
def own_context(
    left: Tensor, right: Tensor, window: int, negatives: int, negative: int
) -> Tensor:
    share = negative / negatives
    return weights_by(left, right, window, negatives, share, itself=True)


@weigh.mistake(
    "each negative weighs what all of them weigh together: a row's negatives share "
    "that weight"
)
def not_shared(
    left: Tensor, right: Tensor, window: int, negatives: int, negative: int
) -> Tensor:
    return weights_by(left, right, window, negatives, float(negative))


@weigh.mistake(
    "a near context weighs as much as a far one: where is the distance δ?"
)
def even(
    left: Tensor, right: Tensor, window: int, negatives: int, negative: int
) -> Tensor:
    return weights_by(
        left, right, window, negatives, negative / negatives, even=True
    )


@weigh.mistake(
    "every window is taken as full: left and right say how many contexts are there"
)
def always_full(
    left: Tensor, right: Tensor, window: int, negatives: int, negative: int
) -> Tensor:
    return weights_by(
        left, right, window, negatives, negative / negatives, full=True
    )


def block_step(
    table: Tensor, centers: Tensor, contexts: Tensor, negatives: Tensor,
    weights: Tensor, lr: float,
) -> None:  # fmt: skip
    """One step of SGD on all pairs of some blocks; changes the table in place.

    table: (2V, dim), the input vectors of all words over their output vectors;
    centers (b, n), contexts (b, m), negatives (b, k): ids, int64; weights:
    (b, n, m + k), how much each pair's loss counts.
    >>> table = torch.tensor([[1.0], [1.0], [0.0], [0.0]])  # V is 2, every σ is 0.5
    >>> block = torch.tensor([[0]]), torch.tensor([[1]]), torch.tensor([[0]])
    >>> block_step(table, *block, torch.tensor([[[1.0, 3.0]]]), lr=0.1)
    >>> [round(x, 3) for x in table.flatten().tolist()]
    [1.0, 1.0, -0.15, 0.05]
    """
    words = torch.cat([contexts, negatives], dim=1) + len(table) // 2  # (b, m + k)
    x, z = table[centers], table[words]  # (b, n, dim), (b, m + k, dim)
    labels = (torch.arange(words.shape[1]) < contexts.shape[1]).float()
    g = lr * weights * (labels - torch.sigmoid(x @ z.transpose(1, 2)))
    table.index_add_(0, centers.flatten(), (g @ z).flatten(0, 1))
    table.index_add_(0, words.flatten(), (g.transpose(1, 2) @ x).flatten(0, 1))


def changes_of_halves(returned: None, after: tuple, before: tuple) -> Parts:
    change, size = after[0] - before[0], len(before[0]) // 2
    return Parts(
        {
            "change of the input vectors": change[:size],
            "change of the output vectors": change[size:],
        }
    )


block = Exercise(
    block_step,
    stars=3,
    bought="a few matrix products train every pair of sixteen centre words.",
    why="""A block's scores are x times z, turned on its side. g holds how far each
    score is to move: its weight times label minus σ. The chain rule then needs two
    more products: g @ z sums over the words what each centre gets, and g, turned,
    times x sums over the centres what each word gets. index_add_ puts both where
    they belong, a row that comes twice included.""",
    changes=("table",),
    outcome=changes_of_halves,
)


@block.domain
def table_and_blocks(draw: Draw) -> tuple[Tensor, ...]:
    size, dim = draw.size("V", 6, 2), draw.size("dim", 3)
    b, n = draw.size("b", 3), draw.size("n", 3)
    m, k = draw.size("m", 4), draw.size("k", 3)
    kinds = ("centers", n), ("contexts", m), ("negatives", k)
    ids = [draw.ids(name, b * each, size).view(b, each) for name, each in kinds]
    weights = torch.rand(b, n, m + k, generator=draw.generator())
    if draw.chance("some weights are 0"):
        weights[torch.rand(weights.shape, generator=draw.generator()) < 0.4] = 0
    return draw.normal(2 * size, dim), *ids, weights, draw.pick("lr", 0.025, 0.5)


def turned_scores(table: Tensor, *block: Tensor, below: int) -> tuple[Tensor, ...]:
    """Vectors and σ of a block, whose words lie so many rows down."""
    centers, contexts, negatives = block[:3]
    words = torch.cat([contexts, negatives], dim=1) + below
    x, z = table[centers], table[words]
    return words, x, z, torch.sigmoid(x @ z.transpose(1, 2))


def move_block(
    table: Tensor, centers: Tensor, words: Tensor, x: Tensor, z: Tensor, g: Tensor
) -> None:
    table.index_add_(0, centers.flatten(), (g @ z).flatten(0, 1))
    table.index_add_(0, words.flatten(), (g.mT @ x).flatten(0, 1))


@block.mistake(
    "contexts and negatives have output vectors, which lie V rows below the input "
    "vectors of the same ids"
)
def no_output_vectors(table: Tensor, *block: Tensor) -> None:
    words, x, z, scores = turned_scores(table, *block, below=0)
    labels = (torch.arange(words.shape[1]) < block[1].shape[1]).float()
    g = block[4] * block[3] * (labels - scores)
    move_block(table, block[0], words, x, z, g)


@block.mistake(
    "a word that comes twice moves once: index_add_ adds all of its changes"
)
def block_moved_once(table: Tensor, *block: Tensor) -> None:
    words, x, z, scores = turned_scores(table, *block, below=len(table) // 2)
    labels = (torch.arange(words.shape[1]) < block[1].shape[1]).float()
    g = block[4] * block[3] * (labels - scores)
    table[block[0]] += g @ z
    table[words] += g.mT @ x


@block.mistake(
    "contexts are pushed away as negatives are: a context's label is 1, and its "
    "score moves by 1 − σ"
)
def no_labels(table: Tensor, *block: Tensor) -> None:
    words, x, z, scores = turned_scores(table, *block, below=len(table) // 2)
    move_block(table, block[0], words, x, z, -block[4] * block[3] * scores)


@block.mistake(
    "every pair counts in full: multiply how far a score moves by its weight"
)
def no_weights(table: Tensor, *block: Tensor) -> None:
    words, x, z, scores = turned_scores(table, *block, below=len(table) // 2)
    labels = (torch.arange(words.shape[1]) < block[1].shape[1]).float()
    move_block(table, block[0], words, x, z, block[4] * (labels - scores))
