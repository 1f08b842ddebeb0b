"""HTML pages to blocks."""

from cleaner.blocks.html.parse import blocks_of, parse_html
from cleaner.blocks.html.tokens import prepared
from cleaner.blocks.html.tree import HtmlTree

__all__ = ["HtmlTree", "blocks_of", "parse_html", "prepared"]
