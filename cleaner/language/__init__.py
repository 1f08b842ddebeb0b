"""Which language and script a text is in."""

from cleaner.language.detect import detect, detect_document
from cleaner.language.detectors import DETECTORS

__all__ = ["DETECTORS", "detect", "detect_document"]
