"""Pages without a rule: what an extractor says of them, and what becomes of a page that it says nothing good of."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleaner import Cleaned, Cleaner, CleanerError, RawDocument, Reason, Rejected
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract import EXTRACTORS, Extraction, extract, reason_of

ARTICLE = [
    "The keeper trimmed the last lamp three times before the tide turned, as he had done every night for thirty years.",
    "He wrote down the wind, the water mark and every ship that passed, and slowly, since the ink froze in the cold.",
    "Only then did he walk across the yard to eat what his sister had left for him, and to read her letter a third time.",
]
CHINESE = [
    "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才穿过院子去吃饭。",
    "三十年来他每天晚上都这样做，从来没有漏过一夜；只有那年冬天墨水结了冰，他用铅笔补了四页。",
    "第二天早上，妹妹把信放在炉子上，他读了三遍，才想起该去看看码头上的船。",
]
RELATED = ["Six lamps that went dark", "A pier for the new harbour", "Letters from the point"]


def page(*paragraphs: str, main: str = "article") -> bytes:
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "News", "Harbour", "Contact"))
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    related = "".join(f'<li><a href="/{n}.html">{title}</a></li>' for n, title in enumerate(RELATED))
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>The last lamp</title></head><body>
<nav><ul>{menu}</ul></nav>
<{main} class="post-content">{body}</{main}>
<aside class="related"><h3>Read on</h3><ul>{related}</ul></aside>
<footer><p>Harbour Post, all rights reserved</p></footer>
</body></html>""".encode()


def opened(data: bytes):
    return parse(decode(RawDocument(data=data)))


@pytest.mark.parametrize("paragraphs", [pytest.param(ARTICLE, id="English"), pytest.param(CHINESE, id="Chinese")])
@pytest.mark.parametrize("extractor", ["trafilatura", "turbohtml"])
def test_the_article_of_an_unknown_page_is_found(extractor, paragraphs):
    result = Cleaner(extractor=extractor).clean(RawDocument(data=page(*paragraphs)))

    assert isinstance(result, Cleaned)
    assert result.text.split("\n\n") == paragraphs
    reasons = {
        (removal.reason.rule, removal.reason.category)
        for removal in result.ledger.removals
        if "Harbour Post" in result.decoded.text[removal.start : removal.end]
    }
    assert reasons == {(f"extract/{extractor}", "copyright")}
    assert f"extract/{extractor}" in result.stamp.rules.fired


def test_without_an_extractor_all_that_is_seen_stays():
    result = Cleaner(extractor="none").clean(RawDocument(data=page(*ARTICLE)))

    assert isinstance(result, Cleaned)
    assert all(text in result.text for text in ["Home", *ARTICLE, *RELATED, "Harbour Post, all rights reserved"])


def test_the_profile_that_only_takes_markup_asks_no_extractor():
    result = Cleaner(profile="markup-only").clean(RawDocument(data=page(*ARTICLE)))

    assert isinstance(result, Cleaned)
    assert "Harbour Post, all rights reserved" in result.text


def test_a_body_in_a_rule_file_comes_before_the_extractor(tmp_path):
    rules = 'schema = 1\nid = "harbour.test"\nname = "Harbour Post"\nbody = "aside.related"\n'
    (tmp_path / "harbour.test.toml").write_text(rules, "utf-8")
    result = Cleaner(tmp_path, source="harbour.test").clean(RawDocument(data=page(*ARTICLE)))

    assert isinstance(result, Cleaned)
    assert result.text.splitlines()[-1] == RELATED[-1]
    assert "extract/trafilatura" not in result.stamp.rules.fired


@pytest.mark.parametrize(
    "text",
    [pytest.param("\n".join([*RELATED, *ARTICLE]), id="text"), pytest.param(f"# Lamp\n\n{ARTICLE[0]}", id="Markdown")],
)
def test_pages_of_text_are_left_alone(text):
    raw = RawDocument(data=text.encode())
    whole = Cleaner(extractor="none").clean(raw)

    assert isinstance(whole, Cleaned)
    assert Cleaner().clean(raw) == whole


