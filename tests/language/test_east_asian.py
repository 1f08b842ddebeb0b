"""Chinese, Cantonese, Japanese and Korean, where they look alike. All texts are the project's own."""

from __future__ import annotations

import pytest

from cleaner.language import detect


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("図書館案内", id="a heading with one character that only Japanese has"),
        pytest.param("株式会社北浜製作所", id="a company"),
        pytest.param("代表取締役社長山田太郎", id="an office and a name"),
        pytest.param("大阪駅前第三市場", id="a place"),
        pytest.param("令和五年三月", id="a year of an era"),
        pytest.param("次回開催日：来月第二木曜日午後", id="a day of the week"),
        pytest.param("経済学部応用数学科卒業", id="a career"),
        pytest.param("価格一二〇〇円", id="a price"),
        pytest.param("無断転載禁止", id="a notice of copyright"),
        pytest.param("営業時間・電話番号・所在地", id="the headings of a table"),
    ],
)
def test_japanese_without_kana_is_told_by_its_characters_and_words(text: str) -> None:
    assert detect(text).tag == "ja"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        pytest.param("这件外套卖两千円，比国内便宜", "zh-Hans", id="a price in yen"),
        pytest.param("他喜欢看沢田导演的电影", "zh-Hans", id="a Japanese name in Simplified text"),
        pytest.param("昨天去聽了桜井小姐的演唱會", "zh-Hant", id="a Japanese name in Traditional text"),
        pytest.param("和平成功的希望越来越大", "zh-Hans", id="two words that meet in the name of an era"),
        pytest.param("命令和规定都要遵守", "zh-Hans", id="another"),
        pytest.param("該部隊的番號已經取消", "zh-Hant", id="the number of a unit"),
        pytest.param("投資組合與資本市場", "zh-Hant", id="characters that both have"),
        pytest.param("大家一起走到山上去看日出日落，又一起走回家中", "zh", id="no telling character"),
    ],
)
def test_chinese_that_shares_its_characters_with_japanese_is_chinese(text: str, tag: str) -> None:
    assert detect(text).tag == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        pytest.param("我哋聽日去睇戲", "yue-Hant", id="a telling character"),
        pytest.param("阿明同埋阿芳一齊返學", "yue-Hant", id="a telling word"),
        pytest.param("邊個攞走本書", "yue-Hant", id="two hints"),
        pytest.param("点解边个都话钟意食饭", "yue-Hans", id="hints in Simplified characters"),
        pytest.param("而家屋企好熱鬧", "yue-Hant", id="a word and a hint"),
    ],
)
def test_cantonese_is_told_by_its_characters_and_words(text: str, tag: str) -> None:
    assert detect(text).tag == tag


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("老师先走了，而家长们还在等", id="a word that begins in another"),
        pytest.param("他们把证据一同埋葬在山里", id="another"),
        pytest.param("这条老街旁边的老屋企业都搬走了", id="a third"),
        pytest.param("开机后即系统自动更新", id="a fourth"),
        pytest.param("她正在学习钢琴日后想当老师", id="a fifth"),
        pytest.param("路邊個人攤位很多", id="a sixth"),
        pytest.param("靚車價格公布", id="a word of Taiwan too"),
        pytest.param("睇", id="one hint alone"),
        pytest.param("關係到個人權益的事項", id="the copula of Cantonese inside a word"),
    ],
)
def test_mandarin_that_looks_cantonese_is_mandarin(text: str) -> None:
    assert detect(text).code == "zh"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("大韓民國은 民主共和國이다", "ko", id="Hanja with endings"),
        pytest.param("國民의 權利와 義務", "ko", id="a heading in the mixed script"),
        pytest.param("한국漢字能力檢定會", "zh", id="no ending tells, and Han leads"),
        pytest.param("演員金秀賢（김수현）昨天抵達機場", "zh", id="a Korean name in brackets"),
        pytest.param("の字在店名裡很常見，大家都認得", "zh", id="one kana in Chinese"),
        pytest.param("ソウル特別市", "ja", id="katakana and kanji"),
    ],
)
def test_kana_and_hangul_decide_by_their_share_and_place(text: str, code: str) -> None:
    assert detect(text).code == code
