"""How often Python looks for cycles among its objects, in processes of ours."""

from __future__ import annotations

import gc

SELDOM = 10_000
"""New objects after which it looks, instead of 700. Cleaning leaves no cycles, and to look for them takes a twentieth of the
time to start, and of that of an HTML page."""


def look_seldom() -> None:
    """Have this process look seldom. Never called in a process of somebody else's, who may leave cycles."""
    gc.set_threshold(SELDOM)
