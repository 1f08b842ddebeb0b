"""Settings of the property tests; which tests go to one worker, and which go first."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from suite_groups import group, place

# Times are measured in benchmarks/, beside a peer; a test that is timed fails on a busy machine.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples each time: a run fails by what was changed, not by what is drawn. Thorough runs draw new ones.
settings.register_profile("default", max_examples=100, print_blob=True, derandomize=True, **UNTIMED)
settings.register_profile("thorough", max_examples=3_000, **UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# A shell that starts the suite in the background has it ignore Ctrl-C, and all that the tests start and stop by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Looked through for doctests as modules, several files of one name would be one module too many.
collect_ignore_glob = ["*conftest.py"]


def pytest_collection_modifyitems(items):
    """Long groups first, whatever order the others have."""
    items.sort(key=lambda item: place(item.nodeid))


# By a mark and `--dist loadgroup`, xdist 3.8 groups nothing under pytest 9.2, and does not say so.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers, the tests of a module run on one: what they share is made once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

        def remove_node(self, node):
            """A test that ends its worker is not begun again. xdist would: with worker after worker, until it gives up."""
            groups = self.assigned_work[node].values()
            ended = next((test for tests in groups for test, is_done in tests.items() if not is_done), None)
            if ended is not None:
                self.assigned_work[node][group(ended)][ended] = True
            super().remove_node(node)
            return ended

    config.option.loadscopereorder = False
    return ByModule(config, log)


def pytest_make_parametrize_id(val):
    """Packed bytes hold the time of their packing, and their size may hang on it: workers must name tests alike."""
    return "bytes" if isinstance(val, bytes) and len(val) > 20 else None
