"""A training step is the literal one: every pair's gradient at the table before it, summed."""

import itertools
import math
import warnings

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from w2v_helpers.blocks import CENTERS, NEGATIVES, Noise, make_blocks, weight_rows
from w2v_helpers.steps import Batch, Weights, compiled, make_buffers, make_weights, step, steps


def step_by_loop(table: Tensor, pairs: list[tuple[int, int, int, float]], lr: float) -> Tensor:
    """The table after the step; pairs: center, other, label, weight."""
    new = table.clone()
    size = len(table) // 2
    for center, other, label, weight in pairs:
        v, u = table[center], table[size + other]
        push = lr * weight * (label - torch.sigmoid(u @ v))
        new[center] += push * u
        new[size + other] += push * v
    return new


def pairs_by_loop(
    documents: list[list[int]], blocks: list[list[int]], window: int, negative: int
) -> list[tuple[int, int, int, float]]:
    """The pairs of positions that the blocks train; positions in the stream count from 1."""
    place = {at: (document, i) for document in documents for i, at in enumerate(document)}
    pairs = []
    for block in blocks:
        for center in filter(place.__contains__, block[window : window + CENTERS]):
            (document, i), total = place[center], 0.0
            for j in range(max(0, i - window), min(len(document), i + window + 1)):
                if j != i:
                    weight = (window + 1 - abs(i - j)) / window
                    pairs.append((center, document[j], 1, weight))
                    total += weight
            for other in block[-NEGATIVES:]:
                pairs.append((center, other, 0, negative * total / NEGATIVES))
    return pairs


@settings(max_examples=40)
@given(
    lengths=st.lists(st.one_of(st.integers(1, 3), st.integers(1, 40)), min_size=1, max_size=4),
    window=st.integers(1, 6),
    dim=st.integers(1, 8),
    negative=st.integers(1, 7),
    size=st.integers(1, 6),
    seed=st.integers(0, 999),
)
def test_a_step_is_that_of_the_double_loop_over_pairs(lengths, window, dim, negative, size, seed):
    generator = torch.Generator().manual_seed(seed)
    ends = list(itertools.accumulate(lengths))
    starts = [1 + end - length for end, length in zip(ends, lengths, strict=True)]
    documents = [list(range(a, b + 1)) for a, b in zip(starts, ends, strict=True)]
    stream = [i for document in documents for i in [*document, ends[-1] + 1]]
    keep = torch.ones(ends[-1] + 2)
    keep[-1] = 0
    places = torch.arange(ends[-1])
    # every position but 0, a place each
    noise = Noise(1 + places.int(), torch.cat([torch.zeros(1), 1.0 + places]))
    blocks = make_blocks(torch.tensor(stream).int(), keep, window, noise, 1, generator)
    words = torch.randint(size, (ends[-1] + 1,), generator=generator)  # at each position
    table = torch.randn(2 * size, dim, dtype=torch.float64, generator=generator)
    pairs = pairs_by_loop(documents, blocks.words.tolist(), window, negative)
    pairs = [(words[center], words[other], *rest) for center, other, *rest in pairs]
    expected = step_by_loop(table, pairs, lr=0.1)

    ids = words[blocks.words]
    rows = torch.cat([ids[:, window : window + CENTERS].flatten(), size + ids.flatten()])
    weights = Weights(*(kind.double() for kind in make_weights(window, negative)))
    buffers = make_buffers(len(ids), window, dim, dtype=torch.float64)
    for buffer in buffers:
        buffer.fill_(math.nan)  # a step leaves its own numbers behind: none may enter the next
    step(table, rows, weight_rows(blocks, window).flatten(), weights, 0.1, buffers)
    assert torch.allclose(table, expected, rtol=1e-6, atol=1e-6)  # pair_weights is float32


def test_compiled_steps_are_those_that_python_takes():
    rng = torch.Generator().manual_seed(0)
    blocks, window, dim, count, ids = 3, 2, 5, 7, 30
    rows = (count, blocks * (2 * CENTERS + 2 * window + NEGATIVES))
    cases = (count, blocks * CENTERS)
    for _ in range(4):  # TorchScript rewrites its code after the first runs
        table = torch.randn(2 * ids, dim, generator=rng)
        own = table.clone()
        batch = Batch(
            torch.randint(2 * ids, rows, generator=rng),
            torch.randint((window + 1) ** 2 * CENTERS, cases, generator=rng).int(),
        )
        for run, place in ((steps, own), (compiled(), table)):
            buffers = make_buffers(blocks, window, dim)
            run(place, batch, make_weights(window, 5), 0.1, 0.05, buffers)
        assert torch.equal(own, table)


def test_torchscript_is_still_there_and_deprecated():
    """Where it fails, lesson 13 says what takes its place: processes over shared memory."""
    kept = "results/without_torchscript.json tells what leaving it costs"
    assert hasattr(torch.jit, "script"), f"torch has dropped TorchScript: {kept}"
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        torch.jit.script(step)
    said = [str(one.message) for one in seen if one.category is DeprecationWarning]
    assert any("torch.compile" in text for text in said), f"torch says something new: {said}"


def test_buffers_hold_a_step_of_any_blocks_window_and_dim():
    blocks, window, dim = 3, 2, 5
    others = CENTERS + 2 * window + NEGATIVES
    buffers = make_buffers(blocks, window, dim)
    for rows in (buffers.vectors, buffers.changes):
        assert rows.shape == (blocks * (CENTERS + others), dim)
    for scores in (buffers.pairs, buffers.positives, buffers.scores):
        assert scores.shape == (blocks, CENTERS, others)
    assert len({buffer.data_ptr() for buffer in buffers}) == len(buffers)
