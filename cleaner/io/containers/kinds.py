"""What kind of container a file is: by what is in it, and only then by its name."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cleaner.io.containers.lines import WIDE
from cleaner.io.containers.unpack import HEADS, Packed, packed_as, unpacked_head

if TYPE_CHECKING:
    from typing import BinaryIO

HEAD = 16 << 10
"""Bytes of the beginning of a file by which its kind is told."""

Form = Literal["document", "mhtml", "jsonl", "json", "csv", "tsv", "parquet", "arrow", "warc", "zip", "tar", "foreign"]

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
_FOREIGN: dict[bytes, str] = {
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x02\x21\x4c\x18": "LZ4",
    b"\x1f\x9d": "compress (.Z)",
    b"LZIP\x01": "lzip",
    b"\x89LZO\0": "lzop",
    b"\xff\x06\0\0sNaPpY": "Snappy",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}
_FOREIGN_SUFFIXES = (".lz4", ".lz", ".lzo", ".sz", ".z")
"""Of packed files, whose names say what is in them, too."""
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
_HEADERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\Z|[!-9;-~]+:|--|From )")
"""How a saved page may begin that lacks the header above: another header, a boundary, or nothing."""
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
        within = unpacked_head(head, packed, HEAD)
        if packed_as(within) or foreign_as(within):
            # Whatever it is called: nobody looks into it.
            return Kind("foreign", packed)
        form = _form(suffix, within)
        return Kind(form or "document", packed)
    form = _form(suffix, head)
    return Kind(form) if form else None


def foreign_as(head: bytes) -> str | None:
    """What packed a file that begins with *head*, in a way that is told and not read."""
    return next((named for signature, named in _FOREIGN.items() if head.startswith(signature)), None)


def beginning(file: BinaryIO) -> bytes:
    """As much of *file*, from where it stands, as tells what it is: `HEAD` bytes, of a packed one more, or all."""
    head = file.read(HEAD)
    packed = packed_as(head)
    return head + file.read(HEADS[packed] - len(head)) if packed and len(head) == HEAD else head


def is_taken(name: str) -> bool:
    """A file of a folder that has this *name* is read: a text, a packed text or a container.

    JSON, CSV and TSV are not: beside pages they are settings and lists far more often. They are read when they are named.
    One that is packed in a way that is not read is taken, too: it has to be told.
    """
    suffix = suffix_of(_without_foreign_suffix(name))
    is_container = _FORMS.get(suffix, "json") not in {"json", "csv", "tsv"}
    # Hugging Face `datasets` keeps such results of its own work beside its tables.
    is_kept = name.startswith("cache-") and suffix == ".arrow"
    return (suffix in TEXT_SUFFIXES or is_container) and not is_kept


def _form(suffix: str, head: bytes) -> Form | None:
    by_content = _by_signature(head)
    if by_content:
        return by_content
    if _is_saved_page(suffix, head):
        return "mhtml"
    by_name = _FORMS.get(suffix)
    if head.startswith(WIDE):
        head = head.decode("utf-16", "replace").encode()
    if by_name in {"jsonl", "json"}:
        return _json_form(head, by_name)
    if by_name and by_name != "mhtml":
        return by_name
    if suffix in TEXT_SUFFIXES or by_name:
        return None
    if _OBJECT.match(head) and _is_object(head):
        return "jsonl"
    return "json" if _ARRAY.match(head) else None


def _by_signature(head: bytes) -> Form | None:
    if foreign_as(head):
        return "foreign"
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
    return None


def is_saved_page(name: str, data: bytes) -> bool:
    """The document *data* of this *name* is a page that was saved as MHTML, whatever the name says."""
    return _is_saved_page(suffix_of(name), data[:HEAD])


def _is_saved_page(suffix: str, head: bytes) -> bool:
    """By its headers; with the name of one whatever begins as one may. Programs give plain HTML that name, too."""
    by_name = _FORMS.get(suffix)
    return bool(
        (by_name in {None, "mhtml"} and _SAVED_PAGE.match(head)) or (by_name == "mhtml" and _HEADERS.match(head))
    )


def _json_form(head: bytes, by_name: Form) -> Form:
    """Lines or one value: `.json` is used for both, and `.jsonl` for neither."""
    if _ARRAY.match(head):
        return "json"
    return "jsonl" if by_name == "jsonl" or _is_object(head) else "json"


def _is_object(head: bytes) -> bool:
    """The first line is an object, as far as it can be seen."""
    line, ended, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    # So many are left of a head in UTF-16.
    if not ended and len(head) >= HEAD // 2 - 1:
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


def _without_foreign_suffix(name: str) -> str:
    return next((name[: -len(end)] for end in _FOREIGN_SUFFIXES if name.lower().endswith(end)), name)


def form_of_name(name: str) -> Form | None:
    """The kind of container that a file of this *name* should be."""
    return _FORMS.get(suffix_of(name))
