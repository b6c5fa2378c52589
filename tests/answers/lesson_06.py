"""Answers to the exercises of lesson 06."""

import torch

from answers import RIGHT, RIGHT_BLIND, WRONG, WRONG_BLIND, edited, edits_of
from w2v_helpers.exercises.lesson_06 import take_step

# ---- take_step


def in_order(*moves):
    """An answer that makes these moves, and returns the last loss."""

    def take_step(model, optimizer, batch):
        for move in moves:
            if move == "loss":
                loss = model(*batch)
            elif move == "backward":
                loss.backward()
            else:
                {"clear": optimizer.zero_grad, "step": optimizer.step}[move]()
        return loss.item()

    return take_step


def step_cleared_after(model, optimizer, batch):
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.tolist()


def step_by_model_cleared(model, optimizer, batch):
    model.zero_grad()
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.detach()


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


def step_cleared_first(model, optimizer, batch):
    optimizer.zero_grad()
    loss = model(*batch)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_twice(model, optimizer, batch):
    first = step_cleared_first(model, optimizer, batch)
    step_cleared_first(model, optimizer, batch)
    return first


def step_without_return(model, optimizer, batch):
    step_cleared_first(model, optimizer, batch)


def step_on_half(model, optimizer, batch):
    return step_cleared_first(model, optimizer, [part[:1] for part in batch])


def step_new_optimizer(model, optimizer, batch):
    return step_cleared_first(model, torch.optim.Adam(model.parameters(), lr=0.01), batch)


def step_by_hand(model, optimizer, batch):
    model.zero_grad()
    loss = model(*batch)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    return loss.item()


def step_one_by_one(model, optimizer, batch):
    total = 0.0
    for i in range(len(batch[0])):
        total += step_cleared_first(model, optimizer, [tensor[i : i + 1] for tensor in batch])
    return total / len(batch[0])


RIGHT["take_step"] = [step_cleared_after, step_by_model_cleared]
WRONG["take_step"] = edits_of(
    step_cleared_first,
    (in_order("loss", "backward", "step"), "earlier batches are still there"),
    (in_order("loss", "backward", "clear", "step"), "never move"),
    (in_order("clear", "loss", "backward"), "never move"),
    (in_order("loss", "step", "clear", "backward"), "the batch before"),
    (in_order("step", "clear", "loss", "backward"), "losses"),
    (in_order("clear", "loss", "backward", "step", "loss"), "after the step"),
    ({"loss.item()": "loss"}, "tables"),
    (step_without_return, "tables"),
    (step_on_half, "expected"),
    (step_twice, "expected"),
)
RIGHT_BLIND["take_step"] = [
    step_with_closure,
    step_with_autograd,
    step_by_model_cleared,
    in_order("loss", "backward", "step", "clear"),
]
WRONG_BLIND["take_step"] = edits_of(
    step_cleared_first,
    (in_order("loss", "backward", "step"), "gradients of earlier batches are still there"),
    (in_order("loss", "backward", "clear", "step"), "the tables never move"),
    (in_order("loss", "clear", "backward"), "the tables never move"),
    (in_order("loss", "clear", "step"), "the tables never move"),
    (
        in_order("loss", "clear", "step", "backward"),
        "the gradients must be there when the step is taken",
    ),
    (in_order("loss", "step", "clear", "backward"), "the batch before"),
    (in_order("clear", "loss", "backward", "step", "loss"), "the one after the step"),
    (step_new_optimizer, "it never looks at `optimizer`, so its value changes nothing"),
    (step_by_hand, "it never looks at `optimizer`, so its value changes nothing"),
    ({"loss.backward": "(-loss).backward"}, "expected"),
    (step_one_by_one, "expected"),
    ({"(*batch)": "(*batch) * len(batch[0])"}, "expected"),
    ({"loss.item()": "loss.item() * len(batch[0])"}, "tables"),
    ({"*batch": "batch"}, "missing 2 required positional arguments"),
    (step_twice, "expected"),
    (step_without_return, "tables"),
    ({"loss.item()": "loss"}, "tables"),
    ({"loss = model": "with torch.no_grad():\n    loss = model"}, "does not require grad"),
    (
        {"(*batch)": "(*batch).item()", "loss.item()": "loss"},
        "'float' object has no attribute 'backward'",
    ),
)

# ---- train_epoch


def epoch_by_slices(model, optimizer, examples, draw, batch_size, generator):
    order = torch.randperm(len(examples[0]), generator=generator)
    losses, sizes = [], []
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        negatives = draw(len(rows))
        batch = (*(tensor[rows] for tensor in examples), negatives)
        losses.append(take_step(model, optimizer, batch))
        sizes.append(len(rows))
    return sum(a * b for a, b in zip(losses, sizes, strict=True)) / sum(sizes)


def epoch_by_loader(model, optimizer, examples, draw, batch_size, generator):
    data = torch.utils.data.TensorDataset(*examples)
    batches = torch.utils.data.DataLoader(data, batch_size, shuffle=True, generator=generator)
    losses = []
    for batch in batches:
        loss = take_step(model, optimizer, (*batch, draw(len(batch[0]))))
        losses.extend([loss] * len(batch[0]))
    return sum(losses) / len(losses)


