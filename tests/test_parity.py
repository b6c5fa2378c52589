"""What `parity` foretells of gensim's training is what gensim then does."""

import pytest
import torch

from w2v_helpers.parity import (
    after_gensim,
    full_windows,
    gensim_model,
    largest_gap,
    next_negatives,
    steps_of,
    tables_of,
)


def rows_that_moved(model, ids: list[int]) -> list[set[int]]:
    """The input rows and the output rows that gensim moves in one sentence."""
    moved = (after_gensim(model, ids) != tables_of(model)).any(dim=2)
    return [set(rows.nonzero().flatten().tolist()) for rows in moved]


@pytest.mark.parametrize("negative", [1, 5])
@pytest.mark.parametrize(("sg", "draws"), [(1, 4), (0, 3)])
def test_the_negatives_are_those_that_gensim_draws(negative, sg, draws):
    ids = [3, 7, 1]
    model = gensim_model(10, negative, sg=sg, window=1)
    drawn = {id for row in next_negatives(model, draws) for id in row}
    assert rows_that_moved(model, ids) == [set(ids), drawn | set(ids)]
    more = {id for row in next_negatives(model, draws + 1) for id in row}
    assert more != drawn  # else one draw too many would pass


def test_foretelling_and_training_leave_the_model_as_it_was():
    model = gensim_model(10, 5)
    before = tables_of(model)
    first = next_negatives(model, 4)
    after = after_gensim(model, [3, 7, 1])
    assert next_negatives(model, 4) == first
    assert torch.equal(tables_of(model), before)
    assert torch.equal(after_gensim(model, [3, 7, 1]), after)


def test_a_rate_twice_as_high_moves_about_twice_as_far():
    model = gensim_model(10, 5)
    slow, fast = (after_gensim(model, [3, 7], lr) - tables_of(model) for lr in (1e-4, 2e-4))
    torch.testing.assert_close(fast, 2 * slow, rtol=1e-2, atol=1e-6)


def test_each_step_has_its_negatives():
    model = gensim_model(10, 2)
    assert steps_of(model, [(3, 7), (7, 3)]) == [
        (3, 7, next_negatives(model, 2)[0]),
        (7, 3, next_negatives(model, 2)[1]),
    ]


def test_full_windows_are_those_of_a_loop():
    ids = [5, 6, 5, 8, 9]
    for window in (1, 2, 7):
        loop = []
        for i, word in enumerate(ids):
            near = [ids[j] for j in range(len(ids)) if 0 < abs(i - j) <= window]
            loop.append((near, word))
        assert full_windows(ids, window) == loop


def test_the_largest_gap_is_of_any_table_and_any_number():
    some, others = [torch.zeros(2), torch.zeros(3)], [torch.zeros(2), torch.tensor([0.0, -4, 1])]
    assert largest_gap(some, others) == 4
    with pytest.raises(ValueError):
        largest_gap(some, others[:1])
