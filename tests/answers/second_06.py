"""Answers by someone who has read lesson 06 but not its checks."""

import numpy as np
import torch


def step_with_closure(model, optimizer, batch):
    def closure():
        optimizer.zero_grad()
        loss = model(*batch)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def step_with_autograd(model, optimizer, batch):
    loss = model(*batch)
    parameters = list(model.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


def step_model_cleared(model, optimizer, batch):
    center, context, negatives = batch
    model.zero_grad()
    loss = model(center, context, negatives)
    loss.backward()
    optimizer.step()
    return loss.detach()


def step_not_cleared(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_cleared_too_late(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def step_cleared_at_the_end(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def step_without_step(model, optimizer, batch):
    loss = model(*batch)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def step_without_backward(model, optimizer, batch):
    loss = model(*batch)
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def step_before_backward(model, optimizer, batch):
    loss = model(*batch)
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()


def step_old_gradients(model, optimizer, batch):
    loss = model(*batch)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def step_loss_after(model, optimizer, batch):
    optimizer.zero_grad()
    model(*batch).backward()
    optimizer.step()
    return model(*batch).item()


def step_new_optimizer(model, optimizer, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    return step_with_closure(model, optimizer, batch)


def step_by_hand(model, optimizer, batch):
    model.zero_grad()
    loss = model(*batch)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    return loss.item()


def step_uphill(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch)
    (-loss).backward()
    optimizer.step()
    return loss.item()


def step_one_by_one(model, optimizer, batch):
    total = 0.0
    for i in range(len(batch[0])):
        optimizer.zero_grad()
        loss = model(*(tensor[i : i + 1] for tensor in batch))
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batch[0])


def step_sum(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch) * len(batch[0])
    loss.backward()
    optimizer.step()
    return loss.item()


def step_sum_returned(model, optimizer, batch):
    return step_with_closure(model, optimizer, batch) * len(batch[0])


def step_batch_not_unpacked(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(batch)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_twice(model, optimizer, batch):
    first = step_with_closure(model, optimizer, batch)
    step_with_closure(model, optimizer, batch)
    return first


def step_returns_nothing(model, optimizer, batch):
    step_with_closure(model, optimizer, batch)


def step_returns_graph(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss


def step_no_grad(model, optimizer, batch):
    with torch.no_grad():
        result = model(*batch)
    optimizer.zero_grad()
    result.backward()
    optimizer.step()
    return result.item()


def step_item_first(model, optimizer, batch):
    optimizer.zero_grad()
    result = model(*batch).item()
    result.backward()
    optimizer.step()
    return result


def mean_by_loop(losses, sizes):
    total = count = 0
    for loss, size in zip(losses, sizes, strict=True):
        total += loss * size
        count += size
    return total / count


def mean_by_examples(losses, sizes):
    return torch.tensor(losses).repeat_interleave(torch.tensor(sizes)).mean()


def mean_without_the_last(losses, sizes):
    full = [loss for loss, size in zip(losses, sizes, strict=True) if size == max(sizes)]
    return sum(full) / len(full)


def windows_loop(vectors, mask):
    means = []
    for window, real in zip(vectors, mask, strict=True):
        kept = [vector for vector, ok in zip(window, real, strict=True) if ok]
        means.append(sum(kept) / len(kept))
    return torch.stack(means)


def windows_product(vectors, mask):
    weights = mask / mask.sum(dim=1, keepdim=True)
    return torch.einsum("bp,bpd->bd", weights, vectors)


def windows_without_numbers(vectors, mask):
    return vectors.masked_fill(~mask[:, :, None], float("nan")).nanmean(dim=1)


def windows_where(vectors, mask):
    total = torch.where(mask[:, :, None], vectors.double(), 0.0).sum(dim=1)
    return total / mask.sum(dim=1)[:, None]


def windows_all_places(vectors, mask):
    return vectors.mean(dim=1)


def windows_masked_mean(vectors, mask):
    return (vectors * mask[:, :, None]).mean(dim=1)


def windows_sum(vectors, mask):
    return (vectors * mask[:, :, None]).sum(dim=1)


def windows_sum_not_masked(vectors, mask):
    return vectors.sum(dim=1) / mask.sum(dim=1, keepdim=True)


def windows_one_mean(vectors, mask):
    return vectors[mask].mean(dim=0)


def windows_one_count(vectors, mask):
    return (vectors * mask[:, :, None]).sum(dim=1) / mask.sum()


def windows_counts_in_a_row(vectors, mask):
    return (vectors * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1)


def windows_mask_turned(vectors, mask):
    return (vectors * ~mask[:, :, None]).sum(dim=1) / (~mask).sum(dim=1, keepdim=True)


def windows_mask_without_axis(vectors, mask):
    return (vectors * mask).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def windows_mean_of_numbers(vectors, mask):
    return (vectors * mask[:, :, None]).sum(dim=2) / mask.sum(dim=1, keepdim=True)


def windows_across_batch(vectors, mask):
    return (vectors * mask[:, :, None]).sum(dim=0) / mask.sum(dim=0)[:, None]


def windows_filled_in(vectors, mask):
    vectors[~mask] = 0
    return vectors.sum(dim=1) / mask.sum(dim=1, keepdim=True)


def windows_first_places(vectors, mask):
    """As if the empty places were always the last ones."""
    return torch.stack([row[: int(real.sum())].mean(dim=0) for row, real in zip(vectors, mask, strict=True)])


def windows_by_zero(vectors, mask):
    return vectors.sum(dim=1) / vectors.any(dim=2).sum(dim=1, keepdim=True)


def windows_picked(vectors, mask):
    return vectors[mask]


RIGHT = {
    "take_step": [step_with_closure, step_with_autograd, step_model_cleared, step_cleared_at_the_end],
    "mean_loss": [
        mean_by_loop,
        mean_by_examples,
        lambda losses, sizes: np.average(losses, weights=sizes),
    ],
    "mean_of_windows": [windows_loop, windows_product, windows_without_numbers, windows_where],
}
WRONG = {
    "take_step": [
        (step_not_cleared, "gradients of earlier batches are still there"),
        (step_cleared_too_late, "the tables never move"),
        (step_without_step, "the tables never move"),
        (step_without_backward, "the tables never move"),
        (step_before_backward, "the gradients must be there when the step is taken"),
        (step_old_gradients, "the batch before"),
        (step_loss_after, "the one after the step"),
        (step_new_optimizer, "by the optimiser that was handed over"),
        (step_by_hand, "by the optimiser that was handed over"),
        (step_uphill, "downhill"),
        (step_one_by_one, "for the first batch it gives"),
        (step_sum, "expected 2.65617"),
        (step_sum_returned, "expected 2.65617"),
        (step_batch_not_unpacked, "missing 2 required positional arguments"),
        (step_twice, "one step a batch"),
        (step_returns_nothing, "Is a `return` missing"),
        (step_returns_graph, "carries the whole computation"),
        (step_no_grad, "does not require grad"),
        (step_item_first, "'float' object has no attribute 'backward'"),
    ],
    "mean_loss": [
        (lambda losses, sizes: sum(losses) / len(losses), "the mean of the means"),
        (lambda losses, sizes: sum(losses), "the sum of the batches' means"),
        (lambda losses, sizes: sum(losses) / sum(sizes), "means already"),
        (lambda losses, sizes: sum(a * b for a, b in zip(losses, sizes, strict=True)), "the sum over all examples"),
        (
            lambda losses, sizes: sum(a * b for a, b in zip(losses, sizes, strict=True)) / len(losses),
            "divided by the number of batches",
        ),
        (lambda losses, sizes: sum(a / b for a, b in zip(losses, sizes, strict=True)), "divided by its batch's size"),
        (
            lambda losses, sizes: [a * b / sum(sizes) for a, b in zip(losses, sizes, strict=True)],
            "it returns a list, expected a float",
        ),
        (mean_without_the_last, "batches that are not full are left out"),
        (lambda losses, sizes: losses * sizes / sum(sizes), "can't multiply sequence"),
    ],
    "mean_of_windows": [
        (windows_all_places, "whatever vector stands there"),
        (windows_masked_mean, "but still counted"),
        (windows_sum, "expected their mean"),
        (windows_sum_not_masked, "still in the sum"),
        (windows_one_mean, "one vector for the whole batch"),
        (windows_one_count, "each window has its own number"),
        (windows_counts_in_a_row, "must match the size"),
        (windows_mask_turned, "the mask is turned"),
        (windows_mask_without_axis, "must match the size"),
        (windows_mean_of_numbers, "a tensor of shape (1, 6), expected (1, 1)"),
        (windows_across_batch, "a tensor of shape (6, 1), expected (1, 1)"),
        (windows_filled_in, "it changes its arguments"),
        (windows_first_places, "At the beginning of a sentence they come first"),
        (windows_by_zero, "the empty places count"),
        (windows_picked, "a tensor of shape (5, 1), expected (1, 1)"),
    ],
}
