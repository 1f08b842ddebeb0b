"""`python -m cleaner`, and the `cleaner` command."""

from __future__ import annotations

import gc

SELDOM = 10_000
"""New objects after which Python looks for cycles among them, instead of 700. Cleaning leaves no cycles, and to look for
them takes a twentieth of the time to start, and of that of an HTML page."""


def main() -> None:
    """Run the command."""
    gc.set_threshold(SELDOM)
    # Here and not above: workers import the module that was run, and have no use for a command line.
    from cleaner.cli import main as run

    run()


if __name__ == "__main__":
    main()
