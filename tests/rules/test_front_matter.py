"""Whose a page is by its front matter: each file asks for its own fields, and what it finds there is its evidence."""

import msgspec
import pytest

from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.model.document import RawDocument
from cleaner.rules.identify import Identifier
from cleaner.rules.match import Matcher
from cleaner.rules.schema import SourceFile

FILES = {
    "lamps": {"title": "_北窗灯塔$", "by": "^(?P<publisher>守灯社)"},
    "tides": {"by": "^潮汐局", "title": "_潮汐网$"},
    "harbour": {"title": "_港口\\p{Han}{2,4}$"},
}


@pytest.fixture(scope="module")
def identifier():
    files = [{"schema": 1, "id": name, "match": {"front_matter": fields}} for name, fields in FILES.items()]
    return Identifier(msgspec.convert(files, list[SourceFile]))


@pytest.mark.parametrize(
    ("fields", "source", "evidence"),
    [
        (["title: 灯亮了_北窗灯塔"], "lamps", ["title: 灯亮了_北窗灯塔"]),
        (["Title: 灯亮了_潮汐网"], "tides", ["Title: 灯亮了_潮汐网"]),
        (["title: 灯亮了_港口周报"], "harbour", ["title: 灯亮了_港口周报"]),
        (["title: 灯亮了_潮汐网", "by: 潮汐局"], "tides", ["by: 潮汐局", "title: 灯亮了_潮汐网"]),
        (["by: 守灯社", "title: 灯亮了_北窗灯塔"], "lamps", ["title: 灯亮了_北窗灯塔", "by: 守灯社"]),
        (["title: 灯亮了_港口周", "by: 无名"], "unknown", []),
        (["title: 灯亮了_北窗灯塔", "by: 潮汐局"], "unknown", []),
    ],
    ids=["first", "small letters or not", "counted", "two fields", "as the file has them", "none", "two sources"],
)
def test_a_page_is_of_the_source_whose_words_its_front_matter_has(identifier, fields, source, evidence):
    text = "\n".join(["---", *fields, "---", "春分这天，江边的灯亮了。"])
    page = parse(decode(RawDocument(data=text.encode())))

    found = identifier.identify(page, Matcher(page))

    assert found.source.id == source
    assert [item.quote for item in found.source.evidence] == evidence
    assert [fact.value for fact in found.facts] == (["守灯社"] if "by: 守灯社" in evidence else [])


@pytest.mark.parametrize("title", ["", "''", "\n- ''"])
def test_a_field_that_says_nothing_tells_no_source(identifier, title):
    page = parse(decode(RawDocument(data=f"---\ntitle: {title}\nby: 无名\n---\n正文。".encode())))

    assert identifier.identify(page, Matcher(page)).source.id == "unknown"
