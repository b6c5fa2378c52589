"""A learner's answers reach later lessons and one file, and harm nothing on the way."""

import ast
import builtins
import copy
import importlib
import inspect
import json
import os
import pkgutil
import random
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import answers
import guards
import mine as make_mine
import nbformat
import numpy as np
import one_file
import pytest
from gensim.test.utils import datapath
from nbformat.v4 import new_code_cell, new_notebook

from w2v_helpers.checks import apart
from w2v_helpers.checks.copies import answers_to, lesson_of
from w2v_helpers.exercises import exercises
from w2v_helpers.mine import mine
from w2v_helpers.vectors import PAIRS

for module in pkgutil.iter_modules(answers.__path__):
    importlib.import_module(f"answers.{module.name}")

SERIES = guards.read_series()
RIGHT_STEP = """
def accumulate_gradients(ids, gradients, vocab_size):
    return encode_one_hot(ids, vocab_size).T.to(gradients) @ gradients
"""
ONE_HOT = """
def rows(n, width):
    return torch.zeros(n, width, dtype=KIND)


def encode_one_hot(ids, vocab_size):
    found = rows(len(ids), vocab_size)
    found[range(len(ids)), ids] = 1
    return found
"""
IMPORTS = "import torch\nfrom torch import nn\nKIND = torch.int64"


def put_copy(folder: Path, lesson: str, *sources: str) -> Path:
    """A learner's notebook of these cells."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{lesson}_topic.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
    return path


def put_lesson(folder: Path, name: str, sources: dict[str, str], *first: str) -> None:
    """A learner's copy of a lesson: after the first cells these functions in the stubs' place."""
    lesson = copy.deepcopy(SERIES[name])
    for _, cell in guards.code_cells(lesson):
        for node in guards.parse(cell.source).body:
            exercise = exercises().get(getattr(node, "name", ""))
            if exercise and exercise.name in sources and lesson_of(exercise) == name[:2]:
                stub = ast.get_source_segment(cell.source, node)
                cell.source = cell.source.replace(stub, sources[exercise.name])
    lesson.cells[:0] = map(new_code_cell, first)
    nbformat.write(lesson, folder / name)


def mine_in(folder: Path, *names: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.chdir(folder)
    return mine(*names)


def test_without_copies_and_in_the_repository_the_reference_is_returned_and_said(
    tmp_path, monkeypatch, capsys
):
    for folder in (tmp_path, Path(__file__).parents[1] / "notebooks"):
        found = mine_in(folder, *one_file.pipeline(), monkeypatch=monkeypatch)
        assert found == tuple(exercises()[name].solution for name in one_file.pipeline())
        assert capsys.readouterr().out == f"{', '.join(one_file.pipeline())}: the reference\n"


@pytest.mark.parametrize("work", [False, True])
def test_a_right_answer_comes_with_what_it_names(work, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "work" if work else tmp_path
    put_copy(
        folder,
        "01",
        "%matplotlib inline",
        IMPORTS,
        ONE_HOT,
        "encode_one_hot = check(encode_one_hot)",
    )
    function = mine_in(tmp_path, "encode_one_hot", monkeypatch=monkeypatch)
    assert capsys.readouterr().out == "encode_one_hot: yours, from lesson 01\n"
    assert function is not exercises()["encode_one_hot"].solution
    assert function(*map(__import__("torch").tensor, ([1],)), 2).tolist() == [[0, 1]]
    assert "def rows" in "".join(answers_to(("encode_one_hot",), folder)["encode_one_hot"].helpers)


def test_an_answer_may_call_another_and_gets_the_reference_where_that_is_wrong(tmp_path):
    wrong = (
        "def encode_one_hot(ids, vocab_size):\n    return torch.zeros(len(ids), vocab_size).long()"
    )
    for own, whose in ((ONE_HOT, True), (wrong, False)):
        put_copy(tmp_path, "01", IMPORTS, own, RIGHT_STEP)
        verdicts = apart.judged(("accumulate_gradients",), tmp_path)
        assert verdicts["accumulate_gradients"].answer
        assert bool(verdicts["encode_one_hot"].answer) == whose


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("return ids", "it never looks at `vocab_size`"),
        ("while True: pass", "it runs longer than"),
        ("exit()", ""),
        ("import os; os._exit(0)", "its check did not come to an end"),
        ("return unknown(ids)", "NameError"),
        ("import time\n    time.sleep(10 ** 6)", ""),
        ('print(\'["encode_one_hot", ""]\')\n    return ids', "it never looks at `vocab_size`"),
    ],
)
def test_a_wrong_answer_harms_nothing(body, trouble, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(apart, "IDLE", 4)
    put_copy(
        tmp_path, "01", IMPORTS, f"def encode_one_hot(ids, vocab_size):\n    {body}", RIGHT_STEP
    )
    names = ("encode_one_hot", "accumulate_gradients")
    function, _ = mine_in(tmp_path, *names, monkeypatch=monkeypatch)
    first, second = capsys.readouterr().out.splitlines()
    assert function is exercises()["encode_one_hot"].solution
    assert first.startswith("encode_one_hot: the reference (yours: ") and trouble in first
    assert second == "accumulate_gradients: yours, from lesson 01"


def test_a_helper_that_hangs_or_is_missing_is_found_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "IDLE", 4)
    hanging = "import time\nKIND = time.sleep(10 ** 6)"
    for cells in ([hanging, ONE_HOT], [ONE_HOT], ["KIND = 1 / 0", ONE_HOT]):
        put_copy(tmp_path, "01", *cells)
        verdict = apart.judged(("encode_one_hot",), tmp_path)["encode_one_hot"]
        assert verdict.answer is None and verdict.trouble


def test_a_stub_a_broken_cell_and_no_notebook_are_no_answers(tmp_path):
    put_copy(tmp_path, "01", exercises()["encode_one_hot"].stub, "def accumulate_gradients(:")
    (tmp_path / "02_topic.ipynb").write_text("mine")
    names = "encode_one_hot", "accumulate_gradients", "cosines"
    assert answers_to(names, tmp_path) == {}


@pytest.mark.parametrize("name", SERIES)
def test_every_solution_is_right_where_its_lesson_has_the_stub(name, tmp_path):
    """With the lesson's own imports, helpers and constants, and nothing that it computes."""
    own = {key: one.source for key, one in exercises().items() if lesson_of(one) == name[:2]}
    put_lesson(tmp_path, name, own)
    found = answers_to(tuple(own), tmp_path)
    assert own.keys() <= found.keys() and apart.check_apart([*found.values()]) == {}


