"""A large result for tests and benchmarks: the pages of fixtures/, each made unlike the others, and cleaned in earnest."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner import Cleaner, RawDocument
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.write import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parents[2] / "fixtures"
# Of ten pages six are from the source that loses most pieces, so that a page loses twenty on the average.
TURN = ("solidot.org", "solidot.org", "163.com", "solidot.org", "hot-news-aggregator", "solidot.org",
        "discuz-wechat", "solidot.org", "gptnb.com", "solidot.org")  # fmt: skip
OTHERS = ("unknown", "sohu.com", "thepaper.cn", "wordpress", "sina.com.cn")
"""Every fiftieth page is from one of these: HTML, and pages of nobody known."""

_PLACES = ("河口", "北渡", "云岭", "南桥", "石梁", "东滩", "西坡", "旧埠", "青屿", "白塔", "上游村", "盐田")
_PEOPLE = ("守灯人", "邮差", "木匠", "护林员", "会计", "船长", "修表匠", "教师", "养蜂人", "巡线工", "裁缝", "抄表员")
_DEEDS = (
    "把门前的灯擦了一遍",
    "在本子上写下水位",
    "数了数过桥的车",
    "给旧收音机换了电容",
    "替邻居收下一封信",
    "量了量积雪",
)
_WORDS = ("后来没有人再问起这件事", "大家都说这样也好", "数字和去年差不多", "他笑了笑没有回答", "这条路从此有了名字")
_TITLE = re.compile(r"(?m)^title: (.+)$|<title>([^<_|]+)|\A([^\n#<-]{6,40})$")
_DATE = re.compile(r"(20\d\d)([-年])(\d\d)([-月])(\d\d)")
_COUNTER = re.compile(r"(?<=本文已被查看 )\d+")
_SENTENCE = re.compile(r"^[^\n<|\[]{30,}。$", re.MULTILINE)
_PARAGRAPH = re.compile(r"。</p>")
_ITEM = re.compile(r"^.{10,60} .{30,}\.\.\.$", re.MULTILINE)


def documents(number: int) -> Iterator[RawDocument]:
    """*number* pages of several sources; the same every time."""
    pages = {
        source: [(path.suffix, path.read_text("utf-8")) for path in sorted(FIXTURES.glob(f"{source}/*/input.*"))]
        for source in {*TURN, *OTHERS}
    }
    for count in range(number):
        source = OTHERS[count // 50 % len(OTHERS)] if count % 50 == 49 else TURN[count % len(TURN)]
        draw = random.Random(count)
        suffix, page = draw.choice(pages[source])
        path = f"pages/{source}/{count:06d}{suffix}"
        yield RawDocument(data=unlike(page, draw).encode(), path=path, fetched_at=_captured(count))


def unlike(page: str, draw: random.Random) -> str:
    """*page* with a title and paragraphs of its own, and other dates, counters and news."""
    title = _TITLE.search(page)
    if title:
        old = next(filter(None, title.groups()))
        page = page.replace(old, f"{old}:{draw.choice(_PLACES)}的{draw.choice(_PEOPLE)}{draw.choice(_DEEDS)[1:]}")
    page = _DATE.sub(
        lambda date: f"{date[1]}{date[2]}{draw.randint(1, 12):02d}{date[4]}{draw.randint(1, 28):02d}", page
    )
    page = _COUNTER.sub(lambda _: str(draw.randint(10, 99999)), page)
    page = _ITEM.sub(
        lambda item: f"{draw.choice(_PLACES)}的{draw.choice(_PEOPLE)} {_sentence(draw)},{item[0][-24:]}", page
    )
    told = "".join(f"{_sentence(draw)}。" for _ in range(draw.randint(4, 16)))
    found = _SENTENCE.search(page)
    if found:
        return f"{page[: found.end()]}\n\n{told}{page[found.end() :]}"
    return _PARAGRAPH.sub(f"。</p><p>{told}</p>", page, count=1)


def clean(out: Path, number: int, *, workers: int = 1, page: bool = False) -> None:
    """A result of *number* pages in the folder *out*."""
    run(Cleaner(), Given(documents(number), "pages"), out, Options(page=page), workers=workers)


def _sentence(draw: random.Random) -> str:
    return f"{draw.choice(_PLACES)}的{draw.choice(_PEOPLE)}在第{draw.randint(1, 999)}天{draw.choice(_DEEDS)},{draw.choice(_WORDS)}"


def _captured(count: int) -> str:
    return f"2025-{count % 12 + 1:02d}-{count % 28 + 1:02d}T08:00:00+08:00"
