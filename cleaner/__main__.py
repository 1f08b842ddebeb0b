"""`python -m cleaner`, and the `cleaner` command."""

from __future__ import annotations

from cleaner.cycles import look_seldom


def main() -> None:
    """Run the command."""
    look_seldom()
    # Here and not above: workers import the module that was run, and have no use for a command line.
    from cleaner.cli import main as run

    run()


if __name__ == "__main__":
    main()
