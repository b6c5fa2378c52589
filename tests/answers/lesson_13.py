"""Answers to the exercises of lesson 13."""

import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edits_of

# ---- buffered_step


def buffered_by_matmul(table, rows, cases, weights, lr, buffers):
    vectors, changes, pairs, positives, scores = buffers
    b, n, m = scores.shape
    torch.index_select(table, 0, rows, out=vectors)
    torch.index_select(weights.pairs, 0, cases, out=pairs.view(-1, m))
    torch.index_select(weights.positives, 0, cases, out=positives.view(-1, m))
    x, z = vectors[: b * n].view(b, n, -1), vectors[b * n :].view(b, m, -1)
    torch.matmul(x, z.transpose(1, 2), out=scores)
    torch.sigmoid(scores, out=scores)
    scores.mul_(pairs).neg_().add_(positives).mul_(lr)
    torch.bmm(scores, z, out=changes[: b * n].view(b, n, -1))
    torch.bmm(scores.transpose(1, 2), x, out=changes[b * n :].view(b, m, -1))
    table.index_add_(0, rows, changes)


def buffered_block_by_block(table, rows, cases, weights, lr, buffers):
    vectors, changes, pairs, positives, scores = buffers
    b, n, m = scores.shape
    torch.index_select(table, 0, rows, out=vectors)
    for i in range(b):
        own = cases[i * n : i * n + n]
        torch.index_select(weights.pairs, 0, own, out=pairs[i])
        torch.index_select(weights.positives, 0, own, out=positives[i])
        x = vectors[i * n : i * n + n]
        z = vectors[b * n + i * m : b * n + i * m + m]
        torch.mm(x, z.t(), out=scores[i])
        scores[i].sigmoid_().mul_(pairs[i]).sub_(positives[i]).mul_(-lr)
        torch.mm(scores[i], z, out=changes[i * n : i * n + n])
        torch.mm(scores[i].t(), x, out=changes[b * n + i * m : b * n + i * m + m])
    table.index_add_(0, rows, changes)


RIGHT["buffered_step"] = [buffered_by_matmul]
WRONG["buffered_step"] = edits_of(
    buffered_by_matmul,
    (
        {"torch.index_select(table, 0, rows, out=vectors)": "vectors = table[rows]"},
        "memory of its own",
    ),
    ({".neg_()": ""}, "what is the sign of the second part"),
    ({".add_(positives)": ".add_(pairs)"}, "negatives are pulled"),
    ({".mul_(lr)": ""}, "it never looks at `lr`"),
)
RIGHT_BLIND["buffered_step"] = [buffered_block_by_block]
WRONG_BLIND["buffered_step"] = edits_of(
    buffered_by_matmul,
    ({"torch.sigmoid(scores, out=scores)": "scores = scores.sigmoid()"}, "memory of its own"),
    ({"changes)": "changes * 1)"}, "memory of its own"),
    ({"table.index_add_(0, rows, changes)": "table[rows] += changes"}, "for ([["),
    ({"torch.sigmoid(scores, out=scores)": "pass"}, "not change of the table"),
)

# ---- roof_shares


def shares_by_times(operations, traffic, seconds, peak, stream):
    least = operations / peak, traffic / stream
    return least[0] / seconds, least[1] / seconds


def shares_rounded(operations, traffic, seconds, peak, stream):
    return round(operations / seconds / peak, 2), round(traffic / seconds / stream, 2)


def shares_by_reach(operations, traffic, seconds, peak, stream):
    pairs = zip((operations, traffic), (peak, stream), strict=True)
    return tuple(amount / (most * seconds) for amount, most in pairs)


RIGHT["roof_shares"] = [shares_by_times]
WRONG["roof_shares"] = edits_of(
    shares_by_times,
    (
        {"least[0] / seconds, least[1] / seconds": "seconds / least[0], seconds / least[1]"},
        "turn the fraction over",
    ),
    ({"return least[0] / seconds, least[1] / seconds": "return least"}, "the least time for each"),
    ({"operations / peak, traffic / stream": "operations, traffic"}, "in a second"),
    (
        {"least[0] / seconds, least[1] / seconds": "least[1] / seconds, least[0] / seconds"},
        "memory comes first",
    ),
)
RIGHT_BLIND["roof_shares"] = [shares_by_reach]
WRONG_BLIND["roof_shares"] = edits_of(
    shares_by_times,
    (shares_rounded, "round"),
    (
        {"least[0] / seconds, least[1] / seconds": "max(least) / seconds"},
        "it returns a float",
    ),
    ({"traffic / stream": "operations / stream"}, "it never looks at `traffic`"),
)
