"""Documents whose images have one media prefix."""

from __future__ import annotations

import msgspec
import pytest
from graph.results import CLEANER, CORPUS

from cleaner import RawDocument
from cleaner.graph.entry import entry_of
from cleaner.graph.media import media_of
from cleaner.io.rows import rows_of


def entry(name: str, prefix: str):
    path = CORPUS / name
    document, _ = rows_of(CLEANER.clean(RawDocument(data=path.read_bytes(), path=str(path))))
    return msgspec.structs.replace(entry_of(document), prefixes=(prefix,))


def test_who_states_no_account_has_perhaps_that_of_the_others():
    stated, silent, other = entry("wechat.html", "Qh7s"), entry("gptnb.md", "Qh7s"), entry("notice-east.txt", "Zz11")

    (media,) = media_of([stated, silent, other])

    assert (media.accounts, media.hints, media.confidence) == (("party:河湾夜话",), (silent.id,), "inferred")


def test_where_two_accounts_are_stated_there_is_no_hint():
    one, silent = entry("wechat.html", "Qh7s"), entry("gptnb.md", "Qh7s")
    other = msgspec.structs.replace(
        silent, account="party:南桥", document=msgspec.structs.replace(silent.document, id="x")
    )

    (media,) = media_of([one, silent, other])

    assert (len(media.accounts), media.hints) == (2, ())


@pytest.mark.parametrize("prefixes", [("Qh7s", "Zz11")])
def test_a_prefix_of_one_document_says_nothing(prefixes):
    assert (
        media_of([entry(name, prefix) for name, prefix in zip(("wechat.html", "gptnb.md"), prefixes, strict=True)])
        == ()
    )
