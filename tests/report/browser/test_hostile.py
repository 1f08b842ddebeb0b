"""What pages say stays words: no script, no request, no letter out of sight."""

from __future__ import annotations

import json

import pytest
from report.browser.browsed import clean_texts, page_of, with_documents, with_run, with_source
from report.browser.reader import drawn, go, press, still

from cleaner import Cleaner, RawDocument
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.write import Options

EVIL = (
    "<script>document.title='taken'</script>",
    "</script><script>document.title='taken'</script>",
    "</script><!--<script>",
    "<!-- --!> <img src=x onerror=\"document.title='taken'\">",
    "<svg onload=document.title='taken'>",
    "[click](javascript:document.title='taken')",
    "<a href=\"javascript:document.title='taken'\">x</a>",
    "\u202egnihtemos\u202c \u2066a\u2069 \u200b\u200b\u200b\ufeff \u2028 \u061c",
    "\x00\x07\x1b[2J\x7f\x85",
    "${document.title='taken'} {{constructor.constructor('1')()}}",
    "\U000e0041\U000e0042 \U000e0100",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
)
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """A page that says all that, in its title, its text and in what is removed; and a line of a megabyte."""
    folder = tmp_path_factory.mktemp("evil")
    body = "\n\n".join(f"第{number}盏灯亮了一夜，{words}，没有人去关它。" for number, words in enumerate(EVIL))
    front = f"---\ntitle: {json.dumps(EVIL[1] + EVIL[7])}\nurl: javascript:document.title='taken'\n---\n"
    long = "长" * 1_000_000
    texts = {
        "evil.md": f"{front}\n{body}\n\n{NOTICE} {' '.join(EVIL)}\n{NOTICE}\n",
        "long.txt": f"第一行\n{long}\n最后一行，灯灭了。\n{NOTICE}",
        "<img src=x onerror=alert(1)>.txt": f"灯亮了一夜，没有人去关它。\n\n{NOTICE}",
    }
    return page_of(
        clean_texts({name: text.encode() for name, text in texts.items()}, folder, Cleaner(source="163.com"))
    )


def every_view(page):
    run = page.evaluate("JSON.parse(document.getElementById('run').textContent)")
    yield from ("#/source/163.com?view=" + view for view in ("groups", "single", "rules", "documents"))
    yield from (f"#/document/{number}" for number in range(run["documents"]))


def test_nothing_that_a_page_says_runs_or_asks(read, evil):
    page = read(evil)
    assert page.locator("main script, main img, main iframe, main svg svg, main a[href^=javascript]").count() == 0
    for route in every_view(page):
        press(still(go(page, route)), "j", "e", "m")
        assert (
            page.locator("main script, main img, main iframe, main a[href^=javascript], main a[href^=data]").count()
            == 0
        )
        assert "taken" not in page.title().split("</script>")[0]
        assert page.evaluate("location.href.startsWith('file:')")


def test_what_cannot_be_seen_is_spelt_out(read, evil):
    page = read(evil)
    for route in every_view(page):
        still(go(page, route))
        shown = page.evaluate(
            "document.body.innerText + document.title + [...document.querySelectorAll('*')].flatMap(one => [...one.attributes].map(each => each.value)).join('')"
        )
        script = page.evaluate("document.getElementById('run').textContent")
        for (
            char
        ) in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u2028\x00\x07\x1b\x7f\x85\u061c\U000e0041":
            assert char not in shown.replace(script, ""), f"{ord(char):04X} in {route}"
    go(page, "#/document/0")
    tokens = page.locator(".hidden-char").all_text_contents()
    assert {"U+202E", "U+200B ×3", "U+001B", "U+E0041"} <= set(tokens)


def test_a_name_of_a_file_is_only_a_name(read, evil):
    page = read(evil)
    told = []
    for number in range(3):
        go(page, f"#/document/{number}")
        told.append(page.inner_text(".document-head"))
    assert any("<img src=x onerror=alert(1)>.txt" in each for each in told)


def test_a_line_of_a_megabyte_can_be_read(read, evil):
    page = read(evil, "#/document/1")
    assert "code points not shown" in page.inner_text(".cut >> nth=0")
    assert page.evaluate("document.querySelector('.text').textContent.length") > 200_000
    page.keyboard.press("m")
    assert drawn(page)


def test_only_addresses_of_the_web_are_links_and_tell_nobody_where_they_stood(read, tmp_path):
    urls = [
        "https://example.org/a?b=<x>",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
    ]
    pages = [
        RawDocument(data=f"第{number}盏灯亮了一夜。".encode(), path=f"{number}.txt", url=url)
        for number, url in enumerate(urls)
    ]
    out = tmp_path / "out"
    run(Cleaner(), Given(pages), out, Options(page=False))
    page = read(page_of(out))
    hrefs = []
    for number in range(len(urls)):
        go(page, f"#/document/{number}")
        page.click(".stamp-more summary")
        hrefs += page.locator("main a:not([href^='#'])").evaluate_all("all => all.map(one => [one.protocol, one.rel])")
    assert hrefs
    assert {scheme for scheme, _ in hrefs} <= {"https:", "http:"}
    assert all("noreferrer" in rel for _, rel in hrefs)


