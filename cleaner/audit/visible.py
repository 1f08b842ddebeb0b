"""How text of a page is shown: see `cleaner.io.visible`, which the files written for people need too."""

from __future__ import annotations

from cleaner.io.visible import harmless, one_line

__all__ = ["harmless", "one_line"]
