"""Bytes to text, so that the bytes can be had back."""

from cleaner.decode.order import decode
from cleaner.decode.repair import byte_offsets, encode
from cleaner.decode.shape import newline_of
from cleaner.decode.single_byte import BACKENDS, DEFAULT_BACKEND

__all__ = ["BACKENDS", "DEFAULT_BACKEND", "byte_offsets", "decode", "encode", "newline_of"]