def test_the_policy_of_the_page_lets_nothing_else_in(read, seeds):
    page = read(seeds)
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    ran = page.evaluate(
        """() => { try { document.body.innerHTML = '<b>x</b>'; return 'markup' } catch { return 'refused' } }"""
    )
    assert ran == "refused"
    read.complaints.clear()


def test_ten_thousand_removals_in_a_document_stay_usable(read, seeds, tmp_path):
    def much(records):
        [first, *_] = records
        one, kept = first["removals"][0], "第{}盏灯亮了一夜，没有人去关它。\n"
        first["removals"] = [{**one, "seq": number, "line": number} for number in range(10_000)]
        first["pieces"] = [piece for number in range(10_000) for piece in (number, kept.format(number))]

    page = read(with_documents(seeds, tmp_path / "much.html", much))
    go(page, "#/document/0")
    assert page.locator(".line del").count() == 10_000
    for number in (1, 2, 3):
        page.keyboard.press("j")
        page.wait_for_selector(f"aside h2:has-text('Removal {number} of 10,000')")
    page.keyboard.press("m")
    assert page.locator(".only .item >> nth=2").is_visible()


NAMES = {
    "long": "w" * 5_000,
    "combining": "Z\u0351\u036b\u0343" * 300,
    "right to left": "\u05d0\u05d1\u05d2 " * 200 + "\u202e/\u2066x",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 150,
    "null": "\x00\x07" * 60 + "</script><!--<script>",
}
"""Each is wider than any window, and longer than whatever a list shows of a name."""
SAME = {"number", "key", "shows", "outcome", "schema", "manifest_digest", "at", "state", "tag", "action"}


def spoilt(value, name, field=""):
    """*value* with every word that a page, a rule or a folder could have given written as *name*."""
    if isinstance(value, dict):
        return {key: spoilt(entry, name, key) for key, entry in value.items()}
    if isinstance(value, list):
        return [spoilt(entry, name, field) for entry in value]
    return name if isinstance(value, str) and field not in SAME else value


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_without_end_or_place_to_break_widens_no_view(read, seeds, tmp_path, kind):
    name = NAMES[kind]

    def spoil(run):
        run.update(spoilt(run, name))
        run["sources"][0]["id"] = "0"

    def spoil_groups(source):
        source["documents"]["title"] = [name for _ in source["documents"]["title"]]

    def spoil_documents(records):
        for record in records:
            kept = [(removal["seq"], removal["group"]) for removal in record["removals"]]
            record.update(spoilt(record, name))
            for removal, (_, group) in zip(record["removals"], kept, strict=True):
                removal["group"] = group
                removal["captured"] = {name: [name]}
            record["pieces"] = record["pieces"][:20]

    file = with_source(seeds, tmp_path / "groups.html", "163.com", spoil_groups)
    file = with_documents(file, tmp_path / "documents.html", spoil_documents)
    file = with_run(file, tmp_path / "run.html", spoil)
    page = read(file, viewport={"width": 360, "height": 800})
    routes = [
        "#/",
        *(f"#/source/0?view={view}" for view in ("groups", "single", "rules", "documents")),
        "#/document/0/0",
    ]
    for route in routes:
        if route != "#/":
            go(page, route)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            still(page)
            assert not page.query_selector(".trouble"), f"{route}: {page.inner_text('main')[:200]}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{route} is wider than {width}"


def test_an_address_of_a_removal_that_is_not_there_shows_the_document_and_says_so(read, seeds):
    page = read(seeds, "#/document/1/99999")
    assert "no such removal" in page.inner_text("#alarm")
    assert page.query_selector(".document-head")


@pytest.mark.parametrize("route", ["#/source/163.com?view=toString", "#/source/163.com?rule=%E0%A4&view=constructor"])
def test_a_part_that_no_source_has_is_the_first_of_them(read, seeds, route):
    page = read(seeds, route)
    assert page.inner_text("h1") == "163.com"
    assert page.query_selector("nav.tabs [aria-current=page]")


def test_a_result_without_documents_has_no_document_to_show(read, tmp_path):
    page = read(page_of(clean_texts({"b.txt": b""}, tmp_path)), "#/document/0")
    assert "This report holds no document 0." in page.inner_text("main")


def test_the_link_to_the_content_is_no_place_to_be_lost_at(read, seeds):
    page = read(seeds, "#main")
    assert page.inner_text("h1") == "seeds_out"
