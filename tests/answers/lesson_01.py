"""Answers to the exercises of lesson 01: right ones in other forms, and wrong ones with a part of their hint."""

import torch
from torch import Tensor, nn


def one_hot_in_a_loop(ids: Tensor, vocab_size: int) -> Tensor:
    rows = torch.zeros(len(ids), vocab_size, dtype=torch.float64)
    for place, i in enumerate(ids.tolist()):
        rows[place, i] = 1
    return rows


def one_hot_as_wide_as_needed(ids: Tensor, vocab_size: int) -> Tensor:
    rows = torch.zeros(len(ids), int(ids.max()) + 1)
    rows[torch.arange(len(ids)), ids] = 1
    return rows


def one_row_for_all(ids: Tensor, vocab_size: int) -> Tensor:
    row = torch.zeros(vocab_size)
    row[ids] = 1
    return row


def one_hot_from_one(ids: Tensor, vocab_size: int) -> Tensor:
    rows = torch.zeros(len(ids), vocab_size + 1)
    rows[torch.arange(len(ids)), ids] = 1
    return rows[:, 1:]


def summed_in_a_loop(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    for place in range(len(ids)):
        table[ids[place]] += gradients[place]
    return table


def summed_by_autograd(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1], requires_grad=True)
    table[ids].backward(gradients)
    return table.grad


def added_by_index(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    table[ids] += gradients
    return table


def averaged(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    for i in set(ids.tolist()):
        table[i] = gradients[ids == i].mean(dim=0)
    return table


def rows_in_use(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    return torch.stack([gradients[ids == i].sum(dim=0) for i in sorted(set(ids.tolist()))])


def same_for_all(ids: Tensor, gradients: Tensor, vocab_size: int) -> Tensor:
    table = torch.zeros(vocab_size, gradients.shape[1])
    for gradient in gradients:
        table += gradient
    return table


def mean_in_a_loop(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    return torch.stack([table[row[row != padding]].mean(dim=0) for row in ids])


def mean_by_mask(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    mask = (ids != padding)[:, :, None].double()  # (batch, length, 1)
    return (table[ids].double() * mask).sum(dim=1) / mask.sum(dim=1)


def mean_of_the_layer(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    return nn.functional.embedding_bag(ids, table, padding_idx=padding)


def mean_with_padding(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    return torch.stack([sum(table[i] for i in row) / len(row) for row in ids])


def divided_by_a_row(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    mask = ids.ne(padding).float()
    return torch.einsum("bld,bl->bd", table[ids], mask) / mask.sum(dim=-1)


def divided_by_all_words(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    return table[ids].sum(dim=1) / len(ids[ids != padding])


def zero_as_padding(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    counts = [max(1, sum(i != 0 for i in row)) for row in ids.tolist()]
    return table[ids].sum(dim=1) / torch.tensor(counts)[:, None]


RIGHT = {
    "encode_one_hot": [
        one_hot_in_a_loop,
        lambda ids, vocab_size: torch.eye(vocab_size)[ids],
        lambda ids, vocab_size: (ids[:, None] == torch.arange(vocab_size)).int(),
    ],
    "accumulate_gradients": [
        summed_in_a_loop,
        summed_by_autograd,
        lambda ids, gradients, vocab_size: torch.eye(vocab_size)[ids].T @ gradients,
    ],
    "average_sentences": [mean_in_a_loop, mean_by_mask, mean_of_the_layer],
}
WRONG = {
    "encode_one_hot": [
        (one_hot_as_wide_as_needed, "as wide as the vocabulary"),
        (one_row_for_all, "which words occur, not which stands where"),
        (lambda ids, vocab_size: torch.bincount(ids, minlength=vocab_size), "a bag of words"),
        (one_hot_from_one, "one place too far left"),
        (lambda ids, vocab_size: torch.eye(vocab_size)[:, ids], "words go down, the vocabulary goes across"),
        (lambda ids, vocab_size: one_hot_in_a_loop(ids, vocab_size).tolist(), "it returns a list, expected a tensor"),
    ],
    "accumulate_gradients": [
        (added_by_index, "the last one wins"),
        (averaged, "two uses of a word pull twice"),
        (rows_in_use, "the shape of the table"),
        (same_for_all, "the one row that its place looked up"),
    ],
    "average_sentences": [
        (mean_with_padding, "divide by the number of words"),
        (lambda table, ids, padding: sum(table[column] for column in ids.T), "a long sentence gets a long vector"),
        (divided_by_a_row, "Make the counts a column"),
        (divided_by_all_words, "Count the words row by row"),
        (zero_as_padding, "a word like any other"),
        (lambda table, ids, padding: table[ids].mean(dim=(0, 1)), "it returns a tensor of shape"),
    ],
}
