"""What the model says of single lines, in words."""

from __future__ import annotations

import pytest

from cleaner.audit.likely import STRONGEST, Likelihoods
from cleaner.extract.learned.explain import GROUPS
from cleaner.model.document import RawDocument, Rejected
from cleaner.pipeline import Cleaner

STORY = [
    "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才穿过院子去吃饭，饭已经凉了。",
    "三十年来他每天晚上都这样做，从来没有漏过一夜；只有那年冬天墨水结了冰，他用铅笔补了四页，字迹还看得清。",
    "第二天早上，妹妹把信放在炉子上，他读了三遍，才想起该去看看码头上的船，船还没有来，江面上只有雾。",
]
HTML = (
    '<html><head><meta charset="utf-8"><title>江边的灯</title></head><body>'
    '<nav class="menu"><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li></ul></nav>'
    "<article><h1>江边的灯</h1>"
    + "".join(f"<p>{text}</p>" for text in STORY * 2)
    + '</article><div class="related"><h3>相关阅读</h3><ul><li><a href="/1">六盏灯是怎么灭的</a></li></ul></div>'
    "<footer><p>版权所有 北窗日报</p></footer></body></html>"
)


def cleaned_by(extractor):
    found = Cleaner(extractor=extractor).clean(RawDocument(data=HTML.encode()))
    return found.held if isinstance(found, Rejected) else found


@pytest.fixture(scope="module")
def cleaned():
    return cleaned_by("model")


@pytest.fixture(scope="module")
def likelihoods(cleaned):
    return Likelihoods(cleaned)


def at(cleaned, words):
    start = cleaned.decoded.text.index(words)
    return start, start + len(words)


def test_an_article_is_likelier_than_its_menu(cleaned, likelihoods):
    story = likelihoods.of(*at(cleaned, STORY[1]), is_kept=True)
    menu = likelihoods.of(*at(cleaned, "首页"), is_kept=False)

    assert 0 <= menu.probability < story.probability <= 1


def test_the_strongest_sides_come_first_and_say_what_is_on_the_page(cleaned, likelihoods):
    menu = likelihoods.of(*at(cleaned, "首页"), is_kept=False)
    shifts = [abs(side.shift) for side in menu.sides]

    assert 0 < len(menu.sides) <= STRONGEST
    assert shifts == sorted(shifts, reverse=True)
    assert all(side.name in GROUPS and side.words for side in menu.sides)


def test_of_several_blocks_it_tells_the_closest_call(cleaned, likelihoods):
    text = cleaned.decoded.text
    all_of_it = [likelihoods.of(*at(cleaned, words), is_kept=False) for words in ("首页", "新闻", "版权所有")]
    found = likelihoods.of(0, len(text), is_kept=False)

    assert found.probability >= max(each.probability for each in all_of_it)
    assert likelihoods.of(0, len(text), is_kept=True).probability <= min(each.probability for each in all_of_it)


def test_where_nothing_stands_nothing_is_likely(cleaned, likelihoods):
    assert likelihoods.of(0, 5, is_kept=False) is None


def test_where_no_model_was_asked_there_is_no_probability():
    found = cleaned_by("turbohtml")

    assert Likelihoods(found).of(0, len(found.decoded.text), is_kept=False) is None
