"""Settings of the property tests."""

from __future__ import annotations

import os

from hypothesis import settings

# Times are measured in benchmarks/, beside a peer; a test that is timed fails on a busy machine.
settings.register_profile("default", deadline=None, max_examples=100, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Looked through for doctests as modules, several files of one name would be one module too many.
collect_ignore_glob = ["*conftest.py"]
