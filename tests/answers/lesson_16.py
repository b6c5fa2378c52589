"""Mends of lesson 16's bugs: right ones in other forms, and wrong or half ones with a part of their hint."""

import math
import time
from collections import Counter

import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors

from w2v_helpers.pairs import skipgram_pairs

# 1


def ids_in_order(tokens, min_count):
    ids = {}
    for word in tokens:
        if word not in ids and tokens.count(word) >= min_count:
            ids[word] = len(ids)
    return ids


def ids_in_the_alphabet(tokens, min_count):
    return {word: i for i, word in enumerate(sorted(w for w in set(tokens) if tokens.count(w) >= min_count))}


def ids_of_a_list_of_a_set(tokens, min_count):
    frequent = [word for word in list(set(tokens)) if tokens.count(word) >= min_count]
    return dict(zip(frequent, range(len(frequent)), strict=True))


def ids_with_gaps(tokens, min_count):
    return {word: i for i, word in enumerate(sorted(set(tokens))) if tokens.count(word) >= min_count}


def ids_by_hash(tokens, min_count):
    return {word: hash(word) % 1000 for word in tokens if tokens.count(word) >= min_count}


# 2


def pairs_by_position(sentences, window):
    numbered = [(n, i, word) for n, words in enumerate(sentences) for i, word in enumerate(words)]
    return [
        (center, context)
        for n, i, center in numbered
        for m, j, context in numbered
        if n == m and 0 < abs(i - j) <= window
    ]


def pairs_across(sentences, window):
    words = [word for sentence in sentences for word in sentence]
    return [(a, b) for i, a in enumerate(words) for j, b in enumerate(words) if 0 < abs(i - j) <= window]


def pairs_to_the_right(sentences, window):
    return [(w[i], w[i + d]) for w in sentences for d in range(1, window + 1) for i in range(len(w) - d)]


def pairs_of_known_words(sentences, window):
    return [(a, b) for a, b in pairs_across(sentences, window) if any(a in s and b in s for s in sentences)]


# 3


def draws_by_cumulative_sum(counts, batch, negative, generator):
    total = (counts**0.75).cumsum(0)
    places = torch.rand(batch, negative, generator=generator) * total[-1]
    return torch.searchsorted(total, places, right=True).clamp(max=len(counts) - 1)


def draws_row_by_row(counts, batch, negative, generator):
    return torch.stack([torch.multinomial(counts**0.75, negative, True, generator=generator) for _ in range(batch)])


# 4


def epochs_by_list(documents, window, epochs, generator):
    def epoch():
        pairs = torch.stack(skipgram_pairs(documents, window, generator))
        return tuple(pairs[:, torch.randperm(pairs.shape[1], generator=generator)])

    return [epoch() for _ in range(epochs)]


def epochs_of(order_both=True, shrink=True, shuffle=True, seed=None):
    def answer(documents, window, epochs, generator):
        found = []
        for _ in range(epochs):
            if seed is not None:
                generator.manual_seed(seed)
            center, context = skipgram_pairs(documents, window, generator if shrink else None)
            order = torch.randperm(len(center), generator=generator) if shuffle else torch.arange(len(center))
            other = order if order_both else torch.randperm(len(center), generator=generator)
            found.append((center[order], context[other]))
        return found

    return answer


def one_epoch_repeated(documents, window, epochs, generator):
    return [skipgram_pairs(documents, window, generator)] * epochs


# 5


def losses_by_einsum(v, u_o, u_n):
    scores = torch.einsum("bkd,bd->bk", torch.cat([u_o[:, None], -u_n], dim=1), v)
    return F.softplus(-scores).sum(dim=1)


def losses_pair_by_pair(v, u_o, u_n):
    rows = zip(v, u_o, u_n, strict=True)
    return torch.stack([-F.logsigmoid(o @ c) - sum(F.logsigmoid(-n @ c) for n in drawn) for c, o, drawn in rows])


def losses_squeezed(v, u_o, u_n):
    drawn = (u_n @ v.unsqueeze(-1)).squeeze()
    return F.softplus(-(v * u_o).sum(-1)) + F.softplus(drawn).sum(-1)


# 6


def loss_by_softplus(scores):
    return (F.softplus(-scores[:, 0]) + F.softplus(scores[:, 1:]).sum(1)).mean()


def loss_with_epsilon(scores):
    p = torch.sigmoid(scores)
    return -(torch.log(p[:, 0] + 1e-10) + torch.log(1 - p[:, 1:] + 1e-10).sum(dim=1)).mean()


def loss_with_clamp(scores):
    return loss_by_softplus(scores.clamp(-10, 10))


def loss_half_mended(scores):
    return -(F.logsigmoid(scores[:, 0]) + torch.log(1 - torch.sigmoid(scores[:, 1:])).sum(dim=1)).mean()


