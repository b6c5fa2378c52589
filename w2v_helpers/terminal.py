"""Signals and streams of the command line: none loses what was learned (used, not a lesson's)."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

STOPS = "SIGINT", "SIGTERM", "SIGHUP"
# of torchrun's processes, the one that writes and prints
FIRST = not {"WORLD_SIZE", "MASTER_ADDR"} <= os.environ.keys() or os.environ.get("RANK") == "0"


class Signals:
    """Ends the program at once; what was learned is kept, and what is being written is finished."""

    busy = False  # whether something is being written
    keep: Callable[[int], object] | None = None  # writes what was learned until now

    def __call__(self, number: int, _frame: object) -> None:
        if self.busy:
            return
        # no exception: one that is raised inside an import may be swallowed there
        told = "stopping: what was learned is written" if self.keep else "interrupted"
        with suppress(OSError):
            if FIRST:
                os.write(2, b"\n" * bool(self.keep) + f"w2v_helpers: {told}\n".encode())
        if self.keep:
            self.busy = True
            self.keep(128 + number)
        os._exit(128 + number)

    def install(self) -> None:
        """From now on; a signal that is ignored (nohup) stays so."""
        for name in STOPS:
            number = getattr(signal, name, None)  # Windows lacks one
            if number and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self)


class Careless:
    """A stream that may be full or closed: what it cannot take is left out."""

    def __init__(self, stream: object) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write ``text`` if that is possible."""
        with suppress(OSError, ValueError):
            try:
                self.stream.write(text)
                self.stream.flush()
            except RuntimeError:  # a signal came while it was writing
                os.write(self.stream.fileno(), text.encode(errors="backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


SIGNALS = Signals()


def prepare() -> None:
    """Take the signals; let closed streams lead nowhere, and no letter or full disk stop a run."""
    SIGNALS.install()
    while os.open(os.devnull, os.O_RDWR) <= 2:
        pass  # else the file of vectors would be the closed stream
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        stream.reconfigure(errors="backslashreplace", write_through=False)
        setattr(sys, name, stream)
    sys.stderr = Careless(sys.stderr)
