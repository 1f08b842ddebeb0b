"""Where words go: standard error, in colour when it is a terminal."""

from __future__ import annotations

from rich.console import Console

from cleaner.io.visible import harmless

WORDS = Console(stderr=True, highlight=False, emoji=False)
"""For everything that is not data."""


def say(message: str) -> None:
    """Print *message* as it stands: nothing of it read as markup, and no name of a file in it can steer a terminal."""
    # A terminal breaks long lines itself; paths and patterns must not be broken in a file.
    WORDS.print("\n".join(map(harmless, message.split("\n"))), markup=False, soft_wrap=True)


def complain(message: str) -> None:
    """Print an error message, as `say` does."""
    WORDS.print("error:", style="bold red", end=" ")
    say(message)
