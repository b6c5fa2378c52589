"""Checks a learner's answers in processes of their own, where they can harm nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, NamedTuple

from w2v_helpers.checks.copies import Answer, answers_to
from w2v_helpers.checks.exercise import exercises

SECONDS = 30  # half of what an answer may take, a third of what the first may: machines are busy


class Verdict(NamedTuple):
    """Whose function stands for an exercise, and why it is not the learner's."""

    function: Callable
    answer: Answer | None  # the learner's, where it is right
    trouble: str = ""  # what is wrong with the learner's


def judged(names: tuple[str, ...], folder: Path) -> dict[str, Verdict]:
    """A verdict for each exercise, by the answers in a folder."""
    answers = answers_to(names, folder)
    troubles = check_apart(list(answers.values()))
    verdicts = {}
    functions = {name: one.solution for name, one in exercises().items()}
    for name in dict.fromkeys([*answers, *names]):
        trouble = troubles.get(name, "")
        answer = None if trouble else answers.get(name)
        if answer:
            functions[name] = answer.function(functions)
        verdicts[name] = Verdict(functions[name], answer, trouble)
    return verdicts


def check_apart(answers: list[Answer]) -> dict[str, str]:
    """What is wrong with each answer, by name, found out by processes of their own."""
    troubles: dict[str, str] = {}
    while left := [one for one in answers if one.name not in troubles]:
        troubles |= check_in_a_process(left)
        if left[0].name not in troubles:
            troubles[left[0].name] = "its check did not come to an end"
    return {name: trouble for name, trouble in troubles.items() if trouble}


def check_in_a_process(answers: list[Answer]) -> dict[str, str]:
    """What a process said of the answers before it ended, or was ended, having fallen silent."""
    process = subprocess.Popen(
        [sys.executable, "-m", "w2v_helpers.checks.apart"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    lines: SimpleQueue[str] = SimpleQueue()
    Thread(target=put_lines, args=(process.stdout, lines), daemon=True).start()
    said: dict[str, str] = {}
    try:
        with process.stdin:
            json.dump(answers, process.stdin)
        while line := lines.get(timeout=(2 if said else 3) * SECONDS):
            said |= [json.loads(line)]
    except (Empty, OSError):
        pass
    finally:
        process.kill()
        process.wait()
    return said


def put_lines(stream: IO[str], lines: SimpleQueue[str]) -> None:
    """Hand on each whole line, and at the end an empty one."""
    with stream:
        for line in stream:
            if line.endswith("]\n"):
                lines.put(line)
    lines.put("")


def check_all(answers: list[Answer], say: Callable[[str], object]) -> None:
    """Say of each answer what is wrong with it; those whose functions it calls stand before it."""
    from w2v_helpers.checks.checking import judge

    functions = {name: one.solution for name, one in exercises().items()}
    for answer in answers:
        try:
            function = answer.function(functions)
            kind, text = judge(exercises()[answer.name], function)
            trouble = "" if kind == "right" else text
        except Exception as error:
            trouble = f"it does not stand alone: {type(error).__name__}: {error}"
        if not trouble:
            functions[answer.name] = function
        say(json.dumps([answer.name, trouble]))


if __name__ == "__main__":
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what answers print is not for the parent
    given = [Answer(*one) for one in json.load(sys.stdin)]
    check_all(given, lambda line: print(line, file=out, flush=True))
