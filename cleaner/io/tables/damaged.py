"""What is wrong with a part file that cannot be read to its end."""

from __future__ import annotations

from cleaner.errors import InputError


class DamagedError(InputError):
    """A part file that is not whole. The message says what is wrong with it, not its name: whoever reads knows that."""
