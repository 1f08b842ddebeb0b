"""Which tests go to one worker of several, and which begin first."""

from __future__ import annotations

TOGETHER = {
    "tests/report/browser/": "reports in a browser",
    "tests/export/": "exports",
    "tests/query/": "queries",
    "tests/engines/test_on_ray.py": "Ray",
    "tests/adapters/test_ray_data.py": "Ray",
}
"""Groups of modules, by how they begin: they share what takes long to make, or what a machine has once."""
LONG = (
    "reports in a browser",
    "Ray",
    "tests/engines/test_chaos.py",
    "tests/adapters/test_spark_plane.py",
    "tests/engines/test_hostile_dumps.py",
    "queries",
    "exports",
    "tests/engines/test_workers.py",
    "tests/test_laws.py",
    "tests/io/test_redaction.py",
    "tests/cli/test_clean.py",
    "tests/report/test_report_data.py",
    "tests/review/test_store.py",
    "tests/language/test_parts.py",
)
"""Groups that begin first, the longest of all: one that began last would leave the other workers nothing to do."""


def group(test: str) -> str:
    """The group of a test, by its node id: its module, or what that goes together with."""
    module = test.split("::", 1)[0]
    return next((name for start, name in TOGETHER.items() if module.startswith(start)), module)


def place(test: str) -> int:
    """Where its group stands among the long ones; behind them all when it is not long."""
    name = group(test)
    return LONG.index(name) if name in LONG else len(LONG)
