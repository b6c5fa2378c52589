"""Answers to the exercises of lesson 12."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- words_per_second


def speed_unpacked(ticks):
    clocks, words = zip(*ticks, strict=True)
    return words[-1] / (max(clocks) - min(clocks))


def speed_by_numpy(ticks):
    seconds, words = np.diff(np.array(ticks), axis=0).sum(axis=0)
    return words / seconds


def speed_weighted(ticks):
    """The speed of each stretch, weighted by its time."""
    total = 0.0
    for (start, before), (end, after) in itertools.pairwise(ticks):
        total += (after - before) / (end - start) * (end - start) / (ticks[-1][0] - ticks[0][0])
    return total


def between(one, other):
    """Words a second between two of the ticks."""
    return lambda ticks: (ticks[other][1] - ticks[one][1]) / (ticks[other][0] - ticks[one][0])


def speeds(ticks):
    stretches = itertools.pairwise(ticks)
    return [(after - before) / (end - start) for (start, before), (end, after) in stretches]


def mean_of_running(ticks):
    running = [words / (clock - ticks[0][0]) for clock, words in ticks[1:]]
    return sum(running) / len(running)


def sums_of_both(ticks):
    return sum(words for _, words in ticks) / sum(clock - ticks[0][0] for clock, _ in ticks)


def words_summed(ticks):
    return sum(words for _, words in ticks) / (ticks[-1][0] - ticks[0][0])


RIGHT["words_per_second"] = [speed_unpacked, lambda ticks: torch.tensor(speed_unpacked(ticks))]
WRONG["words_per_second"] = [
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0]), "the timer was restarted"),
    (lambda ticks: ticks[-1][1] / ticks[-1][0], "since the first tick"),
    (between(-2, -1), "it is right only where the number of ticks is 2"),
    (words_summed, "words so far"),
]
RIGHT_BLIND["words_per_second"] = [speed_by_numpy, speed_weighted]
WRONG_BLIND["words_per_second"] = [
    (lambda ticks: sum(speeds(ticks)) / len(speeds(ticks)), "counts a short report as much"),
    (lambda ticks: ticks[-1][1] / ticks[-1][0], "the clock did not start at 0"),
    (between(-2, -1), "it is right only where the number of ticks is 2"),
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[-2][0]), "the timer was restarted"),
    (words_summed, "nothing is to be added up"),
    (between(0, 1), "it is right only where the number of ticks is 2"),
    (lambda ticks: ticks[-1][1] / (ticks[-1][0] - ticks[1][0]), "its own example"),
    (lambda ticks: (ticks[-1][1] - ticks[0][1]) / (len(ticks) - 1), "its own example"),
    (mean_of_running, "it is right only where the number of ticks is 2"),
    (lambda ticks: max(speeds(ticks)), "it is right only where the number of ticks is 2"),
    (lambda ticks: 1 / speed_unpacked(ticks), "that is 1 divided by what is asked for"),
    (lambda ticks: speed_unpacked(ticks) // 1, "only whole numbers are left"),
    (speeds, "it returns a list, expected a float"),
    (sums_of_both, "it gives"),
]

# ---- move_rows


def moved_by_one_hot(table, rows, slopes, lr):
    table -= lr * F.one_hot(rows, len(table)).to(slopes.dtype).T @ slopes


def moved_in_a_loop(table, rows, slopes, lr):
    for row, slope in zip(rows, slopes, strict=True):
        table[row] -= lr * slope


def moved_by_scatter(table, rows, slopes, lr):
    table.scatter_add_(0, rows[:, None].expand_as(slopes), -lr * slopes)


def moved_row_by_row(table, rows, slopes, lr):
    for row in rows.unique():
        table[row] -= lr * slopes[rows == row].sum(dim=0)


def moved_first(table, rows, slopes, lr):
    done = set()
    for row, slope in zip(rows.tolist(), slopes, strict=True):
        if row not in done:
            table[row] -= lr * slope
        done.add(row)


RIGHT["move_rows"] = [moved_by_one_hot, moved_by_scatter]
WRONG["move_rows"] = edits_of(
    moved_in_a_loop,
    (lambda table, rows, slopes, lr: table[rows].sub_(lr * slopes), "the table stands as it was"),
    ({"-=": "+="}, "the slopes are added"),
    ({"-= lr * slope": "-= slope"}, "it never looks at `lr`"),
    (lambda table, rows, slopes, lr: table.index_put_((rows,), -lr * slopes), "its own example"),
)
RIGHT_BLIND["move_rows"] = [moved_in_a_loop, moved_row_by_row]
WRONG_BLIND["move_rows"] = edits_of(
    moved_in_a_loop,
    (
        {"-= lr * slope": "-= lr * slopes[rows == row].mean(dim=0) / (rows == row).sum()"},
        "it moves",
    ),
    (moved_first, "it goes wrong only where an id comes twice in rows"),
    ({"-= lr * slope": "-= lr * slope.sum()"}, "it gives"),
    ({"-= lr * slope": "= -lr * slope"}, "its own example"),
    (
        lambda table, rows, slopes, lr: table.index_copy_(0, rows, table[rows] - lr * slopes),
        "the last write stays",
    ),
)

# ---- shared_step


def shared_by_autograd(w_in, w_out, center, context, negatives, lr):
    tables = [table.clone().requires_grad_() for table in (w_in, w_out)]
    v, u, n = tables[0][center], tables[1][context], tables[1][negatives]
    loss = -F.logsigmoid((v * u).sum(dim=1))
    loss = loss - 5 / len(n) * F.logsigmoid(-v @ n.T).sum(dim=1)
    loss.mean().backward()
    with torch.no_grad():
        w_in -= lr * tables[0].grad
        w_out -= lr * tables[1].grad


def shared_by_loops(w_in, w_out, center, context, negatives, lr):
    old_in, old_out = w_in.clone(), w_out.clone()
    for c, o in zip(center.tolist(), context.tolist(), strict=True):
        words = [(o, 1.0, 1.0)] + [(n, 0.0, 5 / len(negatives)) for n in negatives.tolist()]
        for word, label, weight in words:
            push = weight * (label - torch.sigmoid(old_in[c] @ old_out[word])) / len(center)
            w_in[c] += lr * push * old_out[word]
            w_out[word] += lr * push * old_in[c]


def shared_by_hand(w_in, w_out, center, context, negatives, lr):
    v, u, n = w_in[center], w_out[context], w_out[negatives]
    g = torch.sigmoid((v * u).sum(dim=1)) - 1
    h = torch.sigmoid(v @ n.T) * 5 / len(negatives)
    rate = lr / len(center)
    w_in.index_add_(0, center, -rate * (g[:, None] * u + h @ n))
    w_out.index_add_(0, context, -rate * g[:, None] * v)
    w_out.index_add_(0, negatives, -rate * h.T @ v)


EQUAL_MASKED = {
    "* 5 / len(negatives)": "* 5 / len(negatives) * (negatives != context[:, None])",
}
RIGHT["shared_step"] = [shared_by_autograd, shared_by_hand]
WRONG["shared_step"] = edits_of(
    shared_by_hand,
    ({" * 5 / len(negatives)": ""}, "each negative counts in full"),
    (EQUAL_MASKED, "a negative that equals the context word is left out"),
    (
        {
            "w_in.index_add_(0, center, -rate * (g[:, None] * u + h @ n))": "w_in[center] -= "
            "rate * (g[:, None] * u + h @ n)",
            "w_out.index_add_(0, context, -rate * g[:, None] * v)": "w_out[context] -= "
            "rate * g[:, None] * v",
            "w_out.index_add_(0, negatives, -rate * h.T @ v)": "w_out[negatives] -= rate * h.T @ v",
        },
        "moves once",
    ),
    ({"- 1": "- 0"}, "its own example"),
)
RIGHT_BLIND["shared_step"] = [shared_by_loops]
WRONG_BLIND["shared_step"] = edits_of(
    shared_by_hand,
    ({"lr / len(center)": "lr"}, "is a division missing?"),
    ({"rate = lr": "rate = -lr"}, "the sign is turned"),
    ({"h @ n": "h @ n * 0"}, "change of w_in"),
    ({"w_out.index_add_(0, negatives, -rate * h.T @ v)": "pass"}, "change of w_out"),
    ({" * 5 / len": " / len"}, "its own example"),
    ({"v @ n.T": "v @ n"}, "RuntimeError"),
)

# ---- weigh_pairs


def weights_by_loops(left, right, window, negatives, negative):
    blocks, n = left.shape
    weights = torch.zeros(blocks, n, n + 2 * window + negatives)
    for b in range(blocks):
        for i in range(n):
            for distance in range(1, window + 1):
                weight = (window + 1 - distance) / window
                if distance <= left[b, i]:
                    weights[b, i, window + i - distance] = weight
                if distance <= right[b, i]:
                    weights[b, i, window + i + distance] = weight
            weights[b, i, n + 2 * window :] = weights[b, i].sum() * negative / negatives
    return weights


def weights_by_a_mask(left, right, window, negatives, negative):
    n = left.shape[1]
    distance = torch.arange(n + 2 * window) - window - torch.arange(n).unsqueeze(1)
    near = (window + 1 - distance.abs()) / window
    before = (distance < 0) & (-distance <= left.unsqueeze(2))
    after = (distance > 0) & (distance <= right.unsqueeze(2))
    words = torch.where(before | after, near, 0.0)
    noise = words.sum(2, keepdim=True) * negative / negatives
    return torch.cat([words, noise.repeat(1, 1, negatives)], dim=2)


RIGHT["weigh_pairs"] = [weights_by_loops]
WRONG["weigh_pairs"] = edits_of(
    weights_by_a_mask,
    ({"window + 1 - distance.abs()": "window - distance.abs()"}, "its own example"),
    ({"* negative / negatives": "* negative"}, "a row's negatives share that weight"),
    ({"near, 0.0": "1.0, 0.0"}, "where is the distance"),
    ({"(distance > 0) &": "(distance >= 0) &"}, "each centre is its own context"),
)
RIGHT_BLIND["weigh_pairs"] = [weights_by_a_mask]
WRONG_BLIND["weigh_pairs"] = edits_of(
    weights_by_a_mask,
    (
        {
            " & (-distance <= left.unsqueeze(2))": " & (-distance <= window + 0 * left[..., None])",
            " & (distance <= right.unsqueeze(2))": " & (distance <= window + 0 * right[..., None])",
        },
        "every window is taken as full",
    ),
    (
        {"<= left.unsq": "<= right.unsq", "(distance <= right.unsq": "(distance <= left.unsq"},
        "not where left and right differ",
    ),
    ({"before | after": "before"}, "its own example"),
    ({" - window - ": " - "}, "its own example"),
    ({"[words, noise.repeat(1, 1, negatives)]": "[words, noise]"}, "columns are missing"),
)

# ---- block_step


def block_by_autograd(table, centers, contexts, negatives, weights, lr):
    own = table.clone().requires_grad_()
    size, m = len(table) // 2, contexts.shape[1]
    z = own[size + torch.cat([contexts, negatives], dim=1)]
    scores = own[centers] @ z.transpose(1, 2)
    losses = torch.cat([-F.logsigmoid(scores[..., :m]), -F.logsigmoid(-scores[..., m:])], dim=2)
    (losses * weights).sum().backward()
    with torch.no_grad():
        table -= lr * own.grad


def block_by_loops(table, centers, contexts, negatives, weights, lr):
    old, words = table.clone(), torch.cat([contexts, negatives], dim=1) + len(table) // 2
    for b, i, j in weights.nonzero().tolist():
        v, u = centers[b, i], words[b, j]
        label = float(j < contexts.shape[1])
        push = lr * weights[b, i, j] * (label - torch.sigmoid(old[v] @ old[u]))
        table[v] += push * old[u]
        table[u] += push * old[v]


def block_by_einsum(table, centers, contexts, negatives, weights, lr):
    others = torch.cat([contexts, negatives], dim=1) + len(table) // 2
    x, z = table[centers], table[others]
    g = torch.sigmoid(torch.einsum("bid,bjd->bij", x, z))
    g[:, :, : contexts.shape[1]] -= 1
    g = -lr * g * weights
    dx = torch.einsum("bij,bjd->bid", g, z)
    dz = torch.einsum("bij,bid->bjd", g, x)
    table.index_add_(0, centers.flatten(), dx.flatten(0, 1))
    table.index_add_(0, others.flatten(), dz.flatten(0, 1))


ADD_CENTERS = "table.index_add_(0, centers.flatten(), dx.flatten(0, 1))"
ADD_OTHERS = "table.index_add_(0, others.flatten(), dz.flatten(0, 1))"
RIGHT["block_step"] = [block_by_autograd, block_by_einsum]
WRONG["block_step"] = edits_of(
    block_by_einsum,
    ({" + len(table) // 2": ""}, "have output vectors"),
    ({ADD_CENTERS: "table[centers] += dx", ADD_OTHERS: "table[others] += dz"}, "moves once"),
    ({"-= 1": "-= 0"}, "are pushed away as negatives are"),
    ({" * g * weights": " * g"}, "every pair counts in full"),
    ({"g = -lr": "g = lr"}, "the sign is turned"),
)
RIGHT_BLIND["block_step"] = [block_by_loops]
WRONG_BLIND["block_step"] = edits_of(
    block_by_einsum,
    ({ADD_CENTERS: "pass"}, "change of the input vectors"),
    ({ADD_OTHERS: "pass"}, "change of the output vectors"),
    ({"-lr * g * weights": "-lr * g * weights / len(centers)"}, "once too often"),
    ({": contexts.shape[1]] -= 1": "0] -= 1"}, "for ([["),
    ({"torch.sigmoid(": "torch.tanh("}, "its own example"),
)
