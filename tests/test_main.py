"""The command line does what it says, and tells bad input in a line before anything is lost."""

import base64
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from w2v_helpers import explore, fast, tables, training
from w2v_helpers.blocks import Stream, encode
from w2v_helpers.command import main
from w2v_helpers.corpus import planted_analogies, planted_corpus, planted_words
from w2v_helpers.files import read_vectors, write_vectors
from w2v_helpers.options import OPTIONS, Options
from w2v_helpers.vectors import to_keyed_vectors
from w2v_helpers.vocab import Vocab

COMMAND = [sys.executable, "-m", "w2v_helpers"]
PLANTED = shlex.split("--dim 30 --min-count 1 --sample 0 --alpha 0.05 --epochs 10 --workers 1")
ENDLESS = shlex.split("--dim 30 --min-count 1 --epochs 1000000 --workers 2")
SIX_WORDS = dict(
    king=(1, 0, 1), queen=(1, 1, 1), man=(0, 0, 1), woman=(0, 1, 1), apple=(-1, 0, 0),
    river=(0, 0, -1),
)  # fmt: skip
TOLD = re.compile(r"^w2v_helpers: [\d,]+ documents, .*\nw2v_helpers: epochs.*\n", re.MULTILINE)
Run = Callable[..., SimpleNamespace]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("corpus") / "planted.txt"
    file.write_text("\n".join(map(" ".join, planted_corpus())), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def planted(corpus) -> Path:
    """Vectors trained on the planted corpus by the command itself."""
    file = corpus.with_name("planted.bin")
    assert main(["train", str(corpus), str(file), *PLANTED]) == 0
    return file


@pytest.fixture
def six(tmp_path) -> Path:
    file = tmp_path / "six.txt"
    vocab = Vocab(list(SIX_WORDS), torch.arange(6, 0, -1))
    write_vectors(
        to_keyed_vectors(vocab, torch.tensor(list(SIX_WORDS.values()), dtype=torch.float32)), file
    )
    return file


@pytest.fixture
def run(capfd) -> Run:
    """Run a command in this process: its status, and what it printed."""

    def run(*arguments: object) -> SimpleNamespace:
        capfd.readouterr()
        try:
            status = main(list(map(str, arguments)))
        except SystemExit as stop:
            status = stop.code
        out, err = capfd.readouterr()
        told = re.search(TOLD, err)  # before a training
        err = re.sub(TOLD, "", err)
        return SimpleNamespace(status=status, out=out, err=err, told=told and told[0])

    return run


def refused(done: SimpleNamespace) -> str:
    """The one line on stderr with which bad input is refused."""
    assert done.status == 2
    assert done.out == ""
    assert re.fullmatch(r"w2v_helpers: error: [^\n]+\n", done.err)
    return done.err


def test_the_planted_analogies_are_found(run, planted):
    for question in (
        ["warsaw", "-", "poland", "+", "denmark"],
        ["warsaw - poland + denmark"],
        ["- poland + denmark + warsaw"],
    ):
        done = run("similar", planted, *question, "--top", 3)
        lines = done.out.splitlines()
        assert (done.status, done.err) == (0, "")
        assert lines[0].split()[0] == "copenhagen"
        assert len(lines) == 3
        assert not {"warsaw", "poland", "denmark"} & set(done.out.split())


def test_neighbours_are_gensims_and_stand_in_aligned_columns(run, planted):
    lines = run("similar", planted, "warsaw").out.splitlines()
    expected = KeyedVectors.load_word2vec_format(str(planted), binary=True).most_similar("warsaw")
    assert [line.split() for line in lines] == [
        [word, f"{cosine:.3f}"] for word, cosine in expected
    ]
    assert len({len(line) for line in lines}) == 1


ASKED = {
    ("king - man + woman",): "queen 0.975",
    ("king", "-man", "+woman"): "queen 0.975",
    ("king -man +woman",): "queen 0.975",
    ("king", "−", "man", "+", "woman"): "queen 0.975",  # copied from a text
    ("- apple - man",): "river 0.707",
    ("king", "queen"): "king · queen 0.816 king queen 0.816 queen king 0.816",
    ("king", "queen", "woman"): "king queen 0.816 queen king 0.816 woman queen 0.816",
}


@pytest.mark.parametrize(("words", "answer"), ASKED.items(), ids=map(str, ASKED))
def test_each_word_of_a_question_counts_with_its_sign_or_gets_a_list(run, six, words, answer):
    done = run("similar", six, words[0], "--top", 1, *words[1:])
    assert (done.status, done.out.split(), done.err) == (0, answer.split(), "")


@pytest.mark.parametrize(
    "typed, found",
    [
        *(("King", "king"), ("KING", "king"), ("e\u0301cole", "école"), ("don't", "don’t")),
        *(("Oslo", "Oslo"), ("new\u00a0york", "new\u00a0york")),
    ],
)
def test_a_question_is_treated_as_a_text_is_and_says_so(run, tmp_path, typed, found):
    file = tmp_path / "v.txt"
    words = "king", "école", "don’t", "Oslo", "new\u00a0york"
    write_vectors(keyed(words, [[1, place] for place in range(5)]), file)
    done = run("similar", file, typed)
    told = f"w2v_helpers: {found!r} for {typed!r}\n" * (found != typed)
    assert (done.status, done.err, done.out.count("\n")) == (0, told, 4)


def test_a_word_with_a_sign_is_taken_as_it_stands_where_the_vectors_have_it(run, tmp_path):
    file = tmp_path / "v.txt"
    file.write_text("4 2\n-ing 1 0\ning 0 1\n男 2 1\nking 1 1\n", encoding="utf-8")
    done = run("similar", file, "king", "-ing", "--top", 1)
    assert "'-ing' is a word of the vectors" in done.err
    assert " ".join(done.out.split()) == "king · -ing 0.707 king 男 0.949 -ing 男 0.894"
    assert run("similar", file, "king", "-男", "--top", 1).out.split() == ["ing", "0.811"]


def test_common_dirt_in_a_file_is_told_in_a_line(run, tmp_path):
    (tmp_path / "v.txt").write_text("the 1 2\nfox 1 3\nthe 1 4\n", encoding="utf-8")
    done = run("similar", tmp_path / "v.txt", "fox")
    assert done.status == 0
    assert re.fullmatch(r"w2v_helpers: warning: .*1 words come again; .*\n", done.err)


def test_several_texts_are_one_corpus_and_the_last_is_never_overwritten(run, corpus, tmp_path):
    lines = corpus.read_text(encoding="utf-8").splitlines()
    parts = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for part, own in zip(parts, (lines[:1000], lines[1000:]), strict=True):
        part.write_text("\n".join(own), encoding="utf-8")
    whole, joined = tmp_path / "whole.txt", tmp_path / "joined.txt"
    assert run("train", corpus, whole, *PLANTED).status == 0
    done = run("train", *parts, joined, *PLANTED)
    assert done.status == 0 and done.told.startswith("w2v_helpers: 3,000 documents, ")
    assert whole.read_bytes() == joined.read_bytes()
    assert "holds no vectors: expected another name" in refused(run("train", *parts))
    assert parts[1].read_text(encoding="utf-8") == "\n".join(lines[1000:])


def test_the_most_frequent_words_alone_are_trained_and_gensim_reads_their_counts(
    run, corpus, tmp_path
):
    file, counts = tmp_path / "v.bin", tmp_path / "counts"
    options = "--max-vocab", 20, "--save-vocab", counts
    done = run("train", corpus, file, *PLANTED, *options)
    assert "min_count=1, at most 20, leaves 20 words" in done.told
    most = Vocab.build(planted_corpus(), at_most=20)
    assert read_vectors(file).index_to_key == most.words
    read = KeyedVectors.load_word2vec_format(file, fvocab=counts, binary=True)
    assert [read.get_vecattr(word, "count") for word in most.words] == most.counts.tolist()
    assert run("train", corpus, file, *PLANTED, *options).status == 0  # written anew


def test_a_vocabulary_of_one_word_has_no_neighbours(run, tmp_path):
    (tmp_path / "one.txt").write_text("1 2\nking 1 2\n", encoding="utf-8")
    done = run("similar", tmp_path / "one.txt", "king")
    assert (done.status, done.out.strip(), done.err) == (0, "", "")


def test_sets_of_your_own_are_scored_beside_random_vectors(run, planted, tmp_path):
    analogies, pairs = tmp_path / "analogies.txt", tmp_path / "pairs.tsv"
    questions = planted_analogies()
    analogies.write_text(": planted\n" + "\n".join(map(" ".join, questions)), encoding="utf-8")
    words = planted_words()
    alike = [(a, b, 9) for own in words.values() for a, b in pairwise(own)]
    unlike = [(a, b, 1) for a in words["capital"] for b in words["language"][:6]]
    judged = [pair for pair in [*alike, *unlike, ("warsaw", "paris", 9)] if pair[0] != pair[1]]
    lines = ["\t".join(map(str, pair)) for pair in judged]
    pairs.write_text("\n".join(lines), encoding="utf-8")
    done = run("evaluate", planted, "--analogies", analogies, "--pairs", pairs)
    title, *rows = [line.split() for line in done.out.splitlines()]
    assert (done.status, done.err) == (0, "")
    assert " ".join(title) == "set score 95% interval items left out random vectors"
    assert [row[0] for row in rows] == [str(pairs), str(analogies)]
    assert [row[5:7] for row in rows] == [[str(len(judged) - 1), "1"], ["792", "0"]]
    for row in rows:
        score, low, high, chance = (float(row[place]) for place in (1, 2, 4, 7))
        assert low <= score <= high and score > 0.5 > 0.1 > abs(chance)
    assert run("evaluate", planted, "--pairs", pairs).out.count("\n") == 2
    assert run("evaluate", planted, "--analogies", analogies).out.count("\n") == 2


def test_by_default_the_sets_in_gensim_are_scored(run, tmp_path):
    lines = Path(datapath("wordsim353.tsv")).read_text(encoding="utf-8").lower().splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split("\t")[:2]}
    words |= {"old", "new", "smart", "intelligent", "athens", "greece", "baghdad", "iraq"}
    table = np.random.default_rng(0).standard_normal((len(words), 5))
    write_vectors(keyed(sorted(words), table), tmp_path / "v.bin")
    done = run("evaluate", tmp_path / "v.bin")
    assert (done.status, done.err) == (0, "")
    rows = [re.split("  +", line) for line in done.out.splitlines()[1:]]
    assert [row[0] for row in rows] == ["WordSim-353", "SimLex-999", "Google analogies"]
    assert rows[0][4] == "0"