def loss_with_nan_gradient(scores):
    signed = scores.clone()
    signed[:, 1:] *= -1
    low = signed < -15
    log_p = torch.where(low, signed, torch.log(torch.sigmoid(signed)))
    return -log_p.sum(dim=1).mean()


# 8


def averages_row_by_row(table, contexts, pad):
    return torch.stack([table[row[row != pad]].mean(dim=0) for row in contexts])


def averages_with_zeroed_row(table, contexts, pad):
    table = table.clone()
    table[pad] = 0
    return table[contexts].mean(dim=1)


def averages_in_place(table, contexts, pad):
    table[pad] = 0
    return table[contexts].sum(dim=1) / (contexts != pad).sum(dim=1, keepdim=True)


# 9


def speed_of_train_steps(batches, train_step, clock):
    spent = 0.0
    for batch in batches:
        start = clock()
        train_step(batch)
        spent += clock() - start
    return sum(len(batch) for batch in batches) / spent


def speed_restarted(batches, train_step, clock):
    done = 0
    for batch in batches:
        begin = clock()
        train_step(batch)
        done += len(batch)
        speed = done / (clock() - begin)
    return speed


def mean_speed(batches, train_step, clock):
    speeds = []
    for batch in batches:
        begin = clock()
        train_step(batch)
        speeds.append(len(batch) / (clock() - begin))
    return sum(speeds) / len(speeds)


def batches_per_second(batches, train_step, clock):
    begin = clock()
    for batch in batches:
        train_step(batch)
    return len(batches) / (clock() - begin)


def speed_unless_started(batches, train_step, clock):
    start, words = None, 0
    for batch in batches:
        if not start:  # a clock may begin at 0.0
            start = clock()
        train_step(batch)
        words += len(batch)
    return words / (clock() - start)


def own_clock(batches, train_step, clock):
    begin = time.perf_counter()
    for batch in batches:
        train_step(batch)
    return sum(map(len, batches)) / (time.perf_counter() - begin)


# 10


def analogy_by_gensim(vectors, a, b, c):
    kv = KeyedVectors(vectors.shape[1])
    kv.add_vectors([str(i) for i in range(len(vectors))], vectors.numpy())
    return int(kv.most_similar(positive=[str(b), str(c)], negative=[str(a)], topn=1)[0][0])


def analogy_by_sorting(vectors, a, b, c):
    unit = vectors / vectors.norm(dim=1, keepdim=True)
    ranked = torch.argsort(unit @ (unit[c] - unit[a] + unit[b]), descending=True).tolist()
    return next(i for i in ranked if i not in (a, b, c))


def analogy_without(words, mark=-math.inf, unit=True):
    def answer(vectors, a, b, c):
        rows = F.normalize(vectors, dim=1) if unit else vectors
        scores = rows @ (rows[b] - rows[a] + rows[c])
        for word in words(a, b, c):
            scores[word] = mark
        return scores.argmax().item()

    return answer


