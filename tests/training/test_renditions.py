"""Pages as converters render them: the styles that the text model learns from, and the labels of their lines."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

_CONVERTERS = ("html2text", "markdownify", "resiliparse", "trafilatura", "tld")
if not all(map(find_spec, _CONVERTERS)):
    pytest.skip(f"needs {', '.join(_CONVERTERS)}: pip install --group bench", allow_module_level=True)
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "train"))
import renditions as renderer  # noqa: E402

FIRST = "The ferry left the harbour at six, and by noon the island was a line of grey in the rain."
SECOND = "Nobody on deck said a word until the lamp on the spit came in sight."
PAGE = f"""<!doctype html><html><head><title>The Grey Island</title><style>p {{}}</style></head><body>
<!-- menu --><nav><ul><li><a href="/">Home</a><li><a href="/news">News from the coast</a></ul></nav>
<main><h1>The Grey Island</h1><p>{FIRST.replace("harbour", '<a href="/h">harbour</a>')}</p>
<p><img src="a.png" alt="spit">{SECOND}</p></main>
<div style="display: none">Hidden words</div><script>var no = 1;</script>
<footer><p>All rights reserved by the coast company.</p></footer></body></html>"""
ROW = {
    "id": "own/1", "dataset": "own", "url": "https://coast.example/island", "html_path": "page.html", "lang": "en",
    "gold_text": f"The Grey Island\n{FIRST}\n{SECOND}",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.html").write_text(PAGE, "utf-8")
    return folder


@pytest.fixture(scope="module")
def rendered(folder):
    return {each["style"]: each for each in renderer.renditions(ROW, folder, every=True)}


def test_every_style_renders_the_page(rendered):
    assert set(rendered) == renderer.WHOLE


@pytest.mark.parametrize("style", sorted(renderer.WHOLE))
def test_the_lines_of_the_article_are_labelled_and_no_others(rendered, style):
    each = rendered[style]
    blocks = renderer.blocks_of(each["text"], each["suffix"])

    assert len(blocks) == len(each["labels"]) == len(each["weights"])
    kept = " ".join(block.text for block, label in zip(blocks, each["labels"], strict=True) if label >= 0.5)
    assert "by noon the island was" in " ".join(kept.split())
    assert "lamp on the spit" in " ".join(kept.split())
    assert "News from the coast" not in kept
    assert "All rights reserved" not in kept


@pytest.mark.parametrize("style", ["soup_text", "lxml_text", "inner_text", "lines_text", "markdownify", "bare"])
def test_scripts_and_styles_are_no_text(rendered, style):
    assert "var no" not in rendered[style]["text"]


def test_what_a_browser_hides_is_not_in_its_text(rendered):
    assert "Hidden words" not in rendered["inner_text"]["text"]
    assert "Hidden words" in rendered["soup_text"]["text"]


def test_a_reader_service_has_title_and_address_in_front_and_numbers_its_images(rendered):
    text = rendered["reader"]["text"]

    assert text.startswith("Title: The Grey Island\n\nURL Source: https://coast.example/island\n\nMarkdown Content:\n")
    assert "![Image 1: spit](a.png)" in text


def test_a_page_comes_in_one_markdown_style_and_one_text_style_and_often_in_a_third_way():
    chosen = [renderer.chosen({"id": f"own/{number}"}, False) for number in range(400)]

    for styles in chosen:
        assert styles[0] in renderer.MARKDOWN
        assert styles[1] in renderer.TEXT
    thirds = [styles[2] for styles in chosen if len(styles) == 3]
    assert 150 < len(thirds) < 250
    assert set(thirds) == set(renderer.THIRD)
    used = [styles[0] for styles in chosen]
    assert min(used.count(style) for style in renderer.MARKDOWN) > 400 / len(renderer.MARKDOWN) / 2


def test_the_article_alone_has_nothing_to_remove():
    for way in ("clean .md", "clean .txt"):
        text, suffix = renderer.third(ROW, way, PAGE, ROW["url"])
        _, labels, _ = renderer.labelled(ROW, text, suffix)

        assert labels.count(1) >= 2
        assert "Home" not in text
        assert "All rights reserved" not in text


def test_a_page_without_gold_is_labelled_by_its_snippets(folder):
    row = {key: value for key, value in ROW.items() if key != "gold_text"}
    row |= {"with": ["lamp on the spit"], "without": ["All rights reserved"]}

    for each in renderer.renditions(row, folder, every=False):
        assert {0, 1, None} >= set(each["labels"])
        assert all(
            (label is None) == (weight == 0) for label, weight in zip(each["labels"], each["weights"], strict=True)
        )


def test_the_same_page_gives_the_same_record(folder):
    once, again = (renderer.renditions(ROW, folder, every=False) for _ in range(2))

    assert json.dumps(once) == json.dumps(again)
