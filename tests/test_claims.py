"""A claim speaks when it holds and stops the run when it does not."""

import numpy as np
import pytest
import torch

from w2v_helpers.claims import claim

KINDS = [bool, np.bool_, np.array, torch.tensor]


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_that_holds_prints_its_sentence_with_a_tick(kind, capsys):
    claim("two is even", kind(True), measured="not shown")
    assert capsys.readouterr().out == "✓ two is even\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("measured, told", [("", ""), ("3 s not 2", " (measured 3 s not 2)")])
def test_a_claim_that_fails_raises_and_prints_nothing(kind, measured, told, capsys):
    with pytest.raises(AssertionError) as error:
        claim("two is odd", kind(False), measured)
    assert str(error.value) == f"not so: two is odd{told}"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("value", ["yes", "", 1, 0, None, [True], np.float64(1), torch.tensor(1)])
def test_a_condition_that_is_no_truth_value_is_refused(value):
    with pytest.raises(TypeError, match="True or False, not"):
        claim("it is so", value)
