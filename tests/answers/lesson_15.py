"""Answers to the exercises of lesson 15: mends of its bugs, right, wrong and half ones.

A base in quotes is the buggy program of that name, as the lesson shows it.
"""

import numpy as np
import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors
from torch import nn

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of
from w2v_helpers.models import SkipGram, negative_sampling_loss
from w2v_helpers.pairs import skipgram_pairs

# ---- 1: train_further (its blind answers, too, are the author's)


def further_by_copying(vectors, batches, lr):
    model = SkipGram(*vectors.shape)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    with torch.no_grad():
        model.input.weight.copy_(vectors)
    for batch in batches:
        loss = model(*batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.input.weight.detach().clone()


def further_by_hand(vectors, batches, lr):
    v, u = vectors.clone().requires_grad_(), torch.zeros_like(vectors).requires_grad_()
    for center, context, negatives in batches:
        rows = torch.cat([context[:, None], negatives], dim=1)
        scores = (u[rows] * v[center][:, None]).sum(dim=2)
        loss = negative_sampling_loss(scores, context, negatives)
        slopes = torch.autograd.grad(loss, (v, u))
        with torch.no_grad():
            v -= lr * slopes[0]
            u -= lr * slopes[1]
    return v.detach()


def further_with_a_group(vectors, batches, lr):
    model = SkipGram(*vectors.shape)
    optimizer = torch.optim.SGD(model.output.parameters(), lr=lr)
    model.input = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)
    optimizer.add_param_group({"params": model.input.parameters()})
    for batch in batches:
        optimizer.zero_grad()
        model(*batch).backward()
        optimizer.step()
    return model.input.weight.detach()


MADE_IN_THE_LOOP = {
    "optimizer.zero_grad()": "optimizer = torch.optim.SGD(model.parameters(), lr)\n"
    "optimizer.zero_grad()"
}
OPTIMIZER = "optimizer = torch.optim.SGD(model.parameters(), lr)"
RIGHT["train_further"] = [further_by_copying, edited("train_further", MADE_IN_THE_LOOP)]
WRONG["train_further"] = edits_of(
    "train_further",
    ({"model.parameters()": "model.output.parameters()"}, "no input vector moves"),
    ({"model.parameters()": "model.input.parameters()"}, "no input vector moves"),
    ({"freeze=False": "freeze=True"}, "no input vector moves"),
    ({"return model.input": "return model.output"}, "its own example"),
    (
        {"model.input = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)": ""},
        "called again with the same arguments",
    ),
)
RIGHT_BLIND["train_further"] = [further_by_hand, further_with_a_group]
WRONG_BLIND["train_further"] = edits_of(
    further_by_copying,
    ({"optimizer.zero_grad()": ""}, "the gradients of earlier batches are still there"),
    (
        {"model.input.weight.copy_(vectors)": "model.input.weight = nn.Parameter(vectors)"},
        "no input vector moves",
    ),
    ({"in batches": "in batches[:-1]"}, "the last batch is left out"),
    ({"lr=lr": "lr=-lr"}, "Invalid learning rate"),
)

# ---- 2: collect_pairs


def pairs_by_position(sentences, window):
    numbered = [(n, i, word) for n, words in enumerate(sentences) for i, word in enumerate(words)]
    return [
        (center, context)
        for n, i, center in numbered
        for m, j, context in numbered
        if n == m and 0 < abs(i - j) <= window
    ]


def pairs_by_slices(sentences, window):
    pairs = []
    for words in sentences:
        for i, center in enumerate(words):
            around = words[max(0, i - window) : i] + words[i + 1 : i + window + 1]
            pairs += [(center, context) for context in around]
    return pairs


def pairs_by_index(sentences, window):
    return [
        (words[i], words[j])
        for words in sentences
        for i in range(len(words))
        for j in range(max(0, i - window), min(len(words), i + window + 1))
        if i != j
    ]


pairs_across = edited("collect_pairs", {})


def pairs_of_known_words(sentences, window):
    """Takes away what joins two sentences afterwards, by the words."""
    pairs = pairs_across(sentences, window)
    return [(a, b) for a, b in pairs if any(a in words and b in words for words in sentences)]