@pytest.mark.parametrize(("name", "seed"), [("v.bin", 0), ("v.vec", 0), ("v.txt", 1)])
def test_a_seed_gives_the_same_vectors_in_any_format_and_gensim_loads_them(
    run, corpus, planted, tmp_path, name, seed
):
    assert run("train", corpus, tmp_path / name, *PLANTED, "--seed", seed).status == 0
    loaded = KeyedVectors.load_word2vec_format(str(tmp_path / name), binary=name == "v.bin")
    expected = KeyedVectors.load_word2vec_format(str(planted), binary=True)
    # the most frequent first
    assert loaded.index_to_key == expected.index_to_key == Vocab.build(planted_corpus()).words
    assert np.array_equal(loaded.vectors, expected.vectors) == (seed == 0)
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_progress_shows_speed_learning_rate_loss_and_time_left(run, corpus, tmp_path):
    bar = run("train", corpus, tmp_path / "v.bin", *PLANTED).err
    assert (
        "word/s" in bar
        and re.search(r"lr=0\.\d{4}, loss=\d\.\d{4}", bar)
        and re.search(r"100%.*\[\d\d:\d\d<\d\d:\d\d", bar)
    )
    (tmp_path / "short.txt").write_text("a b\n", encoding="utf-8")  # no pair is left for a loss
    bar = run("train", tmp_path / "short.txt", tmp_path / "v.bin", "--min-count", 1).err
    assert "lr=" in bar and "loss" not in bar


