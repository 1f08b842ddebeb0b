"""What front matter states, by the keys that converters and blogs write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.model.fact import Evidence, Fact, FactKind
from cleaner.provenance.relative_dates import placeable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page
    from cleaner.model.fact import Confidence

RULE = "core/front-matter"
_KEYS: dict[FactKind, str] = {
    "title": "title",
    "url": "url link canonical permalink sourceurl",
    "site": "source site sitename",
    "author": "author authors",
    "published": (
        "date published publishedat publishedon publisheddate publishdate publishtime datepublished publicationdate "
        "pubdate pubtime posted postedat postedon created createdat createdon creationdate datecreated "
        "日期 发布日期 發布日期 发布时间 發布時間 发表时间 發表時間 发表日期 發表日期"
    ),
    "modified": (
        "updated updatedat updateddate updatedate updatetime dateupdated modified modifiedat modifieddate datemodified "
        "lastmod lastmodified lastupdated edited 更新时间 更新時間 更新日期 修改时间 修改時間"
    ),
    "fetched": (
        "fetched fetchedat fetchdate fetchtime datefetched crawled crawledat crawldate crawltime scraped scrapedat "
        "scrapedate captured capturedat capturedate retrieved retrievedat accessed accessedat accessdate dateaccessed "
        "downloaded downloadedat 抓取时间 抓取時間 抓取日期 采集时间 採集時間 下载时间 下載時間"
    ),
    "event": (
        "event eventdate eventtime eventstart eventend start starts startdate starttime startsat end ends enddate endtime "
        "endsat dtstart dtend deadline duedate due 活动时间 活動時間 活动日期 活動日期 截止时间 截止時間 截止日期"
    ),
    "topic": "tags categories",
    "publisher": "publisher",
}
KEYS: dict[str, FactKind] = {key: kind for kind, keys in _KEYS.items() for key in keys.split()}
"""In small letters, without what stands between words: `fetch_date`, `Fetch Date` and `fetchDate` are one."""
_OF_THE_FILE = frozenset({"created", "createdat", "createdon", "creationdate", "datecreated"})
"""The page's date, or that of the file that was made of it: nothing tells."""
_BETWEEN = re.compile(r"[\s_.-]+")
_DATES = {"published", "modified", "fetched", "event"}
_NOT_NAMES = {"", "null", "none", "n/a", "unknown", "admin", "~"}


def front_matter_facts(page: Page) -> Iterator[Fact]:
    """The facts in the front matter of *page*, in its order. A date that is none gives no fact."""
    for key, fields in page.front_matter.fields.items():
        name = _BETWEEN.sub("", key).lower()
        kind = KEYS.get(name)
        if kind is None:
            continue
        for field in fields:
            value: str | None = field.value.strip()
            if value is None or value.lower() in _NOT_NAMES:
                continue
            if kind in _DATES:
                value = placeable(value)
            if value is None or (kind == "url" and "://" not in value):
                continue
            quote = page.text[field.start : field.end]
            evidence = Evidence(field.start, field.end, field.line, quote, RULE)
            confidence: Confidence = "inferred" if name in _OF_THE_FILE else "stated"
            yield Fact(kind=kind, value=value, confidence=confidence, evidence=(evidence,))
