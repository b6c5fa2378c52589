"""`python tools/mutants.py [exercise …]` shows which wrong solutions would get a tick.

Each solution is changed by mutmut's operators, one place at a time. A mutant that gets a tick is
tried on fifty times as many draws with fresh seeds: where it differs, the domain lacks a case.
"""

import sys
from collections.abc import Iterator

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from w2v_helpers.checks import checking, running
from w2v_helpers.checks.exercise import Exercise, defined
from w2v_helpers.exercises import exercises

MORE = 50  # times as many draws as `check` makes
ALLOWED = {  # a part of the changed line → why its tick may stay
}


def mutants(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The changed line and the whole source of each mutant."""
    module = cst.parse_module(exercise.source)
    (function,) = module.body
    for statement in function.body.body[1:]:  # after the docstring
        for node in nodes(statement):
            for kind, operator in mutation_operators:
                for changed in operator(node) if isinstance(node, kind) else ():
                    source = module.deep_replace(node, changed).code
                    if source != exercise.source:
                        yield changed_line(exercise.source, source), source


def nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from nodes(child)


def changed_line(before: str, after: str) -> str:
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    return next((new.strip() for old, new in lines if old != new), after.splitlines()[-1].strip())


def is_ticked(exercise: Exercise, source: str) -> bool:
    return checking.judge(exercise, defined(source, exercise.solution)).kind == "right"


def differs(exercise: Exercise, source: str, more: int = MORE) -> str:
    """What shows that a mutant is wrong, on ``more`` times as many draws; else nothing."""
    answer = defined(source, exercise.solution)
    if exercise.judge:
        verdicts = (checking.judge(exercise, answer, seed) for seed in range(1, more + 1))
    else:
        verdicts = [checking.judge(exercise, answer, seed=1, cases=more * checking.CASES)]
    return next((verdict.text for verdict in verdicts if verdict.kind != "right"), "")


def main(names: list[str]) -> int:
    running.SECONDS = 600  # of many more draws than a learner waits for
    made = ticked = bad = 0
    for name, exercise in exercises().items():
        for line, source in mutants(exercise) if name in names or not names else ():
            made += 1
            if not is_ticked(exercise, source):
                continue
            ticked += 1
            if told := differs(exercise, source):
                reason = next((why for part, why in ALLOWED.items() if part in line), "")
                bad += not reason
                print(f"{name}: {line}\n  {reason or told}", flush=True)
    print(f"{made} mutants, {ticked} with a tick, {bad} of them wrong without a reason")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
