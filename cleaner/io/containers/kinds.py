"""What kind of container a file is: by what is in it, and only then by its name."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cleaner.io.containers.unpack import HEADS, Packed, packed_as, unpacked_head

if TYPE_CHECKING:
    from typing import BinaryIO

HEAD = 16 << 10
"""Bytes of the beginning of a file by which its kind is told."""

Form = Literal["document", "mhtml", "jsonl", "json", "csv", "tsv", "parquet", "arrow", "warc", "zip", "tar"]

TEXT_SUFFIXES = (
    ".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".xhtml", ".shtml",
)  # fmt: skip
"""Names of documents of their own."""

_FORMS: dict[str, Form] = {
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".warc": "warc",
    ".wet": "warc",
    ".arc": "warc",
    ".wacz": "zip",
    ".zip": "zip",
    ".tar": "tar",
}
_PACKED_SUFFIXES = (".gz", ".zst", ".zstd", ".xz", ".bz2")
_SHORT = dict.fromkeys((".tgz", ".taz", ".tbz2", ".tbz", ".txz", ".tzst"), ".tar")
_MEDIA_TYPES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".shtml": "text/html",
}
_WARC = re.compile(rb"WARC/\d+\.\d+\r?\n")
_ARC = re.compile(rb"filedesc://")
_SAVED_PAGE = re.compile(rb"(?i)\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related")
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?:\{|\])")


class Kind(Struct, frozen=True):
    """What is in a file, and how it is packed: `Kind("jsonl", "zst")`."""

    form: Form
    packed: Packed | None = None

    def __str__(self) -> str:
        return f"{self.form}.{self.packed}" if self.packed else self.form


def kind_of(name: str, head: bytes) -> Kind | None:
    """The kind of the file *name*, of which *head* is the `beginning`; None: it is a document of its own."""
    suffix = suffix_of(name)
    packed = packed_as(head)
    if packed:
        form = _form(suffix, unpacked_head(head, packed, HEAD))
        return Kind(form or "document", packed)
    form = _form(suffix, head)
    return Kind(form) if form else None


def beginning(file: BinaryIO) -> bytes:
    """As much of *file*, from where it stands, as tells what it is: `HEAD` bytes, of a packed one more, or all."""
    head = file.read(HEAD)
    packed = packed_as(head)
    return head + file.read(HEADS[packed] - len(head)) if packed and len(head) == HEAD else head


def is_taken(name: str) -> bool:
    """A file of a folder that has this *name* is read: a text, a packed text or a container.

    JSON, CSV and TSV are not: beside pages they are settings and lists far more often. They are read when they are named.
    """
    suffix = suffix_of(name)
    is_container = _FORMS.get(suffix, "json") not in {"json", "csv", "tsv"}
    # Hugging Face `datasets` keeps such results of its own work beside its tables.
    is_kept = name.startswith("cache-") and suffix == ".arrow"
    return (suffix in TEXT_SUFFIXES or is_container) and not is_kept


def _form(suffix: str, head: bytes) -> Form | None:
    by_content = _by_signature(head, suffix)
    if by_content:
        return by_content
    by_name = _FORMS.get(suffix)
    if by_name in {"jsonl", "json"}:
        return _json_form(head, by_name)
    if by_name:
        return by_name
    if suffix in TEXT_SUFFIXES:
        return None
    if _OBJECT.match(head) and _is_object(head):
        return "jsonl"
    return "json" if _ARRAY.match(head) else None


def _by_signature(head: bytes, suffix: str) -> Form | None:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"ARROW1\0\0") or (head.startswith(b"\xff\xff\xff\xff") and head[8:12] == b"\x10\0\0\0"):
        return "arrow"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    if _WARC.match(head) or _ARC.match(head):
        return "warc"
    # A page that was saved is told by its headers; without them the name has to say it.
    return "mhtml" if suffix not in _FORMS and _SAVED_PAGE.match(head) else None


def _json_form(head: bytes, by_name: Form) -> Form:
    """Lines or one value: `.json` is used for both, and `.jsonl` for neither."""
    if _ARRAY.match(head):
        return "json"
    return "jsonl" if by_name == "jsonl" or _is_object(head) else "json"


def _is_object(head: bytes) -> bool:
    """The first line is an object, as far as it can be seen."""
    line, ended, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not ended and len(head) >= HEAD // 2:
        return True
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def media_type_of(name: str) -> str | None:
    """What a document of this *name* is, packed or not; None when its text has to tell."""
    return _MEDIA_TYPES.get(suffix_of(name))


def suffix_of(name: str) -> str:
    """The suffix of *name*, without that of how it is packed: `.html` of `a/page.html.gz`."""
    base = name.lower().rpartition("/")[2]
    for short, long in _SHORT.items():
        if base.endswith(short):
            return long
    for packed in _PACKED_SUFFIXES:
        base = base.removesuffix(packed)
    _, dot, suffix = base.rpartition(".")
    return f".{suffix}" if dot else ""


def form_of_name(name: str) -> Form | None:
    """The kind of container that a file of this *name* should be."""
    return _FORMS.get(suffix_of(name))