@pytest.fixture
def trainer(monkeypatch) -> SimpleNamespace:
    """In the trainer's place: what it was asked, and what it does when asked."""
    spy = SimpleNamespace(vocab=Vocab(["the", "fox"], torch.tensor([3, 2])), do=lambda: None)

    def train(stream: Stream, **options: object) -> fast.Trained:
        spy.kept, spy.options = options.pop("vocab"), options
        stream.use(spy.kept)
        spy.ids = stream[0 : len(stream)]
        spy.do()
        return fast.Trained(spy.vocab, torch.ones(2, 3), torch.zeros(2, 3))

    monkeypatch.setattr(fast, "train", train)
    return spy


def test_the_defaults_suit_the_text_and_the_machine_and_are_else_the_trainers(
    run, corpus, tmp_path, trainer
):
    done = run("train", corpus, tmp_path / "v.bin")
    assert done.status == 0 and "epochs=10, alpha=0.05 for 18,000 tokens (--ep" in done.told
    for flag, value in (("--epochs", 2), ("--alpha", 0.01)):  # one alone leaves the other
        assert run("train", corpus, tmp_path / "v.bin", flag, value).status == 0
        both = {"--epochs": 10, "--alpha": 0.05, flag: value}
        assert [trainer.options[name] for name in ("epochs", "alpha")] == [*both.values()]
    assert run("train", corpus, tmp_path / "v.bin").status == 0
    workers, device = trainer.options["workers"], "cuda" if torch.cuda.is_available() else "cpu"
    expected = Options(workers=workers, device=device, epochs=10, alpha=0.05)._asdict()
    assert trainer.options.pop("exchange").world == 1
    assert trainer.options == {**expected, "progress": True}
    assert 1 <= workers <= os.cpu_count()
    assert torch.equal(trainer.ids, encode(planted_corpus(), trainer.kept))


def test_every_option_reaches_the_trainer(run, corpus, tmp_path, trainer):
    given = dict(
        dim=7, window=2, negative=3, min_count=2, sample=0.5, alpha=0.125, epochs=9, workers=3,
        seed=11, blocks=7,
    )  # fmt: skip
    assert given.keys() == OPTIONS.keys() - {"device"}
    options = []
    for name, value in given.items():
        options += [f"--{name.replace('_', '-')}", value]
    assert run("train", corpus, tmp_path / "v.bin", *options, "--device", "cpu").status == 0
    del trainer.options["exchange"]
    assert trainer.options == given | dict(device="cpu", progress=True)


def test_help_imports_nothing_heavy_and_shows_examples(run):
    loads = (
        "import sys, w2v_helpers.command as m; m.make_parser().format_help(); print(*sys.modules)"
    )
    command = [sys.executable, "-OO", "-c", loads]  # without docstrings, too
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"torch", "numpy", "gensim", "tqdm", "inspect"} & set(done.stdout.split())
    examples = run("--help").out.partition("examples:")[2]
    for command in ("train", "similar", "evaluate", "explore", "torchrun"):
        assert command in examples


def stop(error: BaseException) -> Callable[..., None]:
    def do(*_: object, **__: object) -> None:
        raise error

    return do


def test_an_interrupted_training_is_kept_beside_the_older_file(run, corpus, tmp_path, trainer):
    (tmp_path / "v.bin").write_text("1 2\nolder", encoding="utf-8")
    halves = fast.Trained(trainer.vocab, torch.full((2, 100), 0.5), torch.zeros(2, 100))
    trainer.do = stop(fast.Interrupted(halves))
    done = run("train", corpus, tmp_path / "v.bin")
    assert (done.status, done.out) == (130, "")
    partial = tmp_path / "v.bin.partial"
    assert done.err == f"w2v_helpers: interrupted; 2 words × 100 numbers in {partial}\n"
    assert (tmp_path / "v.bin").read_text(encoding="utf-8") == "1 2\nolder"
    assert (read_vectors(tmp_path / "v.bin.partial").vectors == 0.5).all()
    assert run("similar", tmp_path / "v.bin.partial", "fox").out.split() == ["the", "1.000"]


def test_an_interruption_at_any_other_time_is_told_in_one_line(
    run, corpus, six, tmp_path, trainer, monkeypatch
):
    trainer.do = stop(KeyboardInterrupt())  # while reading
    monkeypatch.setattr(KeyedVectors, "most_similar", stop(KeyboardInterrupt()))
    for arguments in (["train", corpus, tmp_path / "v.bin"], ["similar", six, "king"]):
        done = run(*arguments)
        assert (done.status, done.out, done.err) == (130, "", "w2v_helpers: interrupted\n")
    assert not list(tmp_path.glob("v.bin*"))


def test_memory_that_runs_out_is_told_with_the_file(run, six, monkeypatch):
    monkeypatch.setattr(KeyedVectors, "get_mean_vector", stop(MemoryError()))
    assert "six.txt': not enough memory" in refused(run("similar", six, "king"))


def test_an_unexpected_exception_is_not_hidden(run, corpus, tmp_path, trainer):
    trainer.do = stop(RuntimeError("a bug"))
    with pytest.raises(RuntimeError, match="a bug"):
        run("train", corpus, tmp_path / "v.bin")
    assert list(tmp_path.iterdir()) == []


