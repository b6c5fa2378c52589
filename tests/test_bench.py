"""The benchmark runs from end to end, keeps what it measures, and says what was reached."""

import ast
import builtins
import json
import subprocess
import sys
from pathlib import Path

import bench
import bench_lessons
import bench_table
import guards
import nbformat
import pytest
from bench_lessons import STATEMENTS, Statement
from nbformat.v4 import new_code_cell, new_notebook

from w2v_helpers.corpus import wikipedia_articles

LESSONS = {name[:2]: lesson for name, lesson in guards.read_series().items()}
PAIRS = ["WordSim-353", "SimLex-999"]


def write_lesson(path: Path, code: str) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), path)


@pytest.fixture
def two_lessons(tmp_path, monkeypatch):
    """A series of two lessons, and statements about them."""
    for name, code in {
        "01_slow": "speeds = {'rung 1': 4}",
        "02_fast": "import math\nx = 2",
    }.items():
        nbformat.write(new_notebook(cells=[new_code_cell(code)]), tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(bench_lessons, "NOTEBOOKS", tmp_path)
    statements = [
        Statement("two is over one", {"02": "x"}, 1),
        Statement("four is below three", {"01": "speeds['rung 1']"}, 2, most=3),
        Statement(
            "their product is eight", {"01": "speeds['rung 1']", "02": "math.sqrt(x * x)"}, 7
        ),
    ]
    monkeypatch.setattr(bench_lessons, "STATEMENTS", statements)
    return tmp_path


def test_a_quick_run_measures_every_figure_and_keeps_those_of_an_earlier_run(
    tmp_path, capsys, monkeypatch, two_lessons
):
    monkeypatch.setattr(bench, "GPU", "cpu")  # stands for one
    articles = wikipedia_articles()
    monkeypatch.setattr(bench, "wikipedia_articles", lambda: articles)
    text, out = tmp_path / "text.txt", tmp_path / "results" / "benchmark.json"
    bench.write(articles[:12], text)
    bench.keep({"earlier": {"kept": 1}}, out)
    bench.main(["--quick", "--text", str(text), "--out", str(out)])
    found = json.loads(out.read_text())
    assert set(found) == {"earlier", "machines", *bench.FIGURES}
    assert set(found["machines"]) == set(bench.FIGURES)
    assert found["machines"]["speed"]["torch"]
    printed = capsys.readouterr().out
    assert "ours shares 16 negatives among the 16 centers of a block" in printed
    assert printed.count("reached") + printed.count("MISSED") >= 15
    assert "GPU, up to 16 blocks a step, alpha 0.05, words/s" in printed
    assert "lesson 02: two is over one: confirmed (2)" in printed
    assert "Whole command, " in printed
    assert [path.name for path in out.parent.iterdir()] == ["benchmark.json"]


def test_the_short_form_measures_little_and_leaves_the_record_alone():
    options = bench.read_options(["--short"])
    assert bench.wanted(options) == bench.SHORT
    assert options.out != bench.RESULT == bench.read_options([]).out


def test_without_a_gpu_its_figure_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "GPU", None)
    text, out = tmp_path / "text.txt", tmp_path / "benchmark.json"
    bench.write([["a", "line"]], text)
    bench.main(["--quick", "--only", "gpu", "--text", str(text), "--out", str(out)])
    assert not out.exists()


def test_of_each_statement_of_the_lessons_it_says_whether_it_is_confirmed(two_lessons):
    above, below = "measured 4, expected over 2 and below 3", "lesson 01: four is below three"
    assert [*map(bench_table.verdict, bench_lessons.measure(rounds=2))] == [
        "lesson 02: two is over one: confirmed (2)",
        f"{below}: could not confirm: {above}",
        "lesson 01 and 02: their product is eight: confirmed (8)",
    ]
    write_lesson(two_lessons / "02_fast.ipynb", "1 / 0")
    first, second, _ = bench_lessons.measure(rounds=1)
    assert "measured nothing (lesson 02, code cell 1: ZeroDivision" in bench_table.verdict(first)
    assert second["rounds"] == [4]


def nodes(tree: ast.AST, kind: type) -> list:
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.sentence)
def test_a_figure_is_made_of_what_its_lesson_binds(statement):
    for number, figure in statement.figures.items():
        cells = [cell.source for _, cell in guards.code_cells(LESSONS[number])]
        lesson = guards.parse("\n".join([*cells, bench_lessons.BEFORE.get(number, "")]))
        imported = {part.asname or part.name for part in nodes(lesson, ast.alias)}
        known = guards.bound_names(lesson) | imported | vars(builtins).keys()
        assert guards.used_names(ast.parse(figure)) <= known
        names = {part.value for part in nodes(lesson, ast.Constant)}
        assert {part.value for part in nodes(ast.parse(figure), ast.Constant)} <= names | {2}


def test_a_race_takes_the_ratio_of_medians_to_the_faster_gensim():
    seconds = {"gensim a": [1, 2, 3], "gensim b": [4, 4, 4], "ours": [0.5, 1, 0.25]}
    found = bench.race(12, 3, {name: iter(times).__next__ for name, times in seconds.items()})
    assert found["faster gensim"] == "gensim a"
    assert found["ours ÷ gensim"] == {"median": 24 / 6, "min": 2, "max": 12}
    assert found["speeds"]["gensim b"] == [3, 3, 3]


@pytest.mark.parametrize(
    ("scores", "reached"), [([0.50, 0.51, 0.52], False), ([0.500, 0.501], True)]
)
def test_an_interval_that_reaches_below_the_bound_is_a_miss(scores, reached):
    quality = dict.fromkeys(PAIRS, bench.difference(scores, scores))
    rows = bench_table.rows({"quality": quality})
    assert [row.reached for row in rows] == [reached, reached]


def test_gensim_starts_from_the_initial_range_of_word2vec_c(monkeypatch):
    ranges = []

    def train(model: bench.Word2Vec, *_: object, **__: object) -> None:
        ranges.append(float(abs(model.wv.vectors).max()))

    monkeypatch.setattr(bench.Word2Vec, "train", train)
    bench.train_gensim([[f"w{i % 50}" for i in range(1000)]], None, dim=20)
    assert ranges[0] == pytest.approx(0.5 / 20, rel=0.02) and ranges[0] <= 0.5 / 20


def test_a_large_text_that_is_not_there_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        bench.main(["--text", str(tmp_path / "none.txt")])
    assert "no file" in capsys.readouterr().err


def test_the_best_alpha_is_none_at_which_a_seed_diverged():
    tried = {"0.025": [0.4], "0.05": [0.5, 0.1]}
    scored = {alpha: [{PAIRS[0]: one} for one in scores] for alpha, scores in tried.items()}
    assert bench.best_alpha({**scored, "0.1": "diverged"}) == "0.05"


def test_the_peak_of_memory_is_a_process_own_and_not_its_parents():
    held = b"\1" * (300 << 20)  # kept until the child has run
    path = str(Path(bench.__file__).parent)
    code = f"import sys; sys.path.insert(0, {path!r}); import bench; print(bench.peak())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(held) / (1 << 20) < bench.peak()
    assert float(child.stdout) < bench.peak() - 100
