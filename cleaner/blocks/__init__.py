"""Text to blocks."""

from cleaner.blocks.parse import parse

__all__ = ["parse"]