def pairs_with_a_marker(sentences, window):
    pairs = pairs_across([[*words, "<end>"] for words in sentences], window)
    return [pair for pair in pairs if "<end>" not in pair]


def pairs_with_markers_kept(sentences, window):
    words = [word for words in sentences for word in [*words] + ["<end>"] * window][:-window]
    return pairs_across([words], window)


WHOLE_SENTENCE = {"max(0, i - window), min(len(words), i + window + 1)": "len(words)"}
WHOLE_WINDOWS = {"range(len(words))": "range(window, len(words) - window)"}
RIGHT["collect_pairs"] = [
    pairs_by_position,
    lambda sentences, window: [p for words in sentences for p in pairs_across([words], window)],
]
WRONG["collect_pairs"] = edits_of(
    pairs_by_index,
    (pairs_across, "pairs that nobody wrote"),
    (pairs_of_known_words, "still meet across a border"),
    ({"max(0, i - window)": "i + 1"}, "items are missing"),
    ({"if i != j": "if words[i] != words[j]"}, "of itself"),
)
RIGHT_BLIND["collect_pairs"] = [pairs_by_slices, pairs_by_position]
WRONG_BLIND["collect_pairs"] = edits_of(
    pairs_by_index,
    (pairs_with_a_marker, "where it goes wrong"),
    (pairs_with_markers_kept, "it gives"),
    ({"if i != j": "if words[i] != words[j]"}, "is a context of itself: compare places"),
    (
        {"range(len(words))": "map(words.index, words)"},
        "it lacks",
    ),
    (WHOLE_WINDOWS, "items are missing"),
    (pairs_of_known_words, "meet across a border elsewhere"),
    ({"in sentences": "in sentences[-1:]"}, "items are missing"),
    ({"in sentences": "in sentences[:1]"}, "items are missing"),
    ({"max(0, i - window)": "i + 1"}, "items are missing"),
    (WHOLE_SENTENCE, "it never looks at `window`, so its value changes nothing"),
    (
        lambda sentences, window: list({*pairs_by_index(sentences, window)}),
        "an item that comes twice is there once",
    ),
    ({"if i != j": ""}, "it gives"),
    (edited(pairs_by_slices, {"max(0, i - window)": "i - window"}), "lack contexts on their left"),
    ({"window + 1": "window"}, "items are missing"),
    (lambda sentences, window: [pairs_by_index([s], window) for s in sentences], "its own example"),
)

# ---- 3: draw_noise


def draws_by_cumulative_sum(counts, batch, negative, generator):
    total = (counts**0.75).cumsum(0)
    places = torch.rand(batch, negative, generator=generator) * total[-1]
    return torch.searchsorted(total, places, right=True).clamp(max=len(counts) - 1)


def draws_row_by_row(counts, batch, negative, generator):
    return torch.stack(
        [torch.multinomial(counts**0.75, negative, True, generator=generator) for _ in range(batch)]
    )


def draws_by_places(counts, batch, negative, generator):
    ends = (counts.double() ** 0.75).cumsum(0)
    places = torch.rand(batch, negative, generator=generator, dtype=torch.float64) * ends[-1]
    return torch.searchsorted(ends, places, right=True)


def draws_of_shares(counts, batch, negative, generator):
    rows = ((counts / counts.sum()) ** 0.75).expand(batch, -1)
    return torch.multinomial(rows, negative, replacement=True, generator=generator)


def draws_by_multinomial(counts, batch, negative, generator):
    noise = counts.double() ** 0.75
    drawn = torch.multinomial(noise, batch * negative, replacement=True, generator=generator)
    return drawn.view(batch, negative)


def likely_half(counts, batch, negative, generator):
    """Draws from the words by luck, then keeps the likely half."""
    drawn = torch.randint(len(counts), (batch, 2 * negative), generator=generator)
    best = (counts[drawn] ** 0.75).topk(negative, dim=1).indices
    return drawn.gather(1, best)


