"""The lessons' exercises: `check` judges an answer, `solution` shows one."""

from w2v_helpers.checks.checking import check, solution
from w2v_helpers.checks.exercise import exercises

__all__ = ["check", "exercises", "solution"]
