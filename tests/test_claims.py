"""A claim speaks when it holds and stops the run when it does not."""

import numpy as np
import pytest
import torch

from w2v_helpers.claims import claim


@pytest.mark.parametrize("true", [True, np.True_, np.array(True), torch.tensor(True)], ids=repr)
def test_a_claim_that_holds_prints_its_sentence_with_a_tick(true, capsys):
    claim("two is even", true, measured="not shown")
    assert capsys.readouterr().out == "✓ two is even\n"


@pytest.mark.parametrize("false", [False, np.False_, np.array(False), torch.tensor(False)], ids=repr)
def test_a_claim_that_fails_raises_and_prints_nothing(false, capsys):
    with pytest.raises(AssertionError) as error:
        claim("two is odd", false)
    assert str(error.value) == "not so: two is odd"
    assert capsys.readouterr().out == ""


def test_a_claim_that_fails_says_what_was_measured():
    with pytest.raises(AssertionError, match=r"not so: it is fast \(measured 3 s, expected 2 s\)"):
        claim("it is fast", False, "3 s, expected 2 s")


@pytest.mark.parametrize("value", ["yes", "", 1, 0, None, [True], np.float64(1), torch.tensor(1)], ids=repr)
def test_a_condition_that_is_no_truth_value_is_refused(value):
    with pytest.raises(TypeError, match="True or False, not"):
        claim("it is so", value)
