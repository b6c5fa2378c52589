"""Settings of all tests: examples that repeat and watch no clock, figures without a window.

And what tests of the book share: a browser and a server.
"""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
no_clock = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, max_examples=50, **no_clock)
settings.load_profile("repeatable")
torch.set_num_threads(1)  # small kernels: two threads would wait for each other

ROOT = Path(__file__).parents[1]
CHROMES = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"


@pytest.fixture(scope="session")
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    found = [path for name in CHROMES if (path := shutil.which(name))]
    assert found, f"no Chromium found; install one of {', '.join(CHROMES)}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found[0], args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/favicon.ico":  # every browser asks; there is none
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(ROOT / "build" / "book"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
