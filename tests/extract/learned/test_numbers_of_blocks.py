"""What the trees look at."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.errors import InputError
from cleaner.extract.learned import by_model, explain, load, shipped
from cleaner.extract.learned.explain import GROUPS, group_of
from cleaner.extract.learned.first import first_features
from cleaner.extract.learned.second import second_features
from cleaner.extract.learned.view import view_of
from cleaner.extract.size import TooMuchError

PAGE = """<html><head><title>The lamps of the harbour | Harbour News</title></head><body>
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article class="post"><h1>The lamps of the harbour</h1>
<p>On the first day of spring the lamps along the river were lit, one after the other, and the keeper, who had waited
for this all winter, went from pier to pier with his ladder and his book.</p>
<p>He wrote down the water level, the wind, and the names of the ships that passed; then he went home to eat.</p>
</article></main>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/a">A ship is late</a></li></ul></aside>
<footer>© Harbour News</footer></body></html>"""

HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class='a b'>", "</div>", "<li>", "<td>", "<table>", "</table>", "<h1>", "</h1>", "<a href=/x>",
         "</a>", "<b>", "文字。", "word, ", "1", " ", "<img src=x.png>", "<hr>", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
         "<article>", "</article>", "<ul>", "é", "&nbsp;", "\u200b"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
TEXT = st.lists(st.sampled_from(["# ", "- ", "\n", "\n\n", "[a](b)", "word ", "字。", "| a | b |", "> ", "**", "---\n"]), min_size=1, max_size=40).map(
    "".join
)  # fmt: skip


def page_of(text, suffix=".html"):
    return parse(decode(RawDocument(data=text.encode(), path=f"page{suffix}")))


@given(HTML)
def test_any_page_has_finite_numbers(html):
    page = page_of(f"<body>{html}")
    if page.blocks:
        columns, around = first_features(view_of(page), shipped("html").tables)
        both = [columns.matrix(), second_features(around.volume % 1000, around).matrix()]
        assert all(np.isfinite(each).all() for each in both)
        assert columns.names == shipped("html").features


@given(TEXT)
def test_any_text_has_finite_numbers(text):
    page = page_of(f"{text}x", ".md")
    if page.blocks:
        columns, around = first_features(view_of(page), shipped("text").tables)
        assert np.isfinite(columns.matrix()).all()
        assert columns.names == shipped("text").features
        assert second_features(around.volume % 1000, around).names == shipped("text").more


def test_each_number_has_a_name_of_its_own_and_a_side_of_the_block_that_it_is_about():
    for kind in ("html", "text"):
        model = shipped(kind)
        names = [*model.features, *model.more]
        assert len(set(names)) == len(names)
        assert {group_of(name) for name in model.features} <= set(GROUPS)


def test_containers_are_sums_over_what_lies_in_them():
    page = page_of(PAGE)
    columns, around = first_features(view_of(page), shipped("html").tables)
    rows = dict(zip(columns.names, columns.matrix(), strict=True))
    outline = page.outline
    for number, leaf in enumerate(outline.leaves):
        inside = range(outline.starts[leaf], outline.ends[leaf])
        assert number in inside
        assert rows["c0_volume"][number] == sum(int(around.volume[each]) for each in inside)
        assert rows["c0_blocks"][number] == len(inside)


def test_the_article_of_a_plain_page_is_found():
    page = page_of(PAGE)
    extraction = by_model(page)
    kept = [page.blocks[number].text for number in extraction.blocks]
    assert any(text.startswith("On the first day") for text in kept)
    assert any(text.startswith("He wrote down") for text in kept)
    assert not {"Home", "News", "A ship is late", "© Harbour News"} & set(kept)


def test_there_is_a_probability_for_each_block():
    page = page_of(PAGE)
    extraction = by_model(page)
    assert len(extraction.probabilities) == len(page.blocks)
    assert all(0 <= each <= 1 and round(each, 3) == each for each in extraction.probabilities)
    assert extraction.reason.digest == shipped("html").digest


def test_nothing_depends_on_the_hashes_of_this_process():
    script = (
        "import sys; from cleaner import RawDocument; from cleaner.blocks import parse; from cleaner.decode import decode;"
        "from cleaner.extract.learned import by_model;"
        "page = parse(decode(RawDocument(data=sys.stdin.buffer.read(), path='page.html')));"
        "print(by_model(page).probabilities)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=PAGE.encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{by_model(page_of(PAGE)).probabilities}\n".encode()}


def test_what_moves_the_model_is_told_strongest_first():
    page = page_of(PAGE)
    menu = next(number for number, block in enumerate(page.blocks) if block.text == "Home")
    story = next(number for number, block in enumerate(page.blocks) if block.text.startswith("He wrote"))
    for number, sign in ((menu, -1), (story, 1)):
        found = explain(page, number)
        shifts = [abs(each.shift) for each in found]
        assert shifts == sorted(shifts, reverse=True)
        assert sum(each.shift for each in found) * sign > 0


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"no model", "no model of blocks"), (b"", "no model of blocks")],
    ids=["something else", "nothing"],
)
def test_a_file_that_is_no_model_is_named(tmp_path, data, said):
    path = tmp_path / "x.model"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_more_blocks_than_any_page_has_are_not_looked_at(monkeypatch):
    monkeypatch.setattr("cleaner.extract.learned.MOST", 3)
    with pytest.raises(TooMuchError, match="blocks, more than 3"):
        by_model(page_of(PAGE))
    assert by_model(page_of("one\n\ntwo\n\nthree\n\nfour", ".txt")) is None
