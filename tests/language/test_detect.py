from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.language import DETECTORS, detect
from cleaner.model.language import Language

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "tag", "script"),
    [
        pytest.param("我们昨天在图书馆读了两本关于历史的书。", "zh-Hans", "Hans", id="Simplified"),
        pytest.param("我們昨天在圖書館讀了兩本關於歷史的書。", "zh-Hant", "Hant", id="Traditional"),
        pytest.param("天地玄黃", "zh-Hant", "Hant", id="one telling character is enough in a short text"),
        pytest.param("山中有水", "zh", "Hani", id="Chinese without a telling character"),
        pytest.param("我们读书，他們讀書。请问这样对吗？請問這樣對嗎？", "zh", "Hani", id="half and half"),
        pytest.param("佢哋喺屋企食緊飯，你嚟唔嚟呀？", "yue-Hant", "Hant", id="Cantonese"),
        pytest.param("佢哋喺呢个国家嘅权利", "yue-Hans", "Hans", id="Cantonese in Simplified characters"),
        pytest.param("きょうは図書館で歴史の本を読みました。", "ja", "Jpan", id="Japanese"),
        pytest.param("어제 도서관에서 책을 두 권 읽었습니다.", "ko", "Kore", id="Korean"),
        pytest.param(
            "大韓民國은 民主共和國이다. 모든 권력은 국민으로부터 나온다.", "ko", "Kore", id="Korean with Hanja"
        ),
        pytest.param("Χθες διάβασα δύο βιβλία στη βιβλιοθήκη.", "el", "Grek", id="Greek"),
        pytest.param("אתמול קראתי שני ספרים בספרייה.", "he", "Hebr", id="Hebrew"),
        pytest.param("เมื่อวานฉันอ่านหนังสือสองเล่ม", "th", "Thai", id="Thai"),
        pytest.param("Yesterday we read two books about history in the library.", "en", "Latn", id="English"),
        pytest.param("Gestern haben wir in der Bibliothek zwei Bücher gelesen.", "de", "Latn", id="German"),
        pytest.param("Вчера мы прочитали в библиотеке две книги об истории.", "ru", "Cyrl", id="Russian"),
        pytest.param("Вчора ми прочитали в бібліотеці дві книжки про історію.", "uk", "Cyrl", id="Ukrainian"),
        pytest.param("قرأنا أمس كتابين عن التاريخ في المكتبة", "ar", "Arab", id="Arabic"),
        pytest.param("दो किताबें हमने कल पुस्तकालय में पढ़ी थीं और वे अच्छी थीं", "hi", "Deva", id="Hindi"),
        pytest.param("ᚠᚢᚦᚨᚱᚲ", "und", "Zzzz", id="a script nobody here reads"),
        pytest.param("12:30 — 45 %", "und", "Zyyy", id="no letters"),
        pytest.param("", "und", "Zyyy", id="nothing"),
    ],
)
def test_a_text_has_a_language_and_a_script(text: str, tag: str, script: str) -> None:
    found = detect(text)

    assert (found.tag, found.code, found.script) == (tag, tag.partition("-")[0], script)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("用 TypeScript 写 React Component 的时候要注意 useEffect 的依赖", id="English terms"),
        pytest.param(
            "下载：https://example.org/releases/download/latest/archive-of-everything.tar.gz", id="an address"
        ),
        pytest.param("联系 the.editor.of.this.page@mail.example.org", id="an e-mail address"),
        pytest.param("见[文档](/guide/en/getting-started/installation/index.html)", id="a link target"),
        pytest.param("设置 editor.minimap.renderCharacters 和 workbench.colorTheme", id="identifiers"),
    ],
)
def test_chinese_with_many_latin_letters_is_chinese(text: str) -> None:
    assert detect(text).code == "zh"


@pytest.mark.parametrize("name", ["王小明", "東京", "北京大学"])
def test_a_western_sentence_with_a_han_name_stays_western(name: str) -> None:
    assert detect(f"The professor {name} gave a long lecture about the rivers of the north.").tag == "en"


def test_an_address_ends_where_the_chinese_after_it_begins() -> None:
    assert detect("https://example.org/a見下面的說明").tag == "zh-Hant"


@given(ANY_TEXT)
def test_every_text_has_an_answer_and_always_the_same(text: str) -> None:
    assert detect(text) == detect(text)


@pytest.mark.parametrize("text", ["\ud800", "\x00" * 10, "\udfff中文\ud800", "\U0010ffff", "\ud800abc" * 20])
def test_broken_characters_do_no_harm(text: str) -> None:
    assert detect(text) == detect(text)


@pytest.mark.parametrize(
    "unit", ["中", "a", "1", " ", "@", "://", "](", "a@", "a.b ", "www.", "ж", "中a.b" + "x" * 20], ids=ascii
)
def test_a_text_of_megabytes_is_called_what_a_shorter_one_of_its_kind_is(unit: str) -> None:
    assert detect(unit * (4_000_000 // len(unit))).script == detect(unit * (40_000 // len(unit))).script


def test_chinese_japanese_and_korean_load_no_model() -> None:
    code = (
        "import sys; from cleaner.language import detect_document;"
        "detect_document(['我們讀書。' * 100, 'ひらがな' * 10, '한국어' * 10]);"
        "assert not {'py3langid', 'langdetect', 'numpy'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_langdetect_does_not_guess_at_short_text() -> None:
    assert detect("Ein kurzer Satz.", "langdetect") == Language("und", "und", "Latn")


def test_langdetect_answers_for_longer_text_and_leaves_its_global_seed_alone() -> None:
    from langdetect import DetectorFactory  # type: ignore[import-untyped]

    seed = DetectorFactory.seed

    assert detect("Gestern haben wir in der Bibliothek zwei Bücher über Geschichte gelesen.", "langdetect").tag == "de"
    assert DetectorFactory.seed == seed


def test_langdetect_never_sees_chinese() -> None:
    assert detect("我們昨天在圖書館讀了兩本書。", "langdetect").tag == "zh-Hant"


def test_a_missing_langdetect_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.language import detectors

    monkeypatch.setitem(sys.modules, "langdetect.detector_factory", None)
    detectors._langdetect_profiles.cache_clear()

    with pytest.raises(ImportError, match=r"pip install 'cleaner\[langdetect\]'"):
        detect("A sentence that is long enough for the detector to want to read it.", "langdetect")


def test_the_detectors_are_known_by_name() -> None:
    assert list(DETECTORS) == ["py3langid", "langdetect"]


def test_an_unknown_detector_is_refused_even_for_text_that_needs_none() -> None:
    with pytest.raises(ValueError, match="no detector named 'lingua'; there are py3langid, langdetect"):
        detect("图书馆", "lingua")
