"""The forms in which rows are written, and which one a file has by its name."""

from __future__ import annotations

from typing import Literal, get_args

Form = Literal["jsonl", "jsonl.gz", "jsonl.zst", "parquet", "files"]
"""`files` writes documents as Markdown; its other rows are plain JSON lines."""

TableForm = Literal["jsonl", "jsonl.gz", "jsonl.zst", "parquet"]
"""Forms of a file of rows."""

TABLE_FORMS: tuple[TableForm, ...] = get_args(TableForm)


def suffix(form: Form) -> str:
    """How the names of part files of *form* end: `.jsonl.zst`."""
    return ".jsonl" if form == "files" else f".{form}"


def form_of(name: str) -> TableForm | None:
    """The form of the part file *name*; None for what is no file of rows: Markdown, a report, a list."""
    return next((form for form in TABLE_FORMS if name.endswith(f".{form}")), None)
