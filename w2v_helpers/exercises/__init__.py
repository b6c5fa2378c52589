"""The lessons' exercises: `check` judges, `solution` shows, `solved` counts."""

from w2v_helpers.checks.checking import check, solution, solved
from w2v_helpers.checks.exercise import exercises

__all__ = ["check", "exercises", "solution", "solved"]