def epoch_with_optimizer_inside(model, optimizer, examples, draw, batch_size, generator):
    total = 0.0
    for rows in torch.randperm(len(examples[0]), generator=generator).split(batch_size):
        loss = model(*[tensor[rows] for tensor in examples], draw(len(rows)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += float(loss.detach()) * len(rows)
    return total / len(examples[0])


RIGHT["train_epoch"] = [epoch_by_slices, epoch_by_loader]
RIGHT_BLIND["train_epoch"] = [epoch_with_optimizer_inside]
WRONG["train_epoch"] = edits_of(
    epoch_by_slices,
    ({"torch.randperm(len(examples[0]), generator=generator)": "torch.arange(len(examples[0]))"},
     "in the order of the text"),
    ({", generator=generator": ""}, "draw by itself"),
    ({"sum(a * b for a, b in zip(losses, sizes, strict=True)) / sum(sizes)":
      "sum(losses) / len(losses)"}, "the mean of the batches' means"),
    ({"sum(a * b for a, b in zip(losses, sizes, strict=True)) / sum(sizes)": "sum(losses)"},
     "the sum of the batches' means"),
    ({"sum(a * b for a, b in zip(losses, sizes, strict=True)) / sum(sizes)": "losses[-1]"},
     "the last batch's loss"),
    ({"range(0, len(order), batch_size)":
      "range(0, len(order) - batch_size + 1, batch_size)"}, "never trained"),
    ({"negatives = draw(len(rows))": "negatives = draw(batch_size)"}, "rows of negatives"),
)  # fmt: skip
WRONG_BLIND["train_epoch"] = edits_of(
    epoch_with_optimizer_inside,
    ({"total = 0.0": "total, negatives = 0.0, draw(batch_size)",
      "draw(len(rows))": "negatives[: len(rows)]"}, "share their negatives"),
    ({"total += float(loss.detach()) * len(rows)": "total += float(loss.detach())"},
     "a batch's loss is a mean already"),
    ({" / len(examples[0])": ""}, "it returns the sum of all losses"),
    ({"total += float(loss.detach())": "total = total + loss.detach()"}, "a tensor"),
    ({"optimizer.step()": "pass"}, "the tables are never moved"),
)  # fmt: skip

# ---- mean_of_windows


def windows_by_loop(vectors, mask):
    return torch.stack(
        [window[real].mean(dim=0) for window, real in zip(vectors, mask, strict=True)]
    ).double()


def windows_by_product(vectors, mask):
    weights = mask.float() / mask.float().sum(dim=1, keepdim=True)
    return (weights.unsqueeze(1) @ vectors).squeeze(1)


def windows_by_lists(vectors, mask):
    means = []
    for window, real in zip(vectors, mask, strict=True):
        kept = [vector for vector, ok in zip(window, real, strict=True) if ok]
        means.append(sum(kept) / len(kept))
    return torch.stack(means)


def windows_by_einsum(vectors, mask):
    weights = mask / mask.sum(dim=1, keepdim=True)
    return torch.einsum("bp,bpd->bd", weights, vectors)


def windows_without_numbers(vectors, mask):
    return vectors.masked_fill(~mask[:, :, None], float("nan")).nanmean(dim=1)


def windows_where(vectors, mask):
    total = torch.where(mask[:, :, None], vectors.double(), 0.0).sum(dim=1)
    return total / mask.sum(dim=1)[:, None]


def windows_by_mask(vectors, mask):
    real = mask[:, :, None]
    return (vectors * real).sum(dim=1) / real.sum(dim=1)


def windows_first_places(vectors, mask):
    """As if the empty places were always the last ones."""
    return torch.stack(
        [row[: int(real.sum())].mean(dim=0) for row, real in zip(vectors, mask, strict=True)]
    )


RIGHT["mean_of_windows"] = [windows_by_loop, windows_by_product]
WRONG["mean_of_windows"] = edits_of(
    windows_by_mask,
    (lambda vectors, mask: vectors.mean(dim=1), "the empty places count"),
    ({"real.sum(dim=1)": "mask.shape[1]"}, "still counted"),
    ({" / real.sum(dim=1)": ""}, "each row is a whole number of times too large"),
    ({"real.sum(dim=1)": "mask.sum()"}, "it gives"),
    (
        lambda vectors, mask: vectors[mask].mean(dim=0),
        "an axis is missing",
    ),
    ({"mask[": "~mask["}, "its own example"),
    (
        edited(windows_without_numbers, {"nanmean": "mean"}),
        "it is right, but not where a place is empty",
    ),
)
RIGHT_BLIND["mean_of_windows"] = [
    windows_by_lists,
    windows_by_einsum,
    windows_without_numbers,
    windows_where,
]
WRONG_BLIND["mean_of_windows"] = edits_of(
    windows_by_mask,
    (lambda vectors, mask: vectors.mean(dim=1), "whatever vector stands there"),
    ({"real.sum(dim=1)": "mask.shape[1]"}, "but still counted"),
    ({" / real.sum(dim=1)": ""}, "each row is a whole number of times too large"),
    ({"(vectors * real)": "vectors"}, "still in the sum"),
    (
        lambda vectors, mask: vectors[mask].mean(dim=0),
        "an axis is missing",
    ),
    ({"real.sum(dim=1)": "mask.sum()"}, "it gives"),
    ({"real.sum(dim=1)": "mask.sum(dim=1)"}, "RuntimeError"),
    ({"mask[": "~mask["}, "its own example"),
    ({"vectors * real": "vectors * mask"}, "must match the size"),
    ({"real).sum(dim=1)": "real).sum(dim=2)"}, "where it goes wrong"),
    (
        {"real).sum(dim=1)": "real).sum(dim=0)", "real.sum(dim=1)": "real.sum(dim=0)"},
        "its own example",
    ),
    (
        {"return (vectors * real)": "vectors[~mask] = 0\nreturn vectors"},
        "it changes its argument `vectors`",
    ),
    (windows_first_places, "At the beginning of a sentence they come first"),
    (
        {"real.sum(dim=1)": "vectors.any(dim=2).sum(dim=1, keepdim=True)", " * real": ""},
        "its own example",
    ),
    (lambda vectors, mask: vectors[mask], "where it goes wrong"),
)
