"""Settings of all tests: repeatable random examples without a time limit each, and figures without a window."""

import os

import torch
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")
torch.set_num_threads(1)  # small kernels: two threads would wait for each other