def test_text_that_stands_nowhere_on_the_page_is_not_guessed_at():
    # trafilatura takes a text from the data of a page that shows little, whatever it is the text of.
    data = json.dumps({"@context": "https://schema.org", "@type": "VideoObject", "articleBody": " ".join(ARTICLE)})
    html = f'<html><head><script type="application/ld+json">{data}</script></head><body><p>Loading the page</p></body></html>'
    result = Cleaner(extractor="trafilatura").clean(RawDocument(data=html.encode()))

    assert isinstance(result, Rejected)
    assert (result.stage, result.code) == ("extract", "low-coverage")
    assert result.held is not None
    assert result.held.text == "Loading the page"


def test_a_page_without_an_article_is_held_whole():
    result = Cleaner(extractor="turbohtml").clean(RawDocument(data=b"<html><body><p>Loading</p></body></html>"))

    assert isinstance(result, Rejected)
    assert (result.stage, result.code, result.is_quarantined) == ("extract", "nothing-extracted", True)
    assert result.held is not None
    assert result.held.text == "Loading"


REASON = reason_of("trial", "1", "no article")


def _fails(_page):
    raise RecursionError("too deep")


@pytest.mark.parametrize(
    ("extractor", "code"),
    [
        pytest.param(_fails, "extractor-failed", id="it raises"),
        pytest.param(lambda _: None, "nothing-extracted", id="it finds nothing"),
        pytest.param(lambda _: Extraction((), REASON), "nothing-extracted", id="no block is the article"),
        pytest.param(
            lambda _: Extraction((4,), REASON, coverage=0.7), "low-coverage", id="most of it is not on the page"
        ),
    ],
)
def test_what_cannot_be_trusted_takes_nothing_out(extractor, code):
    outside = extract(extractor, opened(page(*ARTICLE)))

    assert (outside.spans, outside.bodies) == ((), ())
    assert outside.doubt is not None
    assert outside.doubt.code == code


def test_an_extractor_may_say_what_each_block_is():
    opened_page = opened(page(*ARTICLE))
    number = {block.text: number for number, block in enumerate(opened_page.blocks)}
    article = tuple(number[text] for text in ARTICLE)
    links = Reason(rule="extract/trial", category="related", why="related, 0.97")
    outside = extract(
        lambda _: Extraction(article, REASON, reasons={number[title]: links for title in RELATED}), opened_page
    )

    said = {reason: opened_page.text[span.start : span.end] for span, reason in outside.spans}
    assert all(title in said[links] for title in RELATED)
    rest = next(text for reason, text in said.items() if (reason.rule, reason.category) == (REASON.rule, "copyright"))
    assert "all rights reserved" in rest
    assert [opened_page.text[body.start : body.end].count("<p>") for body in outside.bodies] == [2]
    edges = [edge for span, _ in outside.spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)


def test_the_result_does_not_depend_on_what_was_cleaned_before_or_beside():
    pages = [page(*ARTICLE), page(*CHINESE, *ARTICLE), page(*reversed(ARTICLE), main="div"), page(*CHINESE)]
    alone = [Cleaner().clean(RawDocument(data=data)) for data in pages]
    cleaner = Cleaner()

    assert [cleaner.clean(RawDocument(data=data)) for data in [*reversed(pages), *pages]][len(pages) :] == alone
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda data: cleaner.clean(RawDocument(data=data)), pages * 3)) == alone * 3


def test_an_extractor_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(
        CleanerError, match="no extractor 'trafilature'; one of: model, trafilatura, readability, turbohtml, none"
    ):
        Cleaner(extractor="trafilature")


def test_every_extractor_takes_a_page_without_blocks():
    for extractor in EXTRACTORS.values():
        assert extract(extractor, opened(b"<html><body></body></html>")).spans == ()


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param("<table><tr>" + "<td>a" * 10_001, "10,001 cells of tables", id="cells"),
        pytest.param("a" + "<br>" * 200_001 + "b", "tags", id="tags"),
        pytest.param(f"<p {' '.join(f'a{n}=1' for n in range(10_001))}>a</p>", "10,001 attributes", id="attributes"),
    ],
)
def test_a_page_on_which_trafilatura_would_sit_for_minutes_is_held(page, found):
    done = Cleaner(extractor="trafilatura").clean(RawDocument(data=f"<!doctype html><body>{page}".encode()))

    assert done.code == "extractor-failed"
    assert found in done.detail
    assert done.held is not None
