"""Runs an answer so that the notebook goes on, whatever it does."""

import copy
import io
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType

import numpy as np
import torch

from w2v_helpers.checks.comparing import same

SECONDS = 5  # of computing, for all calls of one check
PATIENCE = 3  # times as many on the clock: a busy machine is slow, a sleeper idle


class Stopped(BaseException):
    """No Exception, so that `except Exception` in an answer does not swallow it."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raise Stopped in what runs too long, on systems with SIGALRM in the main thread.

    Elsewhere, and in a loop of C code, the learner interrupts the kernel.
    """
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "SIGALRM") or not main:
        yield
        return
    start, used = time.monotonic(), time.process_time()

    def stop(_: int, frame: FrameType) -> None:
        late = time.monotonic() - start > PATIENCE * seconds
        busy = time.process_time() - used > 0.8 * seconds
        if (late or busy) and is_answer(frame):
            # a bare `except` may swallow this one: the next comes while it does
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-6, 1e-4), 0.01)
            raise Stopped

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def is_answer(frame: FrameType | None) -> bool:
    """Whether an answer runs in the frame, or a method of what it returned."""
    while frame and frame.f_code not in (called.__code__, same.__code__):
        frame = frame.f_back
    return frame is not None


def shell() -> object | None:
    """IPython's shell, in a notebook."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


SETTINGS = [  # how to read what a whole notebook shares, and how to put it back
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (Path.cwd, os.chdir),
    (random.getstate, random.setstate),
    (np.random.get_state, np.random.set_state),
    (np.geterr, lambda errors: np.seterr(**errors)),
    (torch.get_rng_state, torch.set_rng_state),
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.is_grad_enabled, torch.set_grad_enabled),
    (torch.get_num_threads, torch.set_num_threads),
]


@contextmanager
def as_before() -> Iterator[None]:
    """Put back afterwards what an answer may have changed for the whole notebook."""
    streams = sys.stdout, sys.stderr, sys.displayhook
    publisher = getattr(shell(), "display_pub", None)
    before = [read() for read, _ in SETTINGS]
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.displayhook = streams
        if publisher:
            shell().display_pub = publisher
        for (_, put_back), value in zip(SETTINGS, before, strict=True):
            put_back(value)


@contextmanager
def quiet() -> Iterator[None]:
    """Hide what is printed, displayed and warned of: many calls would bury the verdict."""
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        if shell():
            from IPython.utils.capture import capture_output

            stack.enter_context(capture_output())
        else:
            stack.enter_context(redirect_stdout(io.StringIO()))
            stack.enter_context(redirect_stderr(io.StringIO()))
        yield


def copied(arguments: tuple) -> tuple:
    """Arguments that a call may change; what they share they go on sharing."""
    generators = [x for x in arguments if isinstance(x, torch.Generator)]
    copies = copy.deepcopy(arguments, {id(x): x.clone_state() for x in generators})
    for old, new in zip(arguments, copies, strict=True):
        if isinstance(old, torch.nn.Module):  # a deep copy has no gradients
            for p, q in zip(old.parameters(), new.parameters(), strict=True):
                q.grad = p.grad
    return copies


def called(function: Callable, arguments: tuple) -> object:
    """What the call returns, or the exception that it raises."""
    try:
        return function(*arguments)
    except (Stopped, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too
        return error