def test_the_newest_copy_that_has_an_answer_counts(tmp_path):
    old = put_copy(tmp_path, "01", IMPORTS, ONE_HOT)
    fresh = tmp_path / "01_topic_fresh.ipynb"
    old.rename(fresh)
    os.utime(fresh, (0, 0))
    put_copy(tmp_path, "01", exercises()["encode_one_hot"].stub)
    assert answers_to(("encode_one_hot",), tmp_path)
    put_copy(tmp_path, "01", IMPORTS, ONE_HOT.replace("rows", "lines"))
    assert "def lines" in answers_to(("encode_one_hot",), tmp_path)["encode_one_hot"].helpers[-1]


def test_a_name_of_no_exercise_is_named():
    with pytest.raises(KeyError, match="no exercise 'tokenise': expected one of "):
        mine("tokenise")


# ---- the course in one file

PIPELINE = one_file.pipeline()
ROOT = Path(__file__).parents[1]


def test_the_one_file_is_short_and_made_of_the_solutions():
    text = (ROOT / "word2vec.py").read_text("utf-8")
    assert text == one_file.assemble(), "run `make refresh`"
    assert len(text.splitlines()) <= 200
    defined = {one.name: one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)}
    for name in PIPELINE:
        ours, theirs = defined[name], ast.parse(exercises()[name].source).body[0]
        assert [*map(ast.unparse, ours.body[1:])] == [*map(ast.unparse, theirs.body[1:])]
        assert ast.unparse(ours.args) == ast.unparse(theirs.args)


def test_the_one_file_trains_on_any_text(tmp_path):
    text = tmp_path / "text.txt"
    lines = ["the cat saw the dog", "a dog saw a cat", "кошка видит собаку"] * 20
    text.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, ROOT / "word2vec.py", text, "cat", "bird", "--epochs", "1"]
    done = subprocess.run(
        [*command, "--save", tmp_path / "vectors.txt"], capture_output=True, text=True, check=True
    )
    assert re.search(r"^cat → \w+, ", done.stdout, re.M)
    assert "'bird' does not occur 5 times in the text" in done.stdout
    assert (tmp_path / "vectors.txt").read_text("utf-8").startswith("8 100\n")