def test_training_that_diverges_is_told(run, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST", 0.1)
    done = run("train", corpus, tmp_path / "v.bin", *PLANTED)
    assert done.status == 2
    last = done.err.splitlines()[-1]
    assert re.match(r"w2v_helpers: error: .*alpha=0\.05 is too large .*try 0\.0125$", last)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", [True, False])
def test_of_torchruns_processes_the_first_writes_and_prints(
    run, corpus, tmp_path, trainer, monkeypatch, first
):
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(training, "FIRST", first)
    module = SimpleNamespace(  # with the spy
        train=lambda stream, watch, **options: fast_train(stream, **options),
        meeting=lambda device: nullcontext(),
        from_first=lambda prepare: prepare(),
    )
    fast_train = fast.train
    monkeypatch.setattr(fast, "train", None)
    monkeypatch.setitem(sys.modules, "w2v_helpers.distributed", module)
    monkeypatch.setattr("w2v_helpers.distributed", module, raising=False)
    done = run("train", corpus, tmp_path / "v.bin")
    assert (done.status, bool(done.out), done.err) == (0, first, "")
    assert trainer.options["progress"] == first == (tmp_path / "v.bin").exists()


@pytest.mark.parametrize(
    "options, complaint",
    [
        (["--dim", "0"], "dim=0"),
        (["--window", "0"], "window=0"),
        (["--negative", "0"], "negative=0"),
        (["--min-count", "0"], "--min-count 0: expected"),
        (["--min-count", "100000"], "--min-count 100000 times"),
        (["--max-vocab", "0"], "--max-vocab 0: expected"),
        (["--sample", "-1"], "sample=-1.0"),
        (["--sample", "1e-300"], "sample=1e-300: expected 0 (keep all) or a share from 1e-12"),
        (["--alpha", "0"], "alpha=0.0"),
        (["--alpha", "nan"], "alpha=nan"),
        (["--epochs", "0"], "epochs=0"),
        (["--workers", "0"], "workers=0"),
        (["--workers", "-1"], "workers=-1"),
        (["--workers", "two"], "--workers: invalid int value: 'two'"),
        (["--alpha", "fast"], "--alpha: invalid float value: 'fast'"),
        (["--dim", "1.5"], "--dim: invalid int value: '1.5'"),
        (["--device", "abacus"], "--device: invalid choice: 'abacus'"),
        (["--speed", "9"], "unrecognized arguments: --speed 9"),
        (["-epochs", "9"], "unrecognized arguments: -epochs"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(run, corpus, tmp_path, options, complaint):
    assert complaint in refused(run("train", corpus, tmp_path / "v.bin", *options))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content, complaint",
    [
        (None, "no file"),
        ("a folder", "is a folder"),
        (b"", "is empty"),
        (b"\n \n", "the corpus is empty"),
        ("😂\n".encode(), "mine.txt'; try --tokenizer whitespace"),
        (b"caf\xe9", "line 1: byte 0xe9 is not UTF-8"),
        (bytes(range(256)), "line 1: byte 0x00: no text"),
        (b"one word is too few\n", "--min-count 5"),
        (b"the\n" * 9, "no pairs"),
        (
            "昨天在北京饭馆吃了晚饭".encode(),
            "spaces between words needs --tokenizer module:function",
        ),
    ],
)
def test_a_corpus_that_cannot_be_trained_on_is_refused(run, tmp_path, content, complaint):
    file = tmp_path / "mine.txt"
    if content == "a folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    assert complaint in refused(run("train", file, tmp_path / "v.bin"))
    assert not (tmp_path / "v.bin").exists()


@pytest.mark.parametrize(
    "names, complaint",
    [
        (f"{'v' * 250}.bin", "cannot be written: File name too long"),
        ("v", "'.*v': expected a name that ends in .bin"),
        ("v.npy", r"'.*v\.npy': expected a name that ends in .bin"),
        ("absent/v.bin", r"absent/v\.bin' cannot be written: No such file or directory"),
        ("folder.bin", r"folder\.bin' is a folder"),
        ("mine.txt", r"mine\.txt' is there and holds no vectors"),
        ("mine.txt/v.bin", r"v\.bin' cannot be written: Not a directory"),
        ("diary.bin", r"diary\.bin\.partial' is there and holds no vectors"),
        ("walks.txt", r"walks\.txt' is a text or another output"),
        ("kept.vec", r"kept\.vec\.partial' is a text or another output"),
        ("v.txt --save-vocab v.txt", r"v\.txt' is a text or another output"),
        ("v.txt --save-vocab ./v.txt.partial", r"partial' is a text or another output"),
        ("v.txt --save-vocab ''", "is a folder: expected the name of a file"),
        ("v.txt --save-vocab nowhere/counts", "cannot be written"),
        ("v.txt --save-vocab mine.txt", "holds no words with their counts"),
        ("v.txt --save-vocab diary.bin.partial", "holds no words with their counts"),
    ],
)
def test_where_vectors_cannot_be_written_is_told_before_training(
    run, tmp_path, monkeypatch, trainer, names, complaint
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.bin").mkdir()
    (tmp_path / "mine.txt").write_text("the fox\n", encoding="utf-8")
    (tmp_path / "diary.bin.partial").write_text("Chapter 1\nmy diary\n", encoding="utf-8")
    texts = ["mine.txt", "walks.txt", "kept.vec.partial"]
    for text in texts[1:]:
        Path(text).write_text("9 2\n9 7 8\n", encoding="utf-8")
    assert re.search(complaint, refused(run("train", *texts, *shlex.split(names))))
    assert not hasattr(trainer, "options")
    assert Path("mine.txt").read_text(encoding="utf-8") == "the fox\n"
    assert all(Path(text).read_text(encoding="utf-8") == "9 2\n9 7 8\n" for text in texts[1:])
    assert {path.name for path in tmp_path.iterdir()} == {"diary.bin.partial", "folder.bin", *texts}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_file_or_folder_that_is_read_only_is_told_before_training(run, corpus, tmp_path, trainer):
    (tmp_path / "kept.bin").touch(0o400)
    for name, mode in {"kept.bin": 0o700, "v.bin": 0o500}.items():
        tmp_path.chmod(mode)
        done = run("train", corpus, tmp_path / name)
        assert "cannot be written: Permission denied" in refused(done)
    assert not hasattr(trainer, "options")


@pytest.mark.parametrize(
    "words, complaint",
    [
        (["kign"], "'kign' is not among the 6 words of the vocabulary; did you mean 'king'?"),
        (["king", "zebra"], "'zebra' is not among the 6 words"),
        (["king - man + zebra"], "'zebra' is not among the 6 words"),
        (["king", "-", "-", "man"], "'king - - man': expected words with a sign between them"),
        (["king man + woman"], "'king man + woman': expected"),
        (["king", "+"], "'king +': expected"),
        (["king - king"], "'king - king': nothing is left of it"),
        (["king", "--top", "0"], "--top 0: expected a whole number from 1 to"),
        (["king", "--top", "ten"], "invalid int value: 'ten'"),
        ([""], "'' is not among the 6 words"),
        ([], "required: WORD"),
    ],
)
def test_words_that_cannot_be_looked_up_are_refused(run, six, words, complaint):
    assert complaint in refused(run("similar", six, *words))


@pytest.mark.parametrize(
    "command", ["similar {} king", "evaluate {}", "explore {} page.html", "convert {} out.bin"]
)
@pytest.mark.parametrize(
    "name, content, complaint",
    [
        ("absent.bin", None, "No such file or directory"),
        ("v.kv", b"", "expected a name that ends in .bin"),
        ("junk.bin", bytes(range(256)), "not a word2vec binary file"),
        ("junk.txt", bytes(range(256)), "not a word2vec text file"),
        ("nan.txt", b"1 2\nking 1 nan\n", "the vector of 'king' holds NaN"),
    ],
)
def test_vectors_that_cannot_be_read_are_refused(run, tmp_path, command, name, content, complaint):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = {*tmp_path.iterdir()}
    parts = command.format(name).split()
    line = refused(run(*(tmp_path / part if "." in part else part for part in parts)))
    assert complaint in line and name in line and {*tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "option, content, complaint",
    [
        ("--pairs", None, "No such file or directory"),
        ("--pairs", "king\tqueen\t9\nking\tman\n", "mine', line 2: expected two words and a"),
        ("--pairs", "cat\tdog\t9\n", "no score, too few items"),
        ("--analogies", None, "No such file or directory"),
        ("--analogies", ": royal\nman king woman\n", "mine', line 2: expected four words"),
        ("--analogies", ": pets\ncat cats dog dogs\n", "no score, too few items"),
    ],
)
def test_a_set_that_cannot_be_scored_is_refused(run, six, tmp_path, option, content, complaint):
    if content is not None:
        (tmp_path / "mine").write_text(content, encoding="utf-8")
    assert complaint in refused(run("evaluate", six, option, tmp_path / "mine"))


def test_a_set_without_a_score_costs_no_other_its_own(run, six, tmp_path):
    (tmp_path / "good").write_text("king queen 9\nking man 7\nking apple 1\n", encoding="utf-8")
    (tmp_path / "flat").write_text("king queen 9\nking man 9\n", encoding="utf-8")
    done = run("evaluate", six, "--pairs", tmp_path / "flat", tmp_path / "good")
    assert done.status == 2 and done.out.splitlines()[1].startswith(str(tmp_path / "good"))
    assert re.fullmatch(r"w2v_helpers: error: .*flat: no score, all its judgements.*\n", done.err)


@pytest.mark.parametrize(
    "line", ["", "teach", "train", "train mine.txt", "similar", "evaluate", "explore v.bin"]
)
def test_a_command_that_is_not_whole_is_refused(run, line):
    assert "--help tells more" in refused(run(*line.split()))


def test_a_reader_that_leaves_early_sees_no_traceback(six):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "similar", six, "king"], stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


@contextmanager
def listening() -> Iterator[None]:
    """A process that is started here hears its signals, also in a shell's background or nohup."""
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {
        number: signal.getsignal(number) for number in map(signal.Signals.__getitem__, names)
    }
    for number in handlers:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def start(arguments: list, *, until: Callable[[str], bool]) -> subprocess.Popen:
    """A command in a process of its own, once its stderr is as wished."""
    pipes = dict(stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    with listening():
        process = subprocess.Popen(list(map(str, arguments)), **pipes)
    seen = b""
    while not until(seen.decode(errors="replace")):
        byte = process.stderr.read(1)
        assert byte, f"it ended: {seen.decode()}"
        seen += byte
    return process


WRITE_SLOWLY = """
import runpy, sys, time
from gensim.models import KeyedVectors
def save(self, path, binary, save=KeyedVectors.save_word2vec_format):
    save(self, path, binary=binary)
    print("writing", file=sys.stderr, flush=True)
    time.sleep(2)
KeyedVectors.save_word2vec_format = save
runpy.run_module("w2v_helpers", run_name="__main__", alter_sys=True)
"""
no_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@no_signals
def test_a_training_that_is_finished_is_written_whatever_is_pressed(corpus, planted, tmp_path):
    command = [sys.executable, "-c", WRITE_SLOWLY, "train", corpus, tmp_path / "v.bin", *PLANTED]
    process = start(command, until=lambda err: "writing" in err)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGINT"):
        process.send_signal(getattr(signal, name))
        time.sleep(0.1)
    assert process.wait(timeout=120) == 0
    assert (tmp_path / "v.bin").read_bytes() == planted.read_bytes()
    assert list(tmp_path.iterdir()) == [tmp_path / "v.bin"]


@no_signals
def test_what_a_killed_run_left_is_removed_by_the_next(run, corpus, planted, tmp_path):
    file = tmp_path / "v.bin"
    file.write_bytes(planted.read_bytes())
    command = [sys.executable, "-c", WRITE_SLOWLY, "train", corpus, file, *PLANTED, "--seed", "1"]
    process = start(command, until=lambda err: "writing" in err)
    process.kill()
    assert process.wait(timeout=120) == -9
    assert file.read_bytes() == planted.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2
    assert run("convert", file, tmp_path / "v.vec").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v.bin", "v.vec"]


@no_signals
@pytest.mark.parametrize(
    ("name", "status", "dim", "sign"),
    # of so many numbers a piece of text takes minutes
    [("SIGINT", 130, 30, "lr="), ("SIGHUP", 129, 30, "lr="), ("SIGTERM", 143, 100_000, "word/s")],
)
def test_stopped_while_it_trains_it_keeps_what_it_learned_and_the_older_file(
    corpus, planted, name, status, dim, sign
):
    file = planted.with_name(f"{name}.bin")
    file.write_bytes(planted.read_bytes())
    command = [*COMMAND, "train", corpus, file, *ENDLESS, "--dim", dim]
    process = start(command, until=lambda bar: sign in bar)
    for each in (name, "SIGTERM", "SIGINT", "SIGHUP"):  # an impatient finger
        process.send_signal(getattr(signal, each))
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, b""), err.decode()
    assert (
        b"Traceback" not in err
        and b"hardly" not in err
        and f"in {file}.partial" in err.decode().splitlines()[-1]
    )
    assert file.read_bytes() == planted.read_bytes()
    assert read_vectors(f"{file}.partial").vectors.shape == (110, dim)
    assert len([*file.parent.glob(f"*{name}*")]) == 2 and not [*file.parent.glob(".*")]


@no_signals
def test_a_signal_that_comes_while_the_bar_is_written_has_its_say():
    code = """
import sys
from w2v_helpers import terminal
terminal.prepare()
class Writing:  # what the bar is written to, at that moment
    def __getattr__(self, name):
        return getattr(sys.__stderr__, name)
    def write(self, text):
        raise RuntimeError("reentrant call inside <_io.BufferedWriter name='<stderr>'>")
sys.stderr.stream = Writing()
print("kept", file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr == b"kept\n"


@no_signals
@pytest.mark.parametrize(
    ("module", "name", "status"),
    [("argparse", "SIGHUP", 129), ("torch.jit", "SIGTERM", 143), ("gensim.models", "SIGINT", 130)],
)
def test_stopped_while_it_starts_it_says_so_in_a_line(corpus, tmp_path, module, name, status):
    code = f"""
import os, runpy, signal, sys
class Stopping:
    def find_spec(self, module, *_):
        if module == {module!r}:
            os.kill(os.getpid(), signal.{name})
sys.meta_path.insert(0, Stopping())
runpy.run_module("w2v_helpers", run_name="__main__", alter_sys=True)
"""
    command = [sys.executable, "-c", code, "train", corpus, tmp_path / "v.bin"]
    with listening():
        done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr == "w2v_helpers: interrupted\n"
    assert list(tmp_path.iterdir()) == []


STREAMS = {  # a run's file: its command, status, and what it says
    "closed.bin": ("{} >&- 2>&- <&-", 0, ""),
    "full.bin": ("{} >/dev/full", 2, "(No space left on device); the files are written"),
    "quiet.bin": ("{} 2>/dev/full", 0, "trained 110 words"),
    # and a rank alone is no torchrun
    "ascii.bin": ("PYTHONIOENCODING=ascii RANK=1 {}", 0, r"trained 110 words \xd7 30 numbers"),
}


@no_signals
def test_a_stream_that_is_closed_or_full_or_lacks_a_letter_costs_no_training(
    corpus, planted, tmp_path
):
    runs = {}
    for name, (line, _, _) in STREAMS.items():
        command = shlex.join(map(str, [*COMMAND, "train", corpus, tmp_path / name, *PLANTED]))
        pipes = dict(stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        runs[name] = subprocess.Popen(line.format(command), shell=True, **pipes)
    for name, (_, status, told) in STREAMS.items():
        out, err = runs[name].communicate()
        assert (name, runs[name].returncode) == (name, status)
        assert told in out + err and "Traceback" not in err and "Exception" not in err
        assert (tmp_path / name).read_bytes() == planted.read_bytes()


def test_a_module_beside_the_text_is_not_pythons_and_a_rank_alone_says_what_it_lacks(
    corpus, tmp_path
):
    (tmp_path / "random.py").write_text("mine = 1\n", encoding="utf-8")
    command = [*COMMAND, "train", corpus, "v.bin"]
    alone = {**os.environ, "WORLD_SIZE": "2", "RANK": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert "environment variable MASTER_ADDR expected" in done.stderr.splitlines()[-1]
    assert done.returncode == 2 and "Traceback" not in done.stderr


@no_signals
def test_a_link_stays_one_and_a_pipe_is_refused(run, corpus, planted, tmp_path):
    link, target = tmp_path / "link.bin", tmp_path / "deep" / "target.bin"
    target.parent.mkdir()
    link.symlink_to(target)
    assert run("train", corpus, link, *PLANTED).status == 0
    assert link.is_symlink() and target.read_bytes() == planted.read_bytes()
    os.mkfifo(tmp_path / "pipe.bin")
    assert "is a pipe or a device" in refused(run("train", corpus, tmp_path / "pipe.bin"))


def test_what_the_disk_has_no_room_for_is_told_before_training(
    run, corpus, tmp_path, trainer, monkeypatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    done = run("train", corpus, tmp_path / "v.bin")
    assert "needs 44,000 bytes; 1,000 are free" in refused(done) and not hasattr(trainer, "options")


def test_vectors_that_cannot_be_written_where_they_should_are_kept_elsewhere(
    run, corpus, tmp_path, trainer, monkeypatch
):
    (tmp_path / "there").mkdir()
    trainer.do = (tmp_path / "there").rmdir  # while it trained
    line = refused(run("train", corpus, tmp_path / "there" / "v.bin"))
    kept = Path(re.search(r"No such file or directory; the vectors are in (\S+)", line)[1])
    assert read_vectors(kept).index_to_key == ["the", "fox"]
    shutil.rmtree(kept.parent)


def test_a_word_that_no_file_can_hold_is_told_before_training(run, corpus, tmp_path, trainer):
    rule = ["--tokenizer", "test_main:whole_line", "--min-count", "1"]
    line = refused(run("train", corpus, tmp_path / "v.bin", *rule))
    assert "a word in word2vec's format holds no space" in line
    assert not hasattr(trainer, "options")


def whole_line(line: str) -> list[str]:
    return [line.strip()]


@pytest.mark.parametrize("command", ["train", "similar"])
def test_no_message_is_long(run, corpus, six, tmp_path, command):
    long = "9" * 5000
    vectors = ["train", corpus, tmp_path / "v.bin", "--seed", long]
    line = refused(run(*(vectors if command == "train" else ["similar", six, long])))
    assert len(line) < 500 and "9999" in line


@pytest.mark.parametrize("name", ["v.txt", "v.vec.gz", "v.bin"])
def test_vectors_are_converted_and_hold_the_same_numbers(run, planted, tmp_path, name):
    done = run("convert", planted, tmp_path / name)
    assert (done.status, done.err) == (0, "")
    assert done.out == f"wrote 110 words × 30 numbers to {tmp_path / name}\n"
    one, other = read_vectors(planted), read_vectors(tmp_path / name)
    assert one.index_to_key == other.index_to_key
    assert np.array_equal(one.vectors, other.vectors)
    assert "expected a name that ends in .bin" in refused(run("convert", planted, "v.npy"))
    assert "is what is to be read" in refused(run("convert", planted, planted))


def held(page: Path) -> dict:
    """What a page holds, as its browser reads it: the numbers as arrays."""
    text = page.read_text("utf-8")
    found = json.loads(re.search(r"<script>var held = (\{.*\});</script>", text)[1])
    kinds = {"numbers": found["kind"], "points": "float32"}
    for name, kind in kinds.items():
        found[name] = np.frombuffer(base64.b64decode(found[name]), kind)
    found["numbers"] = found["numbers"].reshape(len(found["words"]), found["dim"])
    found["points"] = found["points"].reshape(-1, 2)
    return found


def keyed(words: list[str], rows: object) -> KeyedVectors:
    rows = np.array(rows, dtype=np.float32)
    vectors = KeyedVectors(rows.shape[1], count=0)
    vectors.add_vectors(words, rows)
    return vectors


def flattened(rows: np.ndarray) -> tuple[np.ndarray, float]:
    """The two widest axes by singular values, which `explore` does not use."""
    centered = rows - rows.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centered, full_matrices=False)
    return np.abs(left[:, :2] * sizes[:2]), (sizes[:2] ** 2).sum() / (sizes**2).sum()


def test_a_page_holds_the_directions_and_the_map_of_all_words(run, planted, tmp_path):
    page = tmp_path / "page.HTML"
    done = run("explore", planted, page)
    size = f"{page.stat().st_size / 1e6:.1f} MB"
    told = f"wrote 110 of 110 words × 30 numbers (float32, {size}) to {page}\n"
    assert (done.status, done.out, done.err) == (0, told, "")
    vectors, found = read_vectors(planted), held(page)
    assert found["words"] == vectors.index_to_key and found["counts"] is None
    assert (found["name"], found["total"], found["kind"]) == ("planted.bin", 110, "float32")
    assert np.allclose(found["numbers"], vectors.get_normed_vectors(), rtol=0, atol=1e-6)
    points, share = flattened(found["numbers"].astype(float))
    assert np.allclose(np.abs(found["points"]), points, atol=1e-5)
    assert found["share"] == pytest.approx(share, abs=1e-6) and 0.1 < share < 0.9
    assert list(tmp_path.iterdir()) == [page]


def test_a_page_asks_nothing_of_a_network(run, six, tmp_path):
    assert run("explore", six, tmp_path / "page.html").status == 0
    text = (tmp_path / "page.html").read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?:|//\w+\.|<link(?! rel=.icon. href=.data:)|src=|@import", text) == []
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    "word",
    [
        "</script>",
        "<!--<script>",
        "\"'`\\",
        "$data${title}",
        "&lt;",
        "नमस्ते",
        "שלום",
        "猫",
        "a\u2028b",
    ],
)
def test_a_page_holds_words_of_any_script_and_none_ends_it(run, tmp_path, word):
    file, page = tmp_path / f"{word.replace('/', '')}.txt", tmp_path / "page.html"
    write_vectors(keyed([word, "fox"], [[1, 2], [2, 1]]), file)
    assert run("explore", file, page).status == 0
    text = page.read_text("utf-8")
    assert held(page)["words"] == [word, "fox"]
    assert held(page)["name"] == file.name
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == text.count("<script>") == 2 and text.endswith("</html>\n")
    assert "<!--" not in scripts[0]


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        ([[3]], 1),
        ([[3], [-2]], 1),
        ([[3], [-2], [1]], 1),
        ([[1, 2, 3]], 1),
        ([[0, 0], [0, 0]], 1),
        ([[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0]], None),
        ([*np.eye(3, 1000)], None),
    ],
)
def test_a_page_can_be_made_of_few_words_few_numbers_or_zeros(run, tmp_path, rows, share):
    file, page = tmp_path / "v.bin", tmp_path / "page.html"
    write_vectors(keyed([f"w{i}" for i in range(len(rows))], rows), file)
    done = run("explore", file, page)
    assert (done.status, done.err) == (0, "")
    found = held(page)
    assert found["points"].shape == (len(rows), 2) and np.isfinite(found["points"]).all()
    rows = np.array(rows, float)
    lengths = np.linalg.norm(rows, axis=1)
    wanted = rows / np.where(lengths == 0, 1, lengths)[:, None]
    assert np.allclose(found["numbers"], wanted) and found["usual"] is None
    share = flattened(wanted)[1] if share is None else share
    assert found["share"] == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("w1 2\nw0 3\nmore 1", None),
        ("w1 2\r\nw0 3\r\n", None),
        ("w1 2\n", "has no count of 'w0' (1 in all): expected the file that train --save-vocab"),
        ("", "has no count of 'w0' (2 in all)"),
        ("w0 3\nw1 many\n", "line 2: expected word and count: 'w1 many"),
        ("2 3\nw0 1 2 3\n", "line 2: expected word and count"),
        ("w0 3\nw1 " + "9" * 99, "line 2: expected word and count"),
    ],
)
def test_a_page_takes_counts_from_their_file(run, tmp_path, content, complaint):
    file, page, counts = tmp_path / "v.bin", tmp_path / "page.html", tmp_path / "counts"
    write_vectors(keyed(["w0", "w1"], np.eye(2)), file)
    counts.write_bytes(content.encode())
    done = run("explore", file, page, "--vocab", counts)
    if complaint:
        assert complaint in refused(done) and not page.exists()
    else:
        found = held(page)
        assert (found["words"], found["counts"]) == (["w0", "w1"], [3, 2])


@pytest.mark.parametrize(("noise", "alike"), [(0.05, True), (1, False), (None, False)])
def test_vectors_that_are_hardly_trained_are_told(noise, alike):
    rng = np.random.default_rng(0)
    rows = 1 + (noise or 0) * rng.standard_normal((50 if noise else 9, 30))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        explore.warn_if_alike(rows)
    assert bool(told) == alike
    assert all("hardly trained; try more --epochs" in str(one.message) for one in told)


def test_a_short_text_trained_as_readme_says_is_told(run, tmp_path):
    text = tmp_path / "text.txt"
    lines = [" ".join(words) for words in planted_corpus(500)]
    text.write_text("\n".join(lines), encoding="utf-8")
    done = run("train", text, tmp_path / "v.bin")
    assert done.status == 0 and "these vectors are hardly trained" in done.err
    done = run("train", text, tmp_path / "v.bin", "--epochs", "100")
    assert done.status == 0 and "hardly" not in done.err
    with warnings.catch_warnings(action="error", category=UserWarning):  # python -W error
        done = run("train", text, tmp_path / "strict.bin")
    assert done.status == 2 and "error: any two" in done.err and (tmp_path / "strict.bin").exists()


def test_the_most_frequent_words_come_first_by_their_counts_or_else_by_the_file(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(explore, "MOST_WORDS", 3)
    vectors = keyed(["b", "a", "d", "c"], np.eye(4))
    assert explore.hold(vectors, "v")["words"] == ["b", "a", "d"]
    for word, count in dict(a=9, b=2, c=5, d=2).items():
        vectors.set_vecattr(word, "count", count)
    told = explore.write_page(vectors, "v", tmp_path / "page.html")
    found = held(tmp_path / "page.html")
    assert told.startswith("3 of 4 words × 4 numbers")
    assert (found["words"], found["counts"]) == (["a", "c", "b"], [9, 5, 2])
    assert found["numbers"].argmax(axis=1).tolist() == [1, 3, 0]


@pytest.mark.parametrize(
    ("words", "dim", "kind", "fits"),
    [
        (2_050, 100, "float32", True),
        (2_050, 200, "float16", True),
        (2_050, 300, "float16", False),
        (600, 1_000, "float16", False),
    ],
)
def test_a_page_stays_below_15_mb_and_says_what_it_rounds(
    tmp_path, monkeypatch, words, dim, kind, fits
):
    assert (explore.MOST_WORDS, explore.MOST_BYTES) == (20_000, 15_000_000)
    monkeypatch.setattr(explore, "MOST_WORDS", 2_000)
    monkeypatch.setattr(explore, "MOST_BYTES", 1_500_000)
    table = np.random.default_rng(0).standard_normal((words, dim)).astype(np.float32)
    vectors = keyed([f"word<{i}" for i in range(words)], table * 1e5)  # no float16
    page = tmp_path / "page.html"
    explore.write_page(vectors, "v", page)
    found, size = held(page), page.stat().st_size
    shown = len(found["words"])
    assert found["kind"] == kind and found["total"] == words
    assert size <= 1_500_000 and (shown == 2_000) == fits
    assert fits or size > 1_500_000 - 25_000  # not many words more would have fitted
    units = table[:shown].astype(float)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    kept = found["numbers"].astype(float)
    off = np.abs(units @ units.T - kept @ kept.T).max()
    assert off < found["error"] < (1e-3 if kind == "float16" else 1e-6)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("page", "expected a name that ends in .html"),
        ("page.bin", "expected a name that ends in .html"),
        ("diary.html", "is there and holds no page of this command: expected another name"),
        ("folder.html", "is a folder"),
        ("absent/page.html", "cannot be written: No such file or directory"),
        ("loop.html", "is a link that leads nowhere"),
    ],
)
def test_where_no_page_can_be_written_is_told_and_nothing_is_overwritten(
    run, six, tmp_path, name, complaint
):
    diary = "<!doctype html>\n<p>my diary"
    (tmp_path / "diary.html").write_text(diary, encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "loop.html").symlink_to("loop.html")
    before = {*tmp_path.iterdir()}
    assert complaint in refused(run("explore", six, tmp_path / name))
    assert (tmp_path / "diary.html").read_text(encoding="utf-8") == diary
    assert {*tmp_path.iterdir()} == before


def test_a_page_takes_the_place_of_an_older_one_or_of_an_empty_file(
    run, six, planted, tmp_path, monkeypatch
):
    page, link = tmp_path / "page.html", tmp_path / "link.html"
    page.touch()
    link.symlink_to(page)
    assert run("explore", six, link).status == run("explore", planted, link).status == 0
    assert link.is_symlink() and len(held(page)["words"]) == 110
    older = page.read_bytes()
    monkeypatch.setattr(Path, "write_bytes", stop(OSError(28, "No space left on device")))
    assert "No space left" in refused(run("explore", six, page))
    assert page.read_bytes() == older and {*tmp_path.iterdir()} == {page, link, six}


def test_torchrun_trains_in_two_processes(run, corpus, tmp_path):
    file = tmp_path / "v.bin"
    torchrun = [*COMMAND[:2], "torch.distributed.run", "--nproc-per-node", "2", *COMMAND[1:]]
    command = [*torchrun, "train", corpus, file, *PLANTED]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"trained 110 words × 30 numbers in {file}\n")
    assert list(tmp_path.iterdir()) == [file]
    answers = run("similar", file, "warsaw - poland + denmark").out.split()
    assert answers[0] == "copenhagen"
