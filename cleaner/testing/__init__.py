"""Tests that need no Python: the examples inside rule files, the fixture folders, and what neither of them covers."""

from cleaner.testing.coverage import Gap, find_gaps
from cleaner.testing.examples import run_examples
from cleaner.testing.fixtures import Update, fixtures_dir, run_fixtures, update_goldens
from cleaner.testing.result import Finding, Result

__all__ = [
    "Finding",
    "Gap",
    "Result",
    "Update",
    "find_gaps",
    "fixtures_dir",
    "run_examples",
    "run_fixtures",
    "update_goldens",
]
