"""Answers by someone who has read lesson 01 but not its checks."""

import numpy as np
import torch
import torch.nn.functional as F


def one_hot_loop(ids, vocab_size):
    rows = []
    for i in ids.tolist():
        row = [0] * vocab_size
        row[i] = 1
        rows.append(row)
    return torch.tensor(rows)


def one_hot_column_for_each_id(ids, vocab_size):
    table = torch.zeros(vocab_size, len(ids))
    for place, i in enumerate(ids):
        table[i, place] = 1
    return table


def one_hot_square(ids, vocab_size):
    table = torch.zeros(len(ids), len(ids))
    for place, i in enumerate(ids):
        if i < len(ids):
            table[place, i] = 1
    return table


def one_hot_all_rows(ids, vocab_size):
    table = torch.zeros(len(ids), vocab_size)
    table[:, ids] = 1
    return table


def one_hot_from_one(ids, vocab_size):
    table = torch.zeros(len(ids), vocab_size)
    for place, i in enumerate(ids):
        table[place, i - 1] = 1
    return table


def one_hot_id_itself(ids, vocab_size):
    table = torch.zeros(len(ids), vocab_size)
    for place, i in enumerate(ids):
        table[place, i] = i
    return table


def one_hot_bag(ids, vocab_size):
    row = torch.zeros(1, vocab_size)
    row[0, ids] = 1
    return row


def gradients_loop(ids, gradients, vocab_size):
    total = [[0.0] * gradients.shape[1] for _ in range(vocab_size)]
    for i, row in zip(ids.tolist(), gradients.tolist(), strict=True):
        total[i] = [a + b for a, b in zip(total[i], row, strict=True)]
    return torch.tensor(total)


def gradients_numpy(ids, gradients, vocab_size):
    total = np.zeros((vocab_size, gradients.shape[1]))
    np.add.at(total, ids.numpy(), gradients.numpy())
    return torch.from_numpy(total)


def gradients_product(ids, gradients, vocab_size):
    return (torch.arange(vocab_size)[:, None] == ids).to(gradients) @ gradients


def gradients_autograd(ids, gradients, vocab_size):
    table = torch.zeros(vocab_size, gradients.shape[1], requires_grad=True)
    table[ids].backward(gradients)
    return table.grad


def gradients_assigned(ids, gradients, vocab_size):
    total = torch.zeros(vocab_size, gradients.shape[1])
    total[ids] = gradients
    return total


def gradients_plus_equals(ids, gradients, vocab_size):
    total = torch.zeros(vocab_size, gradients.shape[1])
    total[ids] += gradients
    return total


def gradients_mean(ids, gradients, vocab_size):
    total = torch.zeros(vocab_size, gradients.shape[1]).index_add_(0, ids, gradients)
    return total / torch.bincount(ids, minlength=vocab_size).clamp(min=1)[:, None]


def gradients_up_to_the_largest(ids, gradients, vocab_size):
    return torch.zeros(int(ids.max()) + 1, gradients.shape[1]).index_add_(0, ids, gradients)


def gradients_of_used_rows(ids, gradients, vocab_size):
    return torch.stack([gradients[ids == i].sum(dim=0) for i in ids.unique()])


def gradients_counted(ids, gradients, vocab_size):
    times = torch.bincount(ids, minlength=vocab_size).float()
    return times[:, None].expand(vocab_size, gradients.shape[1])


def mean_loop(table, ids, padding):
    means = []
    for sentence in ids:
        words = [table[i] for i in sentence if i != padding]
        means.append(sum(words) / len(words))
    return torch.stack(means)


def mean_masked(table, ids, padding):
    real = (ids != padding).double()[:, :, None]
    return (table.double()[ids] * real).sum(dim=1) / real.sum(dim=1)


def mean_bag(table, ids, padding):
    return F.embedding_bag(ids, table, mode="mean", padding_idx=padding)


def mean_with_padding(table, ids, padding):
    return table[ids].mean(dim=1)


def mean_sum_only(table, ids, padding):
    return table[ids].sum(dim=1)


def mean_padding_is_zero(table, ids, padding):
    real = ids != 0
    return (table[ids] * real[:, :, None]).sum(dim=1) / real.sum(dim=1, keepdim=True)


def mean_of_all(table, ids, padding):
    return table[ids[ids != padding]].mean(dim=0)


def mean_by_zero_numbers(table, ids, padding):
    vectors = table[ids]
    return vectors.sum(dim=1) / (vectors != 0).sum(dim=1)


def mean_by_zero_vectors(table, ids, padding):
    vectors = table[ids]
    return vectors.sum(dim=1) / vectors.any(dim=2).sum(dim=1, keepdim=True)


def mean_of_different_words(table, ids, padding):
    return torch.stack([table[row[row != padding].unique()].mean(dim=0) for row in ids])


def mean_over_batch(table, ids, padding):
    return table[ids].mean(dim=0)


def mean_first_padding_cuts(table, ids, padding):
    return table[ids].sum(dim=1) / (ids < padding).sum(dim=1, keepdim=True)


RIGHT = {
    "encode_one_hot": [
        lambda ids, vocab_size: torch.eye(vocab_size)[ids],
        lambda ids, vocab_size: ids[:, None] == torch.arange(vocab_size),
        one_hot_loop,
        lambda ids, vocab_size: F.one_hot(ids, vocab_size).double(),
    ],
    "accumulate_gradients": [gradients_loop, gradients_numpy, gradients_product, gradients_autograd],
    "average_sentences": [mean_loop, mean_masked, mean_bag],
}
WRONG = {
    "encode_one_hot": [
        (lambda ids, vocab_size: F.one_hot(ids), "the largest id that happens to be in"),
        (one_hot_column_for_each_id, "rows and columns are exchanged"),
        (one_hot_square, "a tensor of shape (2, 2), expected (2, 6)"),
        (one_hot_all_rows, "the ones of all ids"),
        (one_hot_from_one, "one place too far left"),
        (one_hot_id_itself, "hold the ids themselves"),
        (one_hot_bag, "a tensor of shape (1, 6), expected (2, 6)"),
    ],
    "accumulate_gradients": [
        (gradients_assigned, "only one of its gradients is left"),
        (gradients_plus_equals, "the last one wins"),
        (gradients_mean, "its gradients are averaged"),
        (gradients_up_to_the_largest, "ends at the largest id"),
        (gradients_of_used_rows, "rows only for the ids that occur"),
        (gradients_counted, "counts how often each row is used"),
    ],
    "average_sentences": [
        (mean_with_padding, "the padding is counted"),
        (mean_sum_only, "these are sums"),
        (mean_padding_is_zero, "word 0 is left out"),
        (mean_of_all, "one mean of all sentences"),
        (mean_by_zero_numbers, "a vector of zeros is taken for padding"),
        (mean_by_zero_vectors, "only the id tells them apart"),
        (mean_of_different_words, "twice in a sentence counts once"),
        (mean_over_batch, "over the sentences of the batch"),
        (mean_first_padding_cuts, "ids below `padding` are counted"),
    ],
}
