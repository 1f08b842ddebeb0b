"""Settings of the property tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Times are measured in benchmarks/, beside a peer; a test that is timed fails on a busy machine.
settings.register_profile("default", deadline=None, max_examples=100, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Looked through for doctests as modules, several files of one name would be one module too many.
collect_ignore_glob = ["*conftest.py"]


def pytest_collection_modifyitems(items):
    """With several workers, the tests of a module run on one: what they share is made once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def pytest_make_parametrize_id(val):
    """Packed bytes hold the time of their packing, and their size may hang on it: workers must name tests alike."""
    return "bytes" if isinstance(val, bytes) and len(val) > 20 else None
