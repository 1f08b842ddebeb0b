"""Where words go: standard error, in colour when it is a terminal."""

from __future__ import annotations

from rich.console import Console

WORDS = Console(stderr=True, highlight=False)
"""For everything that is not data."""


def complain(message: str) -> None:
    """Print an error message, nothing of it read as markup."""
    WORDS.print("error:", style="bold red", end=" ")
    # A terminal breaks long lines itself; paths and patterns must not be broken in a file.
    WORDS.print(message, markup=False, soft_wrap=True)