ONE_ROW = {"batch * negative": "negative", "drawn.view(batch, negative)": "drawn.expand(batch, -1)"}
ONE_WORD = {"batch * negative": "batch", ".view(batch, negative)": "[:, None].expand(-1, negative)"}
NONE_TWICE = {
    "(noise, batch * negative, replacement=True": "(noise.expand(batch, -1), negative",
    "drawn.view(batch, negative)": "drawn",
}
ONE_DRAW = {
    "generator)": "generator)]",
    "return": "once = torch.multinomial(noise, len(noise), generator=generator)\nreturn once[",
}
RIGHT["draw_noise"] = [draws_by_cumulative_sum, draws_row_by_row]
WRONG["draw_noise"] = edits_of(
    draws_by_multinomial,
    (
        lambda counts, batch, negative, generator: (
            torch.rand(batch, negative, generator=generator).mul(len(counts)).long()
        ),
        "a word that the text has thousands of times is drawn no",
    ),
    ({" ** 0.75": ""}, "the noise distribution is flatter"),
    ({".view(batch, negative)": ""}, "it returns (30000,), expected shape (10000, 3)"),
    ({", generator=generator": ""}, "called again with the same arguments it gives something"),
    (ONE_ROW, "every pair of the batch gets the same negatives"),
    ({", replacement=True": ""}, "RuntimeError"),
)
RIGHT_BLIND["draw_noise"] = [draws_by_places, draws_of_shares]
WRONG_BLIND["draw_noise"] = edits_of(
    draws_by_multinomial,
    (NONE_TWICE, "no pair ever gets a negative twice"),
    ({" ** 0.75": ""}, "as often as the text has them"),
    ({"0.75": "0.75**2"}, "too flat"),
    (ONE_ROW, "every pair of the batch gets the same"),
    (ONE_WORD, "all the same word"),
    ({", generator=generator": ""}, "called again with the same arguments it gives something"),
    (
        {"generator=generator": "generator=torch.Generator().manual_seed(0)"},
        "another generator gives the same negatives",
    ),
    (
        lambda counts, batch, negative, generator: counts.topk(negative).indices.expand(batch, -1),
        "another generator gives the same negatives",
    ),
    ({".view(batch, negative)": ""}, "it returns (30000,), expected shape (10000, 3)"),
    ({"0.75": "-0.75"}, "a word that the text has thousands of times is drawn no"),
    (likely_half, "too flat"),
    (
        {"drawn =": "noise = (noise / noise.sum()).softmax(0)\ndrawn ="},
        "a word that the text has thousands of times is drawn no",
    ),
    (
        edited("draw_noise", {"return": "return noise[", "generator)": "generator)]"}),
        "ids go from 0 to 4, it gives [0.2328962528258429,",
    ),
    (edited("draw_noise", ONE_DRAW), "a word that the text has thousands of times is drawn no"),
)

# ---- 4: prepare_epochs


def epochs_by_list(documents, window, epochs, generator):
    def epoch():
        pairs = torch.stack(skipgram_pairs(documents, window, generator))
        return tuple(pairs[:, torch.randperm(pairs.shape[1], generator=generator)])

    return [epoch() for _ in range(epochs)]


def epochs_until_enough(documents, window, epochs, generator):
    prepared = []
    while len(prepared) < epochs:
        center, context = skipgram_pairs(documents, window, generator)
        pairs = torch.stack([center, context])
        prepared.append(tuple(pairs[:, torch.randperm(len(center), generator=generator)]))
    return prepared


def epochs_pairs_first(documents, window, epochs, generator):
    drawn = [skipgram_pairs(documents, window, generator) for _ in range(epochs)]
    orders = [torch.randperm(len(center), generator=generator) for center, _ in drawn]
    return [(center[o], context[o]) for (center, context), o in zip(drawn, orders, strict=True)]