def as_source(name: str, answer: object) -> str | None:
    """A right answer as a learner would have written it, if it is a function with a body."""
    source = textwrap.dedent(inspect.getsource(answer))
    if not source.startswith("def "):
        return None
    return re.sub(r"^def \w+", f"def {name}", source)


def put_answers(folder: Path, sources: dict[str, str]) -> None:
    """The lessons of these exercises, the answers in the place of the stubs."""
    folder.mkdir()
    imports = [f"import {name}" for name in ("math", "re", "random", "torch", "numpy as np")]
    imports += ["from collections import Counter", "import torch.nn.functional as F"]
    imports += ["from gensim.models import KeyedVectors"]
    lessons = {lesson_of(exercises()[name]) for name in sources}
    for name in (name for name in SERIES if name[:2] in lessons):
        put_lesson(folder, name, sources, "\n".join(imports))


def stands_alone(source: str) -> bool:
    """Whether a function calls none that only the tests have."""
    nodes = [*ast.walk(ast.parse(source))]
    calls = {node.func.id for node in nodes if isinstance(getattr(node, "func", None), ast.Name)}
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return calls <= {*dir(builtins), *own, "Counter", "KeyedVectors", *PIPELINE}


def second_answers() -> dict[str, str]:
    """Another right answer to each exercise of the pipeline than its solution."""
    found = {}
    for name in PIPELINE:
        known = [*answers.RIGHT[name], *answers.RIGHT_BLIND[name]]
        sources = [source for one in known if (source := as_source(name, one))]
        found[name] = next(one for one in sources if stands_alone(one))
    return found


def run_make_mine(folder: Path, monkeypatch: pytest.MonkeyPatch, limit: float = 600) -> None:
    """`make mine` with these copies, on short articles of the words that the tests ask for."""
    monkeypatch.setattr(make_mine, "ROOT", folder)
    monkeypatch.setattr(make_mine, "TEN_MINUTES", limit)
    pairs = [Path(datapath(file)).read_text("utf-8").lower() for file in PAIRS.values()]
    known = sorted({word for text in pairs for word in re.findall(r"[a-z]+", text)}) * 6
    random.Random(0).shuffle(known)
    articles = [[*known[i : i + 2000], *make_mine.SHOWN] for i in range(0, len(known), 2000)]
    monkeypatch.setattr(make_mine, "wikipedia_articles", lambda: articles)
    make_mine.main()


def test_make_mine_with_nothing_solved_says_so_and_runs(tmp_path, monkeypatch, capfd):
    run_make_mine(tmp_path, monkeypatch)
    printed = capfd.readouterr().out
    assert f"0 of {len(PIPELINE)} parts are your own: nothing is solved yet" in printed
    assert re.search(r"my_word2vec.py +\S+ \(\d+ items\)", printed)
    for name, rate in make_mine.RATES.items():
        row = rf"^{name} +\S+ \(\d+ items\) +\S+ \(\d+ items\) +\d+  {rate}$"
        assert re.search(row, printed, re.M)
    assert "random vectors" in printed


def test_make_mine_with_everything_solved_is_all_the_learners(tmp_path, monkeypatch, capfd):
    put_answers(tmp_path / "work", second_answers())
    run_make_mine(tmp_path, monkeypatch)
    printed = capfd.readouterr().out
    assert f"{len(PIPELINE)} of {len(PIPELINE)} parts are your own." in printed
    assert "# the reference" not in (tmp_path / "work" / "my_word2vec.py").read_text("utf-8")
    assert re.search(r"my_word2vec.py +\S+ \(\d+ items\)", printed)


