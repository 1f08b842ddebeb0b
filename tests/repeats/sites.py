"""Made-up sites: pages that share their chrome, and articles that share nothing but what a test gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner import Cleaner, RawDocument, Rejected
from cleaner.repeats.count import count
from cleaner.repeats.sheet import Sheet
from cleaner.repeats.table import Limits, Repeats
from cleaner.rules.load import RuleBook
from cleaner.rules.schema import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


LIMITS = Limits(min_pages=4, min_share=0.2)
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "more")
_ZH = "一二三四五六七八九十百千"


class Plain(Cleaner):
    """Keeps every block, and knows one source by its front matter: what goes, goes because it recurs."""

    def __init__(self, source: dict[str, object] | None = None, profile: str = "corpus") -> None:
        known = {"id": "pier.example", "match": {"front_matter": {"source": "^pier$"}}, **(source or {})}
        file = msgspec.convert({"schema": 1, **known}, SourceFile)
        core = SourceFile(schema=1, id="core")
        book = RuleBook({file.id: file}, {}, core, {file.id: "pier.toml", "core": "core.toml"})
        super().__init__(book, extractor="none", profile=profile)

    def clean(self, raw):
        if raw.path == "begin.html":
            # What a worker begins with loads the model of languages, which takes longer than all else.
            return Rejected(raw=raw, stage="parse", code="empty-document", detail="")
        return super().clean(raw)


def story(number: int, part: int) -> str:
    """A paragraph like no other, without digits: as an article has many."""
    name = _COUNTED[number % 13] + _COUNTED[part % 13] + _COUNTED[number // 13]
    return (
        f"The keeper of lamp {name} went down to the water before the tide turned, and wrote {name} ships into his book; "
        f"then he went home to {name}."
    )


def story_zh(number: int, part: int) -> str:
    """The same in Chinese."""
    name = _ZH[number % 12] + _ZH[part % 12] + _ZH[number // 12]
    return f"守灯人在第{name}夜把灯擦了三遍，又在本子上写下潮位{name}、风向和路过的船名，然后才穿过院子去吃饭，读妹妹的信。"


def html(number: int, body: str, host: str = "www.lamps.example", title: str | None = None) -> RawDocument:
    """A page with a title and an address of its own, and *body*."""
    title = f"Lamp {_COUNTED[number % 13]} {_COUNTED[number // 13]} goes dark" if title is None else title
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return RawDocument(data=text.encode(), url=f"https://{host}/stories/{number}.html", media_type="text/html")


def counted(
    cleaner: Cleaner, pages: Iterable[RawDocument], folder: Path, sheets: int = 1
) -> tuple[list[Path], list[Path]]:
    """The files of *sheets* on which *pages* are counted in turn."""
    folder.mkdir(exist_ok=True)
    made = [Sheet() for _ in range(sheets)]
    for number, page in enumerate(pages):
        found = cleaner.page_of(page)
        if found:
            made[number % sheets].add(*found)
    entries, texts = [], []
    for number, sheet in enumerate(made):
        entries.append(folder / f"{number}.entries")
        texts.append(folder / f"{number}.texts")
        entries[-1].write_bytes(sheet.entries())
        texts[-1].write_bytes(sheet.texts())
    return entries, texts


def learned(cleaner: Cleaner, pages: Sequence[RawDocument], folder: Path, limits: Limits = LIMITS) -> Repeats:
    """What recurs on *pages*."""
    return Repeats.of(count(*counted(cleaner, pages, folder), limits), limits)
