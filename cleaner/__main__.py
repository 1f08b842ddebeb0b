"""`python -m cleaner`, and the `cleaner` command."""

from __future__ import annotations


def main() -> None:
    """Run the command."""
    # Here and not above: workers import the module that was run, and have no use for a command line.
    from cleaner.cli import main as run

    run()


if __name__ == "__main__":
    main()