def test_make_mine_with_a_mixture_takes_what_is_right(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(apart, "IDLE", 4)
    bodies = {
        "tokenize": "def tokenize(line):\n    return line.split()",
        "number_words": "def number_words(counts):\n    while True: pass",
        "make_pairs": "import os\ndef make_pairs(ids, real):\n    os._exit(1)",
        "score_words": "def score_words(v, u):\n    return helper_elsewhere(v, u)",
    }
    put_answers(tmp_path / "work", second_answers() | bodies)
    run_make_mine(tmp_path, monkeypatch)
    printed = capfd.readouterr().out
    assert f"{len(PIPELINE) - len(bodies)} of {len(PIPELINE)} parts are your own." in printed
    for name in bodies:
        assert re.search(rf"{name} +the reference \(yours: ", printed)
    text = (tmp_path / "work" / "my_word2vec.py").read_text("utf-8")
    assert text.count("# the reference\n") == len(bodies)


def test_make_mine_trains_by_the_learners_own_block_step_where_it_is_right(tmp_path, monkeypatch):
    assert make_mine.fast_row(tmp_path, tmp_path, tmp_path) == []
    own = exercises()["block_step"].source.replace("labels", "my_labels")
    put_answers(tmp_path / "work", {"block_step": own})
    source = make_mine.fast_parts(tmp_path / "work")
    assert "my_labels" in source and exercises()["weigh_pairs"].source in source
    module, text = tmp_path / "my_blocks.py", tmp_path / "text.txt"
    module.write_text(source)
    words = ["the", "cat", "saw", "a", "dog", "and", "the", "dog", "saw", "a", "bird"]
    text.write_text("\n".join([" ".join(words * 20)] * 4))
    vectors, seconds = make_mine.train_apart(module, text, tmp_path)
    assert seconds > 0 and sorted(vectors.index_to_key) == sorted({*words})
    assert np.isfinite(vectors.vectors).all() and np.abs(vectors.vectors).max() > 0.01
    wrong = apart.Verdict(exercises()["block_step"].solution, None, "it is wrong")
    monkeypatch.setattr(make_mine, "judged", lambda *_: {"block_step": wrong})
    assert make_mine.fast_row(tmp_path / "work", text, tmp_path) == []


def test_make_mine_stops_what_is_slow_and_keeps_what_was_changed(tmp_path, monkeypatch, capfd):
    run_make_mine(tmp_path, monkeypatch, limit=0.1)
    assert "my_word2vec.py: stopped after" in capfd.readouterr().out
    module = tmp_path / "work" / "my_word2vec.py"
    module.write_text(module.read_text() + "# a note of mine\n")
    for kept in ("my_word2vec_1.py", None):
        run_make_mine(tmp_path, monkeypatch, limit=0.1)
        assert (f"yours is {kept} now" in capfd.readouterr().out) == bool(kept)
    assert "a note of mine" in (tmp_path / "work" / "my_word2vec_1.py").read_text()


def test_make_mine_says_in_a_line_that_it_cannot_write(tmp_path, capsys):
    (tmp_path / "work").touch()
    assert make_mine.make(tmp_path / "work", record=False) == 1
    assert "work/my_word2vec.py cannot be written: " in capsys.readouterr().out


def test_a_record_holds_the_table_with_its_day(tmp_path, monkeypatch):
    monkeypatch.setattr(make_mine, "RESULT", tmp_path / "mine.json")
    near = {word: ["one", "three"] for word in make_mine.SHOWN}
    scores = {"WordSim-353": (0.44, 242), "SimLex-999": (0.16, 505)}
    table = make_mine.lines([make_mine.Row("my_word2vec.py", scores, 200.0, near)])
    make_mine.keep(table)
    kept = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert kept["printed"] == table and re.match(r"my_word2vec.py +0.440 \(242 items\)", table[1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept["date"]) and "torch" in kept["versions"]


def test_recording_takes_no_answer_of_a_learner(monkeypatch):
    asked = []
    monkeypatch.setattr(make_mine, "make", lambda work, record: asked.append((work, record)))
    make_mine.main(record=True)
    make_mine.main()
    (empty, recorded), (work, plain) = asked
    assert (recorded, plain) == (True, False)
    assert work == make_mine.ROOT / "work" and make_mine.ROOT not in empty.parents


def test_helpers_of_one_name_that_differ_are_not_mixed():
    found = {}
    for name, helper in (("tokenize", "X = 1"), ("number_words", "X = 2"), ("subsample", "X = 1")):
        found[name] = answers_to.__globals__["Answer"](name, "", [], [helper], [])
    assert one_file.clashes(found) == {"number_words": "X"}
