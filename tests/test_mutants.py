"""A sample of `make mutants`: changed solutions are told from right ones."""

import random

import mutants
import pytest

from w2v_helpers.exercises import exercises

SAMPLE = 3  # of each exercise, if mutmut's operators make as many


@pytest.mark.parametrize("name", exercises())
def test_a_changed_solution_gets_no_tick_unless_it_is_right(name):
    exercise = exercises()[name]
    made = [*mutants.mutants(exercise)]
    for line, source in random.Random(0).sample(made, min(SAMPLE, len(made))):
        allowed = any(part in line for part in mutants.ALLOWED)
        assert allowed or not mutants.is_ticked(exercise, source) or not differs(exercise, source)


def differs(exercise: mutants.Exercise, source: str) -> str:
    return mutants.differs(exercise, source, more=5)
