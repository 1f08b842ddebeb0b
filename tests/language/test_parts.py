"""Where the language changes inside a paragraph."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.language import detect_document

SIMPLIFIED = "图书馆从下个月开始延长开放时间，欢迎读者们前来阅览报纸和杂志。"
TRADITIONAL = "圖書館從下個月開始延長開放時間，歡迎讀者們前來閱覽報紙和雜誌。"
JAPANESE = "図書館は来月から開館時間を延長しますので、どうぞご利用ください。"
KOREAN = "도서관은 다음 달부터 개관 시간을 연장하니 많은 이용 바랍니다."
ENGLISH = "The library will stay open longer from next month, and readers are welcome to come and see the new journals."
FRENCH = "La bibliothèque restera ouverte plus longtemps à partir du mois prochain, et chacun y sera le bienvenu."
RUSSIAN = "Библиотека будет открыта дольше со следующего месяца, и читатели могут посмотреть новые журналы."


def parts(paragraph: str, document: str = "") -> list[tuple[str, str]]:
    each = detect_document([paragraph, document] if document else [paragraph])[1][0]
    return [(part.language.tag, paragraph[part.start : part.end]) for part in each]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param([("zh-Hans", SIMPLIFIED), ("en", ENGLISH)], id="English close behind Chinese"),
        pytest.param([("en", ENGLISH + " "), ("zh-Hant", TRADITIONAL)], id="Chinese behind English"),
        pytest.param(
            [("zh-Hans", SIMPLIFIED + " "), ("en", ENGLISH + " "), ("zh-Hans", SIMPLIFIED)], id="English in the middle"
        ),
        pytest.param(
            [
                ("zh-Hans", "特别声明以上内容由本站的用户上传并发布本站仅提供信息存储服务 "),
                (
                    "en",
                    "Notice: The content above was uploaded by a user of this site, which only stores what its users write.",
                ),
            ],
            id="both halves of a notice, without a full stop between them",
        ),
        pytest.param(
            [
                ("zh-Hans", SIMPLIFIED),
                ("en", f"（{ENGLISH}）"),
                ("zh-Hans", "馆长说读者都很高兴，认为这样的安排很好，今后还会继续。"),
            ],
            id="brackets go with what they hold",
        ),
        pytest.param([("ru", RUSSIAN + " "), ("zh-Hans", SIMPLIFIED)], id="Russian and Chinese"),
        pytest.param([("ru", RUSSIAN + " "), ("en", ENGLISH)], id="two alphabets"),
        pytest.param([("en", ENGLISH), ("ja", f"（{JAPANESE}）"), ("fr", FRENCH)], id="three languages"),
        pytest.param([("zh-Hans", SIMPLIFIED), ("ko", KOREAN)], id="Chinese and Korean"),
        pytest.param([("zh-Hans", SIMPLIFIED), ("ja", JAPANESE), ("zh-Hans", SIMPLIFIED)], id="Japanese in Chinese"),
        pytest.param(
            [
                ("zh-Hans", SIMPLIFIED + "馆长写道："),
                ("zh-Hant", f"「{TRADITIONAL}」"),
                ("zh-Hans", "读者都很高兴，认为这样安排十分周到。"),
            ],
            id="a Traditional quotation in Simplified text, and the few words behind it",
        ),
        pytest.param(
            [
                ("zh-Hant", TRADITIONAL + "館長寫道："),
                ("zh-Hans", f"“{SIMPLIFIED}”"),
                ("zh-Hant", "讀者都很高興，認為這樣安排周到。"),
            ],
            id="a Simplified quotation in Traditional text",
        ),
    ],
)
def test_a_paragraph_is_cut_where_its_language_changes(expected: list[tuple[str, str]]) -> None:
    assert parts("".join(text for _, text in expected)) == expected


@pytest.mark.parametrize(
    ("paragraph", "tag"),
    [
        pytest.param(f"{SIMPLIFIED}王小明（Wang Xiaoming, City Library）对记者说。", "zh-Hans", id="a name in brackets"),
        pytest.param(
            "用 TypeScript 写 React Component 的时候要注意 useEffect 的依赖，再用 npm run build 编译整个项目，最后检查日志。",
            "zh-Hans", id="a manual full of terms",
        ),
        pytest.param(
            f"参考：Smith J, Brown K, Miller A. Journal of Physical Chemistry, Springer Verlag, New York 2003. {SIMPLIFIED}",
            "zh-Hans", id="a reference to a book",
        ),
        pytest.param(
            f"{SIMPLIFIED}import {{ useState }} from 'react'; const x = document.querySelector('#a'); console.log(x.value);",
            "zh-Hans", id="code",
        ),
        pytest.param(
            f"{SIMPLIFIED}https://example.org/a/very/long/path/to/some/page/about/the/library.html", "zh-Hans", id="an address"
        ),
        pytest.param("Professor 王小明 of 東京 gave a long lecture about the rivers and mountains of the north.", "en",
                     id="names in English"),
        pytest.param("The writer Александр Солженицын and the city of Αθήνα were named in the report on libraries.", "en",
                     id="names in other alphabets"),
        pytest.param(f"{TRADITIONAL}「并」和「于」是簡體字嗎？{TRADITIONAL}", "zh-Hant", id="strays of a converter"),
        pytest.param(f"{JAPANESE}東京都立中央図書館本館三階会議室。{JAPANESE}", "ja", id="kanji alone in Japanese"),
        pytest.param("大韓民國은 民主共和國이며 모든 國民은 法 앞에 平等하고 自由롭게 生活할 權利를 가진다.", "ko", id="Hanja"),
    ],
)  # fmt: skip
def test_a_name_a_term_or_a_stray_is_no_part_of_its_own(paragraph: str, tag: str) -> None:
    assert parts(paragraph) == [(tag, paragraph)]


def test_a_paragraph_keeps_its_parts_whatever_the_document_is() -> None:
    expected = [("zh-Hans", SIMPLIFIED), ("en", ENGLISH)]

    assert parts(SIMPLIFIED + ENGLISH, ENGLISH * 5) == expected
    assert parts(SIMPLIFIED + ENGLISH, TRADITIONAL * 5) == expected


@pytest.mark.parametrize(
    "unit", [SIMPLIFIED + ENGLISH, "「说說」", "中a", ".”", "（中" + "x" * 60, SIMPLIFIED + TRADITIONAL]
)
def test_a_paragraph_of_a_megabyte_is_cut_like_a_short_one(unit: str) -> None:
    long = unit * (1_000_000 // len(unit))

    assert {tag for tag, _ in parts(long)} == {tag for tag, _ in parts(unit * 40)}


@pytest.mark.parametrize(
    ("media_type", "data", "to", "english"),
    [
        pytest.param("text/markdown", f"{SIMPLIFIED}**Notice:** {ENGLISH}", None, f"**Notice:** {ENGLISH}", id="as it stands"),
        pytest.param("text/markdown", f"{SIMPLIFIED}**Notice:** {ENGLISH}", "text", f"Notice: {ENGLISH}", id="Markdown to text"),
        pytest.param("text/html", f"<p>{SIMPLIFIED}<b>Notice:</b> {ENGLISH}</p>", "text", f"Notice: {ENGLISH}", id="HTML"),
    ],
)  # fmt: skip
def test_segments_of_the_stamp_stand_where_the_parts_stand_in_the_clean_text(media_type, data, to, english):
    done = Cleaner(Cleaner().book, to=to).clean(RawDocument(data=data.encode(), media_type=media_type))
    done = done if isinstance(done, Cleaned) else done.held

    assert [(segment.tag, done.text[segment.start : segment.end]) for segment in done.stamp.segments] == [
        ("zh-Hans", SIMPLIFIED),
        ("en", english),
    ]
