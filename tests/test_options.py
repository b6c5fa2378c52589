"""Every option of a training stands in one place, and whatever speaks of it says the same."""

import inspect
import math

import pytest

from w2v_helpers import arguments, cache, distributed, fast
from w2v_helpers import command as command_line
from w2v_helpers.options import OPTIONS, Options, suit

DEFAULTS = dict(
    dim=100, window=5, negative=5, min_count=5, sample=1e-3, alpha=0.025, epochs=5, workers=1,
    seed=0, blocks=16, device="cpu",
)  # fmt: skip


def test_options_that_are_not_given_have_their_defaults():
    assert Options()._asdict() == DEFAULTS
    assert Options(epochs=9)._asdict() == {**DEFAULTS, "epochs": 9}


def test_options_cannot_be_changed():
    with pytest.raises(AttributeError):
        Options().epochs = 9


@pytest.mark.parametrize(
    "name, value",
    [
        *[(name, 0) for name in DEFAULTS if name not in ("sample", "seed", "device")],
        *[(name, 10**20) for name in DEFAULTS if name != "device"],
        *[(name, -1) for name in DEFAULTS if name != "device"],
        *[(name, 1.5) for name in DEFAULTS if isinstance(DEFAULTS[name], int)],
        *[("sample", math.nan), ("alpha", math.nan), ("alpha", math.inf), ("alpha", 1e-320)],
        ("window", 65),
    ],
)
def test_an_option_out_of_its_bounds_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=rf"^{name}={value}: expected "):
        Options(**{name: value})


@pytest.mark.parametrize("device", ["foo", "cuda:77", "", 77, ["cpu"]])
def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(ValueError, match=r"^device=.*: no such device here; try cpu"):
        fast.train([["a", "b"]], min_count=1, device=device)


@pytest.mark.parametrize("name", [name for name in DEFAULTS if name != "device"])
def test_an_option_may_be_at_its_bounds_and_the_error_names_them(name):
    option = OPTIONS[name]
    for bound in (option.low, option.high):
        assert getattr(Options(**{name: bound}), name) == bound
    with pytest.raises(ValueError) as error:
        Options(**{name: -1})
    assert option.expected or f"from {option.low:,} to {option.high:,}" in str(error.value)


def test_a_name_that_is_no_option_is_refused():
    with pytest.raises(TypeError, match="'epoch'"):
        fast.train([["a", "b"]], epoch=3)


def test_help_docstring_and_defaults_agree(capsys):
    with pytest.raises(SystemExit):
        command_line.main(["train", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    docstring = " ".join(inspect.getdoc(Options).split())
    for name, option in OPTIONS.items():
        assert f"{name} = {option.default!r}: {option.meaning}" in docstring
        if name != "device":
            default = arguments.CORES if name == "workers" else option.default
            default = "what suits the text's length" if name in ("epochs", "alpha") else default
            flag = f"--{name.replace('_', '-')} {name.upper()}"
            assert f"{flag} {option.meaning} (default: {default})" in text


@pytest.mark.parametrize(
    ("tokens", "epochs"),
    [
        (0, 10), (1, 10), (508_067, 10), (2_500_000, 10), (2_800_000, 9), (4_844_132, 5),
        (8_300_000, 3), (16_671_361, 3), (10**9, 3),
    ],
)  # fmt: skip
def test_a_longer_text_is_read_less_often(tokens, epochs):
    assert suit(tokens) == {"epochs": epochs, "alpha": 0.05}
    Options(**suit(tokens))


@pytest.mark.parametrize("train", [fast.train, distributed.train])
def test_no_trainer_has_a_default_of_its_own(train):
    assert not inspect.signature(train).parameters.keys() & OPTIONS.keys()
    assert not [name for name in OPTIONS if f"{name}=" in inspect.getdoc(train)]


def test_the_settings_of_the_corpora_are_options():
    for settings in cache.SETTINGS.values():
        Options(**settings)
