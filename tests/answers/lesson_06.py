"""Answers to the exercises of lesson 06: right ones in other forms, and wrong ones with a part of their hint."""

import numpy as np
import torch


def step_cleared_after(model, optimizer, batch):
    center, context, negatives = batch
    loss = model(center, context, negatives)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.tolist()


def step_cleared_first(model, optimizer, batch):
    model.zero_grad()
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.detach()


def step_never_cleared(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def step_cleared_between(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def step_forgotten(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    return loss.item()


def step_too_early(model, optimizer, batch):
    optimizer.step()
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    return loss.item()


def step_before_backward(model, optimizer, batch):
    loss = model(*batch)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.tolist()


def step_then_loss(model, optimizer, batch):
    step_cleared_first(model, optimizer, batch)
    with torch.no_grad():
        return float(model(*batch))


def step_with_tensor(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss


def step_without_return(model, optimizer, batch):
    step_cleared_first(model, optimizer, batch)


def step_on_half(model, optimizer, batch):
    return step_cleared_first(model, optimizer, [part[:1] for part in batch])


def step_twice(model, optimizer, batch):
    first = step_cleared_first(model, optimizer, batch)
    step_cleared_first(model, optimizer, batch)
    return first


def mean_by_loop(losses, sizes):
    total = count = 0
    for number, loss in enumerate(losses):
        total += loss * sizes[number]
        count += sizes[number]
    return total / count


def windows_by_loop(vectors, mask):
    return torch.stack([window[real].mean(dim=0) for window, real in zip(vectors, mask, strict=True)]).double()


def windows_by_product(vectors, mask):
    weights = mask.float() / mask.float().sum(dim=1, keepdim=True)
    return (weights.unsqueeze(1) @ vectors).squeeze(1)


RIGHT = {
    "take_step": [step_cleared_after, step_cleared_first],
    "mean_loss": [
        mean_by_loop,
        lambda losses, sizes: np.average(losses, weights=sizes),
        lambda losses, sizes: torch.tensor(losses).repeat_interleave(torch.tensor(sizes)).mean(),
    ],
    "mean_of_windows": [windows_by_loop, windows_by_product],
}
WRONG = {
    "take_step": [
        (step_never_cleared, "earlier batches are still there"),
        (step_cleared_between, "never move"),
        (step_forgotten, "never move"),
        (step_before_backward, "the batch before"),
        (step_too_early, "the last batch teaches nothing"),
        (step_then_loss, "after the step"),
        (step_with_tensor, "return a number"),
        (step_without_return, "Is a `return` missing?"),
        (step_on_half, "for the first batch it gives"),
        (step_twice, "not where three steps lead"),
    ],
    "mean_loss": [
        (lambda losses, sizes: np.mean(losses), "the mean of the means"),
        (lambda losses, sizes: np.sum(losses) / np.sum(sizes), "means already"),
        (lambda losses, sizes: np.dot(losses, sizes), "the sum over all examples"),
        (lambda losses, sizes: np.dot(losses, sizes) / len(sizes), "divided by the number of batches"),
        (lambda losses, sizes: np.sum(losses), "the sum of the batches' means"),
        (lambda losses, sizes: np.average(losses[:-1], weights=sizes[:-1]), "the last batch is left out"),
        (lambda losses, sizes: losses[-1], "it gives"),
    ],
    "mean_of_windows": [
        (lambda vectors, mask: vectors.sum(dim=1) / vectors.shape[1], "the empty places count"),
        (lambda vectors, mask: torch.einsum("bpd,bp->bd", vectors, mask.float()) / mask.shape[1], "still counted"),
        (lambda vectors, mask: torch.einsum("bpd,bp->bd", vectors, mask.float()), "expected their mean"),
        (lambda vectors, mask: windows_by_loop(vectors, mask) * mask.sum(1)[:, None] / mask.sum(), "its own number"),
        (lambda vectors, mask: vectors[mask].sum(dim=0) / mask.sum(), "one vector for the whole batch"),
        (lambda vectors, mask: windows_by_loop(vectors, ~mask), "the mask is turned"),
        (lambda vectors, mask: vectors.masked_fill(~mask[:, :, None], float("nan")).mean(dim=1), "NaN"),
    ],
}
