"""The lessons' exercises: `check` says whether an answer is right or which mistake it shows, `solution` shows one."""

from w2v_helpers.exercises.checking import check, exercises, solution

__all__ = ["check", "exercises", "solution"]
