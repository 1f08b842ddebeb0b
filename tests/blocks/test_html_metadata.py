"""The head of an HTML page as front matter."""

import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.model.document import DecodedText


def page_of(html):
    decoded = decode(RawDocument(data=html.encode(), media_type="text/html"))
    assert isinstance(decoded, DecodedText)
    return parse(decoded)


def values_of(html):
    return {key: [field.value for field in fields] for key, fields in page_of(html).front_matter.fields.items()}


def test_metas_are_fields_by_property_name_and_http_equiv():
    found = values_of(
        '<head><meta name="Author" content=" 林  一 "><meta property="og:type" content="article">'
        '<meta http-equiv="Last-Modified" content="2024-05-04"><meta name="empty" content=" "><title>修灯</title></head>'
    )

    assert found == {
        "author": ["林 一"],
        "og:type": ["article"],
        "last-modified": ["2024-05-04"],
        "title": ["修灯"],
    }


def test_the_title_goes_before_a_meta_of_that_name():
    found = values_of("<head><meta name=title content=另一个><title>修灯的人</title></head>")

    assert found["title"] == ["修灯的人", "另一个"]


def test_a_title_that_the_head_has_lost_is_still_the_title():
    found = values_of("<head><img src=x><title>修灯</title></head><body><svg><title>图</title></svg></body>")

    assert found == {"title": ["修灯"]}


def test_what_a_meta_in_the_body_says_belongs_to_what_stands_around_it():
    found = values_of(
        "<head><title>t</title></head><body><div itemscope><meta itemprop=url content=https://example.com/other>"
        "<meta name=author content=别人></div><meta property=og:site_name content=灯下网></body>"
    )

    assert found == {"title": ["t"], "og:site_name": ["灯下网"]}


def test_a_field_has_the_span_and_the_line_of_its_element():
    html = "<html>\n<head>\n<meta name=a content=b>\n<title>t</title></head>"
    page = page_of(html)

    meta, title = page.front_matter.fields["a"][0], page.front_matter.fields["title"][0]
    assert (html[meta.start : meta.end], meta.line) == ("<meta name=a content=b>", 3)
    assert (html[title.start : title.end], title.line) == ("<title>t</title>", 4)


CANONICAL = '<link rel="canonical" href="{}">'
OG_URL = '<meta property="og:url" content="{}">'


@pytest.mark.parametrize(
    ("canonical", "og_url", "address"),
    [
        ("https://example.com/a/1", "", "https://example.com/a/1"),
        ("", "https://example.com/a/1", "https://example.com/a/1"),
        ("https://example.com/a/1", "https://m.example.com/a/1?x=1", "https://example.com/a/1"),
        ("https://origin.example/a", "https://copy.example/b", "https://copy.example/b"),
        ("/a/1", "", None),
        ("//example.com/a/1", "", None),
        ("/a/1", "https://example.com/a/1", "https://example.com/a/1"),
        ("https://theme.example/", "", None),
        ("https://theme.example/", "https://example.com/a/1", "https://example.com/a/1"),
        ("https://example.com/", "https://example.com", "https://example.com/"),
        ("https://theme.example/", "https://example.com/", None),
        ("https://localhost/a", "", None),
        ("https://example.com/{{path}}", "", None),
        ("javascript:void(0)", "", None),
        ("https://[::1/a", "", None),
    ],
)
def test_the_address_of_a_page_is_one_that_it_gives_itself(canonical, og_url, address):
    head = (CANONICAL.format(canonical) if canonical else "") + (OG_URL.format(og_url) if og_url else "")

    assert page_of(f"<head>{head}</head><p>t").address()[0] == address


def test_many_fields_of_one_name_take_time_by_their_number():
    found = values_of("<head>" + "<meta name=a content=b>" * 20_000 + "</head>")

    assert len(found["a"]) == 20_000
