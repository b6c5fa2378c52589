"""Tables are trained once for a corpus and its settings; their file is whole or not there."""

import inspect
from pathlib import Path

import numpy as np
import pytest
import torch

from w2v_helpers import cache
from w2v_helpers.cache import cache_folder, trained


class Train:
    """`fast.train`, with the options of every call kept."""

    def __init__(self) -> None:
        self.calls, self.real = [], cache.fast.train

    def __call__(self, documents: list[list[str]], **options: float) -> cache.fast.Trained:
        self.calls.append(options)
        return self.real(documents, **options)


@pytest.fixture
def train(monkeypatch, tmp_path) -> Train:
    monkeypatch.setenv("W2V_CACHE", str(tmp_path / "new" / "folder"))
    recorded = Train()
    monkeypatch.setattr(cache.fast, "train", recorded)
    return recorded


def test_a_line_says_that_it_trains_except_where_outputs_are_recorded(train, monkeypatch, capsys):
    trained("toy", epochs=1)
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.setenv("W2V_QUIET", "1")
    trained("toy", epochs=2)
    assert capsys.readouterr().out == ""
    monkeypatch.delenv("W2V_QUIET")
    for _ in range(2):
        trained("toy", seed=3, epochs=1)
    assert capsys.readouterr().out == "training on toy, seed 3: seconds, the first time only …\n"


def files() -> list[Path]:
    return [path for path in cache_folder().rglob("*")]


def test_tables_are_trained_once_then_read_back_equal(train):
    first, again = trained("toy", epochs=2), trained("toy", epochs=2)
    assert len(train.calls) == 1
    assert torch.equal(first.input, again.input) and torch.equal(first.output, again.output)
    assert first.vocab.words == again.vocab.words and first.vocab.ids == again.vocab.ids
    assert torch.equal(first.vocab.counts, again.vocab.counts)
    assert again.input.shape == (20, 50)
    assert first.losses == again.losses == ()


def test_settings_are_those_of_the_corpus_unless_given(train):
    trained("toy", seed=3, epochs=1, dim=4)
    assert train.calls == [{**cache.SETTINGS["toy"], "seed": 3, "epochs": 1, "dim": 4}]


@pytest.mark.parametrize("change", [dict(seed=1), dict(dim=3), dict(alpha=0.04), dict(sample=1e-3)])
def test_another_seed_or_setting_has_tables_of_its_own(train, change):
    usual, other = trained("toy", epochs=1), trained("toy", **{"epochs": 1, **change})
    assert len(train.calls) == len(files()) == 2
    assert usual.input.shape != other.input.shape or not torch.equal(usual.output, other.output)
    trained("toy", **{"epochs": 1, **change})
    assert len(train.calls) == 2


def test_another_corpus_has_tables_of_its_own(train):
    trained("toy", epochs=1)
    assert "volga" in trained("planted", epochs=1).vocab
    assert len(files()) == 2


@pytest.mark.parametrize("module", ["blocks", "corpus", "fast", "tables", "vocab"])
def test_a_change_of_what_trains_trains_anew(train, monkeypatch, module):
    trained("toy", epochs=1)
    source = inspect.getsource
    changed = getattr(cache, module)
    monkeypatch.setattr(
        cache.inspect, "getsource", lambda thing: source(thing) + "# new\n" * (thing is changed)
    )
    for calls in (2, 2):  # and the second time reads what was trained
        trained("toy", epochs=1)
        assert len(train.calls) == calls


def test_a_change_of_torch_trains_anew(train, monkeypatch):
    trained("toy", epochs=1)
    monkeypatch.setattr(torch, "__version__", "9")
    trained("toy", epochs=1)
    assert len(train.calls) == 2


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
def test_a_save_that_fails_leaves_nothing_behind(train, monkeypatch, error):
    def write_half(file: Path, **tables: np.ndarray) -> None:
        Path(file).write_bytes(b"half of a table")
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", write_half)
        if isinstance(error, OSError):
            with pytest.warns(UserWarning, match="not kept: disk full; set W2V_CACHE"):
                assert trained("toy", epochs=1).input.isfinite().all()
        else:
            with pytest.raises(KeyboardInterrupt):
                trained("toy", epochs=1)
    assert files() == []
    trained("toy", epochs=1)
    assert len(train.calls) == 2 and len(files()) == 1


def test_a_folder_that_cannot_be_made_costs_a_warning(train, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("W2V_CACHE", str(tmp_path / "file" / "folder"))
    with pytest.warns(UserWarning, match="set W2V_CACHE to a folder"):
        assert len(trained("toy", epochs=1).vocab) == 20


# 0.1: a header's date, no matter; of the others one opens a bracket that nothing closes
@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, b"}"])
def test_a_wrong_bit_in_a_file_never_reaches_the_tables(train, place):
    whole = trained("toy", epochs=1)
    (file,) = files()
    damaged = bytearray(file.read_bytes())
    damaged[damaged.index(place) if place == b"}" else int(place * len(damaged))] ^= 0x40
    file.write_bytes(damaged)
    again = trained("toy", epochs=1)
    assert len(train.calls) == (1 if place == 0.1 else 2)
    assert again.vocab.words == whole.vocab.words and torch.equal(again.input, whole.input)


@pytest.mark.parametrize("left", [0.0, 0.001, 0.5, 0.999])
def test_a_truncated_file_is_trained_anew_and_mended(train, left):
    whole = trained("toy", epochs=1)
    (file,) = files()
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[: int(left * size)])
    assert torch.equal(trained("toy", epochs=1).input, whole.input)
    assert len(train.calls) == 2
    assert files() == [file] and file.stat().st_size == size


def test_the_cache_is_in_the_home_folder_unless_w2v_cache_says_otherwise(monkeypatch, tmp_path):
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path))
    for unset in (
        lambda: monkeypatch.delenv("W2V_CACHE", raising=False),
        lambda: monkeypatch.setenv("W2V_CACHE", ""),
        lambda: monkeypatch.setenv("W2V_CACHE", "~/.cache/w2v_helpers"),
    ):
        unset()
        assert cache_folder() == tmp_path / ".cache" / "w2v_helpers"
    monkeypatch.setenv("W2V_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"


def test_an_unknown_corpus_is_refused_with_the_names_there_are():
    with pytest.raises(
        ValueError, match="no corpus 'text9': expected one of toy, planted, wikipedia"
    ):
        trained("text9")
