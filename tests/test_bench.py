"""The benchmark runs from end to end, keeps what it has measured, and says of every figure whether it was reached."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from w2v_helpers.corpus import wikipedia_articles

PATH = Path(__file__).parent / "benchmarks" / "bench.py"
spec = importlib.util.spec_from_file_location("bench", PATH)
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)


def test_a_quick_run_measures_every_figure_and_keeps_those_of_an_earlier_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bench, "GPU", "cpu")  # stands for one
    text, out = tmp_path / "text.txt", tmp_path / "results" / "benchmark.json"
    bench.write(wikipedia_articles()[:12], text)
    out.parent.mkdir()
    out.write_text(json.dumps({"earlier": {"kept": 1}}))
    bench.main(["--quick", "--text", str(text), "--out", str(out)])
    found = json.loads(out.read_text())
    assert set(found) == {"earlier", "machines", *bench.FIGURES}
    assert set(found["machines"]) == set(bench.FIGURES)
    assert found["machines"]["speed"]["torch"]
    printed = capsys.readouterr().out
    assert "ours shares 16 negatives among the 16 centers of a block" in printed
    assert printed.count("reached") + printed.count("MISSED") >= 15
    assert "GPU, up to 16 blocks a step, alpha 0.05, words/s" in printed
    assert [path.name for path in out.parent.iterdir()] == ["benchmark.json"]


def test_without_a_gpu_its_figure_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "GPU", None)
    text, out = bench.write(wikipedia_articles()[:2], tmp_path / "text.txt"), tmp_path / "benchmark.json"
    bench.main(["--quick", "--only", "gpu", "--text", str(text), "--out", str(out)])
    assert not out.exists()


def test_a_race_takes_the_ratio_of_medians_to_the_faster_gensim():
    seconds = {"gensim a": iter([1, 2, 3]), "gensim b": iter([4, 4, 4]), "ours": iter([0.5, 1, 0.25])}
    found = bench.race(12, 3, {name: lambda times=times: next(times) for name, times in seconds.items()})
    assert found["faster gensim"] == "gensim a"
    assert found["ours ÷ gensim"] == {"median": 24 / 6, "min": 2, "max": 12}
    assert found["speeds"]["gensim b"] == [3, 3, 3]


def test_an_interval_that_reaches_below_the_bound_is_a_miss():
    near = dict.fromkeys(["WordSim-353", "SimLex-999"], bench.difference([0.50, 0.51, 0.52], [0.50, 0.51, 0.52]))
    far = dict.fromkeys(["WordSim-353", "SimLex-999"], bench.difference([0.500, 0.501], [0.500, 0.501]))
    assert [reached for *_, reached in bench.rows({"quality": near})] == [False, False]
    assert [reached for *_, reached in bench.rows({"quality": far})] == [True, True]


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
    tried = {"0.025": [{"WordSim-353": 0.4}], "0.05": [{"WordSim-353": 0.5}, {"WordSim-353": 0.1}], "0.1": "diverged"}
    assert bench.best_alpha(tried) == "0.05"


def test_the_peak_of_memory_is_a_process_own_and_not_its_parents():
    held = b"\1" * (300 << 20)  # kept until the child has run
    code = f"import sys; sys.path.insert(0, {str(PATH.parent)!r}); import bench; print(bench.peak())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(held) / (1 << 20) < bench.peak()
    assert float(child.stdout) < bench.peak() - 100