def epochs_in_a_loop(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        center, context = skipgram_pairs(documents, window, generator)
        order = torch.randperm(len(center), generator=generator)
        prepared.append((center[order], context[order]))
    return prepared


def one_epoch_repeated(documents, window, epochs, generator):
    return [skipgram_pairs(documents, window, generator)] * epochs


def documents_shuffled(documents, window, epochs, generator):
    prepared = []
    for _ in range(epochs):
        order = torch.randperm(len(documents), generator=generator).tolist()
        prepared.append(skipgram_pairs([documents[i] for i in order], window, generator))
    return prepared


def words_shuffled(documents, window, epochs, generator):
    """Shuffles the words inside the documents: other pairs, but not of the text."""
    prepared = []
    for _ in range(epochs):
        mixed = [ids[torch.randperm(len(ids), generator=generator)] for ids in documents]
        prepared.append(skipgram_pairs(mixed, window, generator))
    return prepared


def all_epochs_in_one_pot(documents, window, epochs, generator):
    drawn = [skipgram_pairs(documents, window, generator) for _ in range(epochs)]
    center, context = (torch.cat(ids) for ids in zip(*drawn, strict=True))
    order = torch.randperm(len(center), generator=generator)
    return list(zip(center[order].chunk(epochs), context[order].chunk(epochs), strict=True))


def before_the_pairs(line):
    return {"center, context =": f"{line}\ncenter, context ="}


NOT_SHUFFLED = {"torch.randperm(len(center), generator=generator)": "slice(None)"}
TWO_ORDERS = {"context[order]": "context[torch.randperm(len(center), generator=generator)]"}
SAME_STATE = {
    "prepared = []": "prepared, state = [], generator.get_state()",
    **before_the_pairs("generator.set_state(state)"),
}
ONE_WIDTH = {"window, generator)": "int(torch.randint(1, window + 1, (), generator=generator)))"}
HALF_OF_ALL = {
    "window, generator)": "window)",
    "generator=generator)": "generator=generator)[: (len(center) + 1) // 2]",
}
OWN_GENERATORS = {
    "for _ in": "for epoch in",
    **before_the_pairs("generator = torch.Generator().manual_seed(epoch)"),
}
RIGHT["prepare_epochs"] = [epochs_by_list, epochs_in_a_loop]
WRONG["prepare_epochs"] = edits_of(
    epochs_in_a_loop,
    (one_epoch_repeated, "comes in no later one"),
    (before_the_pairs("generator.manual_seed(0)"), "comes in no later one"),
    ({"window, generator)": "window)"}, "every window is at its full size in every epoch"),
    (NOT_SHUFFLED, "shuffle them"),
    (TWO_ORDERS, "an epoch has pairs that no window has"),
)
RIGHT_BLIND["prepare_epochs"] = [epochs_until_enough, epochs_pairs_first]
WRONG_BLIND["prepare_epochs"] = edits_of(
    epochs_in_a_loop,
    ({"window, generator)": "window)"}, "at its full size in every epoch"),
    (before_the_pairs("generator.manual_seed(0)"), "comes in no later one"),
    (SAME_STATE, "comes in no later one"),
    (TWO_ORDERS, "an epoch has pairs that no window has"),
    (NOT_SHUFFLED, "shuffle them"),
    (documents_shuffled, "shuffle them"),
    (words_shuffled, "pairs that no window has"),
    (ONE_WIDTH, "all windows of an epoch have the same size"),
    (HALF_OF_ALL, "an epoch lacks pairs of direct neighbours, which every"),
    (OWN_GENERATORS, "another seed gives the same epochs"),
    ({"order = ": "order = order if prepared else "}, "IndexError"),
    (all_epochs_in_one_pot, "an epoch lacks pairs of direct neighbours, which every"),
)

# ---- 5: compute_losses


def losses_by_einsum(v, u_o, u_n):
    scores = torch.einsum("bkd,bd->bk", torch.cat([u_o[:, None], -u_n], dim=1), v)
    return F.softplus(-scores).sum(dim=1)


def losses_pair_by_pair(v, u_o, u_n):
    rows = zip(v, u_o, u_n, strict=True)
    return torch.stack(
        [-F.logsigmoid(o @ c) - sum(F.logsigmoid(-n @ c) for n in drawn) for c, o, drawn in rows]
    )


def losses_in_a_loop(v, u_o, u_n):
    losses = []
    for center, positive, negatives in zip(v, u_o, u_n, strict=True):
        loss = -F.logsigmoid(center @ positive)
        for negative in negatives:
            loss = loss - F.logsigmoid(-(center @ negative))
        losses.append(loss)
    return torch.stack(losses)


SQUEEZED = {".squeeze()": ".squeeze(2)"}
KEPT = {"sum(dim=1)": "sum(dim=1, keepdim=True)", "sum(dim=-1)": "sum(dim=-1, keepdim=True)"}
ONLY_FOR_ONE = (
    "if negatives.dim() < 2:\n    return -F.logsigmoid(positive) - F.logsigmoid(-negatives)"
)
RIGHT["compute_losses"] = [losses_by_einsum, losses_pair_by_pair]
WRONG["compute_losses"] = edits_of(
    "compute_losses",
    ({"-F.logsigmoid(positive)": "F.softplus(-positive)"}, "wrong with one"),
    (lambda v, u_o, u_n: losses_by_einsum(v, u_o, u_n).mean(), "one axis too many is averaged"),
    ({**SQUEEZED, "sum(dim=-1)": "mean(dim=-1)"}, "mean over the negatives"),
    ({**SQUEEZED, "-negatives": "negatives"}, "which sign has it"),
)
RIGHT_BLIND["compute_losses"] = [losses_by_einsum, losses_in_a_loop]
WRONG_BLIND["compute_losses"] = edits_of(
    "compute_losses",
    ({"squeeze()": "squeeze(1)"}, "RuntimeError"),
    ({"dim=-1": "dim=1"}, "IndexError"),
    (
        {"return": "if u_n.shape[1] == 1:\n    negatives = negatives[:, None]\nreturn"},
        "IndexError",
    ),
    ({**SQUEEZED, "sum(dim=-1)": "mean(dim=-1)"}, "the mean over the negatives"),
    (lambda v, u_o, u_n: losses_by_einsum(v, u_o, u_n).mean(), "one axis too many is averaged"),
    ({"return": f"{ONLY_FOR_ONE}\nreturn"}, "the result has another shape"),
    (
        {".squeeze()": "", "dim=-1": "dim=1"},
        "there is an axis too many",
    ),
    ({".squeeze()": ".sum(dim=(1, 2))", ".sum(dim=-1)": ""}, "pays for another's high one"),
    ({**SQUEEZED, **KEPT}, "an axis of length 1 is left over"),
    ({**SQUEEZED, "dim=-1": "dim=0"}, "RuntimeError"),
    ({"squeeze()": "squeeze(0)", "(dim=-1)": "(dim=1).squeeze()"}, "the result has another shape"),
    ({**SQUEEZED, "-negatives": "negatives"}, "it rewards a negative"),
)

# ---- 6: judge_scores


def loss_by_softplus(scores):
    return (F.softplus(-scores[:, 0]) + F.softplus(scores[:, 1:]).sum(1)).mean()


def loss_with_labels(scores):
    labels = torch.zeros_like(scores)
    labels[:, 0] = 1
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum") / len(scores)


def loss_by_logsigmoid(scores):
    positive, negatives = F.logsigmoid(scores[:, 0]), F.logsigmoid(-scores[:, 1:])
    return -(positive + negatives.sum(dim=1)).mean()


def loss_with_nan_gradient(scores):
    signed = scores.clone()
    signed[:, 1:] *= -1
    low = signed < -15
    log_p = torch.where(low, signed, torch.log(torch.sigmoid(signed)))
    return -log_p.sum(dim=1).mean()


def with_epsilon(e):
    return {"log(positive)": f"log(positive + {e})", "log(negatives)": f"log(negatives + {e})"}


RIGHT["judge_scores"] = [loss_by_softplus, lambda scores: loss_by_softplus(scores.double())]
WRONG["judge_scores"] = edits_of(
    "judge_scores",
    ({"torch.log(negatives)": "F.logsigmoid(-scores[:, 1:])"}, "inf"),
    (
        {"torch.log(positive)": "F.logsigmoid(scores[:, 0])"},
        "expected",
    ),
    (with_epsilon(1e-10), "expected"),
    (
        lambda scores: loss_by_softplus(scores.clamp(-10, 10)),
        "expected",
    ),
    (loss_with_nan_gradient, "it is right, but not where a score of the wrong sign is"),
    (lambda scores: loss_by_softplus(scores) * len(scores), "loss"),
    (lambda scores: loss_by_softplus(scores.detach()), "loss"),
    (lambda scores: F.softplus(scores).sum(1), "its own example"),
)
RIGHT_BLIND["judge_scores"] = [loss_by_softplus, loss_with_labels]
WRONG_BLIND["judge_scores"] = edits_of(
    "judge_scores",
    (with_epsilon(1e-9), "expected"),
    (
        {"(scores)": "(scores).clamp(1e-7, 1 - 1e-7)"},
        "expected",
    ),
    (
        {"(scores)": "(scores.clamp(-6, 6))"},
        "expected",
    ),
    (
        {"(scores)": "(scores.double())", "mean()": "mean().float()"},
        "expected",
    ),
    ({"1 - probability[:, 1:]": "torch.sigmoid(-scores[:, 1:])"}, "loss"),
    ({"mean()": "nan_to_num().mean()"}, "expected"),
    (
        {"return": "losses =", ".mean()": "\nreturn losses[losses.isfinite()].mean()"},
        "expected",
    ),
) + edits_of(
    loss_by_logsigmoid,
    ({"-scores": "1 - scores"}, "its own example"),
    (lambda scores: loss_by_logsigmoid(torch.sigmoid(scores)), "σ is taken twice"),
    ({"F.logsigmoid(-scores": "1 - F.logsigmoid(scores"}, "its own example"),
    ({"mean()": "mean() / scores.shape[1]"}, "loss"),
    ({"sum": "mean"}, "are averaged, expected their sum"),
    ({"mean()": "sum()"}, "loss"),
    ({".mean()": ""}, "its own example"),
    ({"-scores": "scores"}, "a negative with a high score costs little"),
    ({"mean()": "mean().item()"}, "loss"),
    (lambda scores: loss_by_logsigmoid(scores.detach()), "loss"),
)

# ---- 7: judge_negatives


def loss_by_numpy(scores):
    rows = [np.logaddexp(0, row.numpy()).sum() for row in scores.double()]
    return torch.tensor(np.array(rows))


RIGHT["judge_negatives"] = [
    lambda scores: F.softplus(scores).sum(dim=-1),
    lambda scores: torch.stack([-sum(F.logsigmoid(-s) for s in row) for row in scores]),
]
WRONG["judge_negatives"] = [
    (lambda scores: F.softplus(scores.sum(dim=-1)), "as long as another one's is low enough"),
    (
        lambda scores: F.softplus(scores).mean(dim=-1),
        "where it goes wrong",
    ),
    (
        lambda scores: F.softplus(-scores).sum(dim=-1),
        "that is right for `-scores`, not for `scores` itself",
    ),
    (lambda scores: F.softplus(scores).sum(), "one axis too many is added up"),
    (lambda scores: F.softplus(scores).sum(0), "its own example"),
]
RIGHT_BLIND["judge_negatives"] = [lambda scores: F.softplus(scores).sum(dim=1), loss_by_numpy]
WRONG_BLIND["judge_negatives"] = edits_of(
    "judge_negatives",
    (
        lambda scores: -F.logsigmoid(-scores).mean(dim=1),
        "where it goes wrong",
    ),
    ({"scores.sum": "-(-scores).sum"}, "costs nothing as long as"),
    ({"sum": "mean"}, "it gives"),
    ({"scores.sum": "scores.abs().sum"}, "costs as much as a high one"),
    ({"scores.sum": "scores.amax"}, "only the negative with the highest"),
    ({"scores.sum": "scores.clamp(min=0).sum"}, "it gives"),
    (
        lambda scores: -F.logsigmoid(scores).sum(dim=1),
        "that is right for `-scores`, not for `scores` itself",
    ),
    (lambda scores: F.logsigmoid(-scores).sum(dim=1), "the sign is turned"),
    (lambda scores: -F.logsigmoid(-scores).sum(dim=0), "its own example"),
    (lambda scores: -F.logsigmoid(-scores).sum(), "one axis too many is added up"),
    (lambda scores: -F.logsigmoid(-scores), "one axis is still to be added up"),
    (lambda scores: -torch.log(torch.sigmoid(-scores).sum(dim=1)), "it gives"),
    (
        lambda scores: torch.log(1 + torch.exp(scores)).sum(dim=1),
        "right for small scores, but infinite for large ones, whose",
    ),
    (
        lambda scores: -torch.log(1 - torch.sigmoid(scores)).sum(dim=1),
        "it goes wrong only where a score is beyond 5",
    ),
    (lambda scores: scores.clamp(min=0).sum(dim=1), "its own example"),
    (lambda scores: -torch.log(1 - torch.sigmoid(scores).prod(dim=1)), "it gives"),
)

# ---- 8: average_contexts


def means_row_by_row(table, contexts, pad):
    return torch.stack([table[row[row != pad]].mean(dim=0) for row in contexts])


def means_by_weights(table, contexts, pad):
    weights = (contexts != pad).to(table.dtype)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return (weights[:, None] @ table[contexts])[:, 0]


def means_by_mask(table, contexts, pad):
    real = (contexts != pad)[:, :, None]
    return (table[contexts] * real).sum(dim=1) / real.sum(dim=1)


def one_mean_for_all(table, contexts, pad):
    return table[contexts[contexts != pad]].mean(dim=0).expand(len(contexts), -1)


ZEROED = {"vectors =": "table = table.clone()\ntable[pad] = 0\nvectors ="}
ZERO_IS_PAD = {"(contexts != pad)[:, :, None]": "table[contexts].any(dim=2, keepdim=True)"}
TURNED = {"!= pad": "== pad", "real.sum(dim=1)": "real.sum(dim=1).clamp(min=1)"}
ONE_PAD_AWAY = {" * real).sum(dim=1)": ").sum(dim=1).sub(table[pad])"}
RIGHT["average_contexts"] = [means_row_by_row]
WRONG["average_contexts"] = edits_of(
    "average_contexts",
    (
        lambda table, contexts, pad: F.embedding(contexts, table).mean(1),
        "two short windows are alike",
    ),
    (ZEROED, "a window of one word should give"),
    (
        edited(means_row_by_row, {"pad": "0"}),
        "it never looks at `pad`, so its value changes nothing",
    ),
    ({"vectors =": "table[pad] = 0\nvectors ="}, "it changes its argument `table`"),
    (
        edited(means_row_by_row, {"row != pad": ": (row != pad).sum()"}),
        "it gives",
    ),
    (edited(means_row_by_row, {"mean": "sum"}), "each row is a whole number of times too large"),
)
RIGHT_BLIND["average_contexts"] = [means_row_by_row, means_by_weights]
WRONG_BLIND["average_contexts"] = edits_of(
    means_by_mask,
    ({"real.sum(dim=1)": "real.shape[1]"}, "gives a shorter one"),
    ({" * real": ""}, "still holds the padding"),
    ({" / real.sum(dim=1)": ""}, "each row is a whole number of times too large"),
    ({"real =": "table[pad] = 0\nreal ="}, "it changes its argument `table`"),
    (ZERO_IS_PAD, "two short windows are alike"),
    ({"pad": "0"}, "it never looks at `pad`, so its value changes nothing"),
    (TURNED, "its own example"),
    (one_mean_for_all, "every row gets the same numbers"),
    ({"real.sum(dim=1)": "real.sum() * len(contexts)"}, "it gives"),
    (lambda *given: F.normalize(means_by_mask(*given), dim=1), "each row is brought to length 1"),
    (
        edited(means_row_by_row, {"pad]": "pad].unique()"}),
        "it gives",
    ),
    (ONE_PAD_AWAY, "taken out once"),
    ({"pad": "len(table) - 1"}, "it never looks at `pad`, so its value changes nothing"),
    ({"real.sum(dim=1)": "real.sum(dim=1).sqrt()"}, "its own example"),
)

# ---- 9: answer_analogy


def answer_by_gensim(vectors, a, b, c):
    kv = KeyedVectors(vectors.shape[1])
    kv.add_vectors([str(i) for i in range(len(vectors))], vectors.numpy())
    return int(kv.most_similar(positive=[str(b), str(c)], negative=[str(a)], topn=1)[0][0])


def answer_by_sorting(vectors, a, b, c):
    unit = vectors / vectors.norm(dim=1, keepdim=True)
    ranked = torch.argsort(unit @ (unit[c] - unit[a] + unit[b]), descending=True).tolist()
    return next(i for i in ranked if i not in (a, b, c))


def answer_by_max(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    likeness = (unit @ (unit[b] - unit[a] + unit[c])).tolist()
    return max((i for i in range(len(vectors)) if i not in (a, b, c)), key=likeness.__getitem__)


def answer_by_numpy(vectors, a, b, c):
    rows = vectors.double().numpy()
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    target = unit[b] - unit[a] + unit[c]
    order = np.argsort(-(unit @ target) / np.linalg.norm(target))
    return int(order[~np.isin(order, [a, b, c])][0])


def answer_of_the_rest(vectors, a, b, c):
    unit = F.normalize(vectors, dim=1)
    target = unit[b] - unit[a] + unit[c]
    rest = torch.stack([row for i, row in enumerate(unit) if i not in (a, b, c)])
    return int((rest @ target).argmax())


def answer_by_distance(vectors, a, b, c):
    """The nearest by distance, vectors as long as they are."""
    distance = (vectors - (vectors[b] - vectors[a] + vectors[c])).norm(dim=1)
    distance[[a, b, c]] = torch.inf
    return int(distance.argmin())


def without(words, value="-torch.inf"):
    return {"return": f"likeness[[{words}]] = {value}\nreturn"}


OUT = without("a, b, c")
SUM = "(unit[b] - unit[a] + unit[c])"
ZEROED_AFTERWARDS = {
    f"likeness = unit @ {SUM}": f"target = {SUM}",
    "return int(likeness": "unit[[a, b, c]] = 0\nreturn int((unit @ target)",
}
RIGHT["answer_analogy"] = [answer_by_gensim, answer_by_sorting]
WRONG["answer_analogy"] = edits_of(
    "answer_analogy",
    ({}, "have something in common"),
    (without("c"), "c no longer answers"),
    (without("b, c"), "it gives"),
    (without("a, b, c", 0), "the words are not out of the race"),
    ({"F.normalize(vectors, dim=1)": "vectors", **OUT}, "it gives"),
    (lambda vectors, a, b, c: answer_by_sorting(vectors, b, a, c), "`a` and `b` are exchanged"),
)
RIGHT_BLIND["answer_analogy"] = [answer_by_max, answer_by_numpy]
WRONG_BLIND["answer_analogy"] = edits_of(
    "answer_analogy",
    (without("a, b, c", 0), "the words are not out of the race"),
    (without("c"), "c no longer answers, but another"),
    (without("b, c"), "it gives"),
    ({"argmax()": "topk(2).indices[1]"}, "its own example"),
    ({"argmax()": "topk(4).indices[3]"}, "need not come first"),
    (answer_of_the_rest, "its own example"),
    (without("a, b, c", -1), "it gives"),
    (ZEROED_AFTERWARDS, "the words are not out of the race"),
    ({"F.normalize(vectors, dim=1)": "vectors", **OUT}, "it gives"),
    (
        {SUM: "(vectors[b] - vectors[a] + vectors[c])", **OUT},
        "it gives",
    ),
    ({SUM: "(unit[a] - unit[b] + unit[c])", **OUT}, "`a` and `b` are exchanged"),
    ({SUM: "(unit[b] - unit[a])", **OUT}, "it gives"),
    ({SUM: "unit[c]", **OUT}, "it gives"),
    ({SUM: "(unit[b] - unit[a])"}, "it gives"),
    ({"return": "vectors[[a, b, c]] = 0\nreturn"}, "it changes its argument `vectors`"),
    (
        {"int(likeness.argmax())": "likeness.topk(1).indices", **OUT},
        "it returns numbers of shape (1,), expected a single one",
    ),
    ({"argmax": "argmin", **without("a, b, c", "torch.inf")}, "it gives"),
    (answer_by_distance, "it gives"),
)
