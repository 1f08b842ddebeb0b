"""Text to blocks."""

from cleaner.blocks.parse import cut, open_page, parse

__all__ = ["cut", "open_page", "parse"]
