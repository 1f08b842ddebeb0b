"""The demonstration: what comes out of the seeds ends where their articles end."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner, RawDocument

SEEDS = Path(__file__).parents[1] / "seeds"
LAST = {
    "discuz-wechat.txt": "在地图的边缘,到底还有多少盏灯亮着。",
    "gptnb.txt": "本来就是没有办法的办法。」",
    "hot-news-aggregator.txt": "我们赌的是下一个微秒。”",
    "netease-hao-hant.txt": "直到它熄滅的那一天。",
    "solidot.txt": "文件格式将由一个中立的小组负责维护。",
}


@pytest.mark.parametrize("name", LAST)
def test_the_clean_text_ends_with_the_last_words_of_the_article(name):
    result = Cleaner().clean(RawDocument(data=(SEEDS / name).read_bytes(), path=name))

    assert isinstance(result, Cleaned)
    assert result.text.endswith(LAST[name])


def test_every_seed_is_looked_at():
    assert {path.name for path in SEEDS.glob("*.txt")} == LAST.keys()
