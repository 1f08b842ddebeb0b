"""The laws of the design as properties: what must hold for every input, not only for those we thought of."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaned, Cleaner, Ledger, LedgerError, RawDocument, Reason, Rejected, Removal
from cleaner.blocks import parse
from cleaner.decode import decode, encode
from cleaner.model.document import DecodedText
from cleaner.model.proposal import Proposal
from cleaner.rules.compile import RuleSet
from cleaner.rules.fold import FOLDS, fold, variants
from cleaner.rules.index import TextIndex
from cleaner.rules.pattern import compile_pattern
from cleaner.settle import settle

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("seeds/*.txt"), *ROOT.glob("fixtures/*/*/input.*")])
CLEANER = Cleaner()

# Pieces that pages are made of, so that random texts meet the parser and the rules where it matters.
PIECES = st.sampled_from(
    [
        "---", "\n", "\r\n", "\r", "\n\n", " ", "\u3000", "\u00a0", "\ufeff", "\u2028", "\x00", "```", "~~~", "# ", "> ",
        "* ", "- ", "1. ", "|a|b|", "[", "](", ")", "![", "]()", "**", "_", "`", "<b>", "<!-- x -->", "&ldquo;", "\\*",
        "title: 灯", "date: 2024-01-02", "https://example.org/a_(b)", "![](https://mmbiz.qpic.cn/x)", "{ width=50% }",
        "热门资讯", "相关内容", "作者:微信文章", "编辑|宋砚", "登录", "首页", "本文已被查看 3 次", "会玩的人才会学", "===", "…",
        "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。",
        "Notice: The content above is uploaded and posted by a user of NetEase Hao.", "正文一句。", "臺灣", "\U0001f409", "é",
        "2025-01-02 03:04:05", "感谢阅读！查看更多AI文章：[GPTNB](https://gptnb.com)。", "参考资料", "《题》", "0",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=25).map("\n".join),
    st.text(st.characters(codec="utf-8"), max_size=200),
)
SOURCES = st.sampled_from([None, *CLEANER.book.sources])
CLEANERS = {source: Cleaner(source=source) for source in [None, *CLEANER.book.sources]}


def clean_text(text: str, source: str | None = None) -> Cleaned | None:
    """What comes out of *text*, quarantined or not; None when there is nothing to read in it."""
    result = CLEANERS[source].clean(RawDocument(data=text.encode()))
    return result.held if isinstance(result, Rejected) else result


@given(TEXTS, SOURCES)
def test_kept_and_removed_spans_tile_the_text(text, source):
    result = clean_text(text, source)
    if result is None:
        return

    fates = sorted(
        [*((span.start, span.end) for span in result.ledger.kept), *((r.start, r.end) for r in result.ledger.removals)]
    )

    assert [start for start, _ in fates] == [0, *(end for _, end in fates[:-1])]
    assert fates[-1][1] == len(text)


@given(TEXTS, SOURCES)
def test_text_and_ledger_alone_give_the_clean_text_and_back(text, source):
    result = clean_text(text, source)
    if result is None:
        return
    taken = [text[removal.start : removal.end] for removal in result.ledger.removals]

    assert result.ledger.replay(text) == result.text
    assert result.ledger.restore(result.text, taken) == text
    assert "law-broken" not in (code_of(text, source) or "")


def code_of(text: str, source: str | None) -> str | None:
    result = CLEANERS[source].clean(RawDocument(data=text.encode()))
    return result.code if isinstance(result, Rejected) else None


@given(st.binary(max_size=300))
def test_any_bytes_are_cleaned_or_rejected_and_come_back(data):
    result = CLEANER.clean(RawDocument(data=data))
    decoded = decode(RawDocument(data=data))

    assert isinstance(result, Cleaned | Rejected)
    if isinstance(decoded, DecodedText):
        assert encode(decoded, decoded.text) == data


# To guess at an encoding takes long, and there are eight of them.
@pytest.mark.parametrize(
    "codec", ["gb18030", "big5hkscs", "shift_jis", "euc_kr", "cp1252", "utf-16", "utf-8-sig", "utf-32"]
)
@settings(max_examples=settings().max_examples * 2 // 5)
@given(data=st.data())
def test_bytes_in_other_encodings_come_back(codec, data):
    text = data.draw(
        st.text(
            st.characters(codec=codec.replace("-sig", ""), exclude_characters="\u3164\\~¥‾"), min_size=1, max_size=80
        )
    )
    decoded = decode(RawDocument(data=text.encode(codec)))

    if isinstance(decoded, DecodedText):
        assert encode(decoded, decoded.text) == text.encode(codec)


@given(TEXTS)
def test_cleaning_clean_plain_text_changes_nothing(text):
    first = CLEANER.clean(RawDocument(data=text.replace("`", "").replace("~", "").encode()))
    if isinstance(first, Rejected):
        return
    if first.stamp.raw.media_type != "text/plain" or first.stamp.source.id != "unknown":
        return
    second = clean_text(first.text)

    assert second is not None
    if second.stamp.raw.media_type == "text/plain" and second.stamp.source.id == "unknown":
        assert second.text == first.text


@given(TEXTS, SOURCES, st.data())
def test_a_keep_only_ever_adds(text, source, data):
    page = parse(DecodedText(raw=RawDocument(data=b""), text=text, encoding="utf-8", encoding_evidence="valid"))
    reason = Reason(rule="t/a", category="navigation", why="test")
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda s: s[0] < s[1])
    if not text:
        return
    removes = [Proposal(a, b, n, reason) for n, (a, b) in enumerate(data.draw(st.lists(spans, max_size=6)))]
    keep = Proposal(*data.draw(spans), -1, None)

    without = visible(settle(page, removes), text)
    with_it = visible(settle(page, [*removes, keep]), text)

    assert without <= with_it


def visible(ledger: Ledger, text: str) -> set[int]:
    """Positions of kept characters that are no white space and no marker: tidying may take those."""
    kept = (n for span in ledger.kept for n in range(span.start, span.end))
    return {n for n in kept if text[n].isalnum()}


@given(TEXTS)
def test_line_ends_and_byte_order_marks_make_no_difference(text):
    # A NUL makes the bytes binary or UTF-16 by their share, and a line end more or less changes the share.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\x00", "")
    variants_of = [text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text]
    results = [clean_text(variant) for variant in variants_of]

    assert len({None if result is None else result.text for result in results}) == 1


@given(st.text(st.sampled_from("號号臺台Ａa：:，,“”「」\u00a0\u3000 \t…·—|丨x發发髮"), max_size=40))
def test_folding_keeps_every_character_in_its_place(text):
    folded = fold(text, frozenset(FOLDS))

    assert len(folded) == len(text)
    assert fold(folded, frozenset(FOLDS)) == folded
    for char in text:
        assert char in variants(char, frozenset(FOLDS))


@given(
    st.lists(
        st.text(st.sampled_from("號号臺台Ａa：:，,“”「」\u00a0\u3000 x發发髮\U0001f409é"), max_size=12),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_a_folded_match_maps_back_to_the_exact_characters(texts, data):
    number = data.draw(st.integers(0, len(texts) - 1))
    text = texts[number]
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    wanted = text[start : data.draw(st.integers(start + 1, len(text)))]
    folds = frozenset(FOLDS)
    literal = "".join("\\" + char if char in r"\.+*?()|[]{}^$-" else char for char in fold(wanted, folds))

    found = list(TextIndex(texts).every(compile_pattern(literal, folds)))

    assert found
    for hit in found:
        first, last = hit.span()
        assert fold(texts[hit.number][first:last], folds) == fold(wanted, folds)


RULES = RuleSet(CLEANER._rules_of("hot-news-aggregator").rules)


@given(st.lists(st.text(st.sampled_from("号登录:a 1x。"), max_size=10), min_size=1, max_size=30))
def test_a_set_of_patterns_finds_what_its_patterns_find_one_by_one(texts):
    rules = RULES
    index = TextIndex(texts)
    located = index.locate(rules.text)

    for pattern in rules.text.patterns:
        found = [number for number in located.get(pattern) if index.first_in(pattern, number)]
        assert found == index.numbers(pattern)


@pytest.mark.parametrize(
    "removals",
    [
        pytest.param([(0, 3), (2, 4)], id="overlap"),
        pytest.param([(4, 9)], id="past-the-end"),
        pytest.param([(2, 2)], id="empty"),
        pytest.param([(3, 4), (1, 2)], id="out-of-order"),
        pytest.param([(-1, 2)], id="before-the-start"),
    ],
)
def test_a_ledger_that_does_not_tile_cannot_be_made(removals):
    reason = Reason(rule="t/a", category="markup", why="test")

    with pytest.raises(LedgerError, match="removal"):
        Ledger(length=5, removals=tuple(Removal(start, end, reason) for start, end in removals))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_page_of_ours_gives_its_bytes_back(path):
    data = path.read_bytes()
    result = CLEANER.clean(RawDocument(data=data))
    assert isinstance(result, Cleaned)
    taken = [result.decoded.text[item.start : item.end] for item in result.ledger.removals]

    assert encode(result.decoded, result.ledger.restore(result.text, taken)) == data


@pytest.fixture(scope="module")
def digests():
    """Of the stamps of all our pages, cleaned here one after the other."""
    return [digest(CLEANER.clean(RawDocument(data=path.read_bytes(), path=path.name))) for path in PAGES]


def test_threads_and_a_pickled_cleaner_give_the_same_stamps(digests):
    raws = [RawDocument(data=path.read_bytes(), path=path.name) for path in PAGES]
    again = pickle.loads(pickle.dumps(CLEANER))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda raw: digest(CLEANER.clean(raw)), raws)) == digests
    assert [digest(again.clean(raw)) for raw in reversed(raws)] == digests[::-1]


def digest(result: Cleaned | Rejected) -> str:
    assert isinstance(result, Cleaned)
    return result.stamp.stamp_digest


def test_other_processes_and_hash_seeds_give_the_same_stamps(digests):
    program = (
        "import sys; from pathlib import Path; from cleaner import Cleaner, RawDocument; c = Cleaner()\n"
        "for name in sys.argv[1:]:\n"
        "    print(c.clean(RawDocument(data=Path(name).read_bytes(), path=Path(name).name)).stamp.stamp_digest)"
    )
    seed = "0" if os.environ.get("PYTHONHASHSEED") == "4711" else "4711"
    ran = subprocess.run(
        [sys.executable, "-c", program, *map(str, PAGES)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.split() == digests


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_the_order_of_proposals_makes_no_difference(order):
    text = "一二三四五六七八九十" * 3
    page = parse(DecodedText(raw=RawDocument(data=b""), text=text, encoding="utf-8", encoding_evidence="valid"))
    reasons = [Reason(rule=f"t/{n}", category="markup", why="test") for n in range(6)]
    proposals = [Proposal(n * 3, n * 3 + 7, n, reasons[n]) for n in range(6)]

    assert settle(page, [proposals[n] for n in order]) == settle(page, proposals)