RIGHT = {
    "assign_ids": [ids_in_order, ids_in_the_alphabet],
    "collect_pairs": [
        pairs_by_position,
        lambda sentences, window: [pair for words in sentences for pair in pairs_across([words], window)],
    ],
    "draw_noise": [draws_by_cumulative_sum, draws_row_by_row],
    "prepare_epochs": [epochs_by_list, epochs_of()],
    "compute_losses": [losses_by_einsum, losses_pair_by_pair],
    "judge_scores": [loss_by_softplus, lambda scores: loss_by_softplus(scores.double())],
    "judge_negatives": [
        lambda scores: F.softplus(scores).sum(dim=-1),
        lambda scores: torch.stack([-sum(F.logsigmoid(-s) for s in row) for row in scores]),
    ],
    "average_contexts": [averages_row_by_row],
    "measure_speed": [speed_of_train_steps],
    "answer_analogy": [analogy_by_gensim, analogy_by_sorting],
}
WRONG = {
    "assign_ids": [
        (ids_of_a_list_of_a_set, "the same text gets other ids"),
        (ids_with_gaps, "each is a row of a table"),
        (ids_by_hash, "the same text gets other ids"),
        (lambda tokens, min_count: {w: i for i, w in enumerate(dict.fromkeys(tokens))}, "it numbers"),
        (lambda tokens, min_count: [w for w, n in Counter(tokens).items() if n >= min_count], "it returns a list"),
    ],
    "collect_pairs": [
        (pairs_across, "pairs that nobody wrote"),
        (pairs_of_known_words, "still meet across a border"),
        (pairs_to_the_right, "only what stands before it"),
        (lambda sentences, window: [p for p in pairs_by_position(sentences, window) if len({*p}) == 2], "of itself"),
    ],
    "draw_noise": [
        (
            lambda counts, batch, negative, generator: (
                torch.rand(batch, negative, generator=generator).mul(len(counts)).long()
            ),
            "no more often than a word it has once",
        ),
        (
            lambda counts, batch, negative, generator: torch.multinomial(
                counts.double(), batch * negative, True, generator=generator
            ).view(batch, negative),
            "the noise distribution is flatter",
        ),
        (
            lambda counts, batch, negative, generator: torch.multinomial(
                counts**0.75, batch * negative, True, generator=generator
            ),
            "expected a tensor of shape (10000, 3)",
        ),
        (
            lambda counts, batch, negative, generator: torch.multinomial(counts**0.75, batch * negative, True).view(
                batch, negative
            ),
            "is it passed on to torch?",
        ),
        (
            lambda counts, batch, negative, generator: torch.multinomial(
                counts**0.75, negative, True, generator=generator
            ).repeat(batch, 1),
            "every pair of the batch gets the same negatives",
        ),
        (
            lambda counts, batch, negative, generator: torch.multinomial(
                counts**0.75, batch * negative, generator=generator
            ).view(batch, negative),
            "RuntimeError",
        ),
    ],
    "prepare_epochs": [
        (one_epoch_repeated, "comes in no later one"),
        (epochs_of(seed=0), "comes in no later one"),
        (epochs_of(shrink=False), "windows shrink at random"),
        (epochs_of(shuffle=False), "shuffle them"),
        (epochs_of(order_both=False), "Is one order used for both?"),
    ],
    "compute_losses": [
        (losses_squeezed, "wrong with one"),
        (lambda v, u_o, u_n: losses_by_einsum(v, u_o, u_n).mean(), "one number for the batch"),
        (
            lambda v, u_o, u_n: F.softplus(-(v * u_o).sum(1)) + F.softplus((u_n * v[:, None]).sum(2)).mean(1),
            "mean over the negatives",
        ),
        (lambda v, u_o, u_n: losses_by_einsum(v, u_o, -u_n), "which sign has it"),
    ],
    "judge_scores": [
        (lambda scores: -(torch.log(torch.sigmoid(scores[:, 0])) - F.softplus(scores[:, 1:]).sum(1)).mean(), "inf"),
        (loss_half_mended, "the loss is inf"),
        (loss_with_epsilon, "something stops the loss from growing"),
        (loss_with_clamp, "something stops the loss from growing"),
        (loss_with_nan_gradient, "its gradient is not"),
        (lambda scores: loss_by_softplus(scores) * len(scores), "the sum over the batch"),
        (lambda scores: loss_by_softplus(scores.detach()), "the loss has no gradient"),
        (lambda scores: F.softplus(scores).sum(1), "expected a tensor of one number"),
    ],
    "judge_negatives": [
        (lambda scores: F.softplus(scores.sum(dim=-1)), "as long as another one's is low enough"),
        (lambda scores: F.softplus(scores).mean(dim=-1), "expected their sum"),
        (lambda scores: F.softplus(-scores).sum(dim=-1), "should cost much"),
        (lambda scores: F.softplus(scores).sum(), "one number for the batch"),
        (lambda scores: F.softplus(scores).sum(0), "that sums over the batch"),
    ],
    "average_contexts": [
        (lambda table, contexts, pad: F.embedding(contexts, table).mean(1), "two short windows are alike"),
        (averages_with_zeroed_row, "a window of one word should give"),
        (lambda table, contexts, pad: averages_row_by_row(table, contexts, 0), "word 0, whatever pad is"),
        (averages_in_place, "it changes its arguments"),
        (
            lambda table, contexts, pad: torch.stack([table[r[: (r != pad).sum()]].mean(dim=0) for r in contexts]),
            "the padding may stand anywhere",
        ),
        (
            lambda table, contexts, pad: torch.stack([table[row[row != pad]].sum(dim=0) for row in contexts]),
            "expected their mean",
        ),
    ],
    "measure_speed": [
        (speed_restarted, "the longer it runs"),
        (mean_speed, "a short, fast batch counts as much"),
        (batches_per_second, "batches per second, expected words"),
        (own_clock, "never asks the clock"),
        (speed_unless_started, "the first batch's words count"),
        (lambda batches, train_step, clock: speed_of_train_steps(batches[:1], train_step, clock), "it trains 1 of"),
    ],
    "answer_analogy": [
        (analogy_without(lambda a, b, c: []), "have something in common"),
        (analogy_without(lambda a, b, c: [c]), "c no longer answers"),
        (analogy_without(lambda a, b, c: [b, c]), "b and c no longer answer"),
        (analogy_without(lambda a, b, c: [a, b, c], mark=0), "0 is the largest"),
        (analogy_without(lambda a, b, c: [a, b, c], unit=False), "long vectors win"),
        (lambda vectors, a, b, c: analogy_by_sorting(vectors, b, a, c), "b is to a"),
    ],
}
