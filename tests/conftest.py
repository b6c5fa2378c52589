"""Settings of all tests: examples that repeat and watch no clock, figures without a window."""

import os

import torch
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
no_clock = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, max_examples=50, **no_clock)
settings.load_profile("repeatable")
torch.set_num_threads(1)  # small kernels: two threads would wait for each other
