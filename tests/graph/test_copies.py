"""Which documents of a corpus are copies, what is first, and what the copies lost."""

from __future__ import annotations

import msgspec
import pytest
from graph.results import CLOCK, CORPUS, LIBRARY, ORCHARD, clean

from cleaner.graph.build import graph_of

COPIES = {"wechat", "huxiu", "aggregator", "aggregator-credited", "netease-hant", "forum-cut"}


def losses(corpus, name):
    return {
        (loss.what, loss.change, loss.order)
        for loss in corpus.group_with(name).losses
        if loss.document == corpus.ids[name]
    }


def test_reprints_a_conversion_and_a_cut_copy_are_one_group_and_nothing_else_is(corpus):
    assert corpus.groups() == [COPIES]


def test_a_copy_in_traditional_characters_meets_its_original(corpus):
    links = [
        link for link in corpus.group_with("wechat").links if corpus.ids["netease-hant"] in (link.shorter, link.longer)
    ]

    assert max(link.jaccard for link in links) > 0.9


def test_a_cut_copy_is_found_by_what_it_has(corpus):
    (link,) = [link for link in corpus.group_with("wechat").links if corpus.ids["forum-cut"] == link.shorter]

    assert (link.kind, link.containment > 0.9, link.jaccard < 0.6) == ("contained", True, True)


def test_copies_are_listed_by_date_and_where_dates_do_not_decide_that_is_said(corpus):
    steps = corpus.group_with("wechat").documents

    assert [(corpus.names[step.document], step.order) for step in steps[:4]] == [
        ("wechat", None),
        ("huxiu", "before"),
        ("aggregator", "before"),
        ("aggregator-credited", "undecided"),
    ]
    assert "time zone" in steps[3].why
    assert {step.why for step in steps[4:]} == {"one states no date", "neither states a date"}


def test_the_earliest_is_inferred_to_be_the_origin_with_what_speaks_against_it(corpus):
    origin = corpus.group_with("wechat").origin

    assert (corpus.names[origin.document], origin.confidence) == ("wechat", "inferred")
    assert "2 of 6 documents state no date of publication" in origin.caveats


def test_the_origin_that_copies_name_is_told(corpus):
    named = corpus.group_with("wechat").named_origins[0]

    assert named.party == "party:河湾夜话"
    assert {"wechat", "huxiu", "aggregator-credited"} <= {corpus.names[each] for each in named.documents}


def test_an_aggregator_that_leaves_the_credit_out_lost_author_and_source(corpus):
    assert {("author", "lost", "before"), ("source", "lost", "before"), ("title", "changed", "before")} <= losses(
        corpus, "aggregator"
    )


def test_who_keeps_the_credit_lost_neither(corpus):
    for name in ("huxiu", "aggregator-credited"):
        assert not {"author", "source"} & {what for what, *_ in losses(corpus, name)}


def test_the_original_lost_nothing(corpus):
    assert losses(corpus, "wechat") == set()


def test_an_editor_of_a_reprint_is_lost_by_nobody(corpus):
    assert {loss.what for loss in corpus.group_with("wechat").losses} == {"author", "source", "title", "date"}


def test_a_copy_that_names_another_author_has_changed_it(graphed):
    made = graphed(
        {
            "a.md": f"---\ntitle: 钟\nauthor: 陆照\ndate: 2025-03-01\n---\n\n{CLOCK}\n",
            "b.md": f"---\ntitle: 钟\nauthor: 小编\ndate: 2025-03-09\n---\n\n{CLOCK}\n",
        }
    )

    (group,) = made.graph.groups
    changes = [(made.names[loss.document], loss.what, loss.change, loss.had, loss.has) for loss in group.losses]
    assert ("b", "author", "changed", "陆照", "小编") in changes
    assert [caveat for caveat in group.origin.caveats if "front matter" in caveat]


def test_documents_with_the_images_of_an_account_may_be_its_own(corpus):
    (media,) = corpus.graph.media

    assert (media.prefix, media.accounts, media.confidence) == ("Qh7sTzR2bY", ("party:河湾夜话",), "inferred")
    assert {corpus.names[each] for each in media.hints} == {"forum-cut", "gptnb"}


def test_a_loss_names_who_had_it_and_where_that_stands(corpus):
    group = corpus.group_with("aggregator")
    loss = next(each for each in group.losses if each.document == corpus.ids["aggregator"] and each.what == "author")

    assert (loss.had, corpus.names[loss.witness]) == ("陆照", "wechat")
    assert loss.at.startswith("unnamed:")
    assert [each.quote for each in loss.evidence]


def test_without_dates_a_loss_is_told_with_its_order_open(corpus):
    assert ("author", "lost", "undecided") in losses(corpus, "netease-hant")


def test_every_edge_has_evidence_that_stands_in_its_document(corpus):
    texts = {corpus.ids[path.stem]: path.read_text("utf-8") for path in CORPUS.iterdir()}

    assert corpus.graph.edges
    for edge in corpus.graph.edges:
        assert edge.evidence
        for each in edge.evidence:
            assert texts[edge.document][each.start : each.end].startswith(each.quote)


def test_an_account_is_one_party_however_it_is_spelt(graphed):
    line = "本文来自微信公众号:{},作者:{}"
    made = graphed(
        {
            "a.txt": f"他说灯不是坏的。\n{line.format('河灣夜話', '陸照')}\n",
            "b.txt": f"她说灯是好的。\n{line.format('河湾夜话', '陆照')}\n",
        }
    )

    party = next(each for each in made.graph.parties if each.id == "party:河湾夜话")
    assert (set(party.spellings), party.documents) == ({"河灣夜話", "河湾夜话"}, 2)


def test_parties_without_a_name_stay_apart(corpus):
    unnamed = [party for party in corpus.graph.parties if party.kinds == ("unnamed",)]

    assert len(unnamed) > 1
    assert {party.documents for party in unnamed} == {1}


def test_the_graph_does_not_depend_on_the_order_of_documents_or_results(corpus, tmp_path):
    files = sorted(CORPUS.iterdir())
    backward = clean(files[::-1], tmp_path / "backward")
    halves = [clean(files[:5], tmp_path / "one"), clean(files[5:], tmp_path / "two")]

    for folders in ([backward], halves, halves[::-1]):
        assert msgspec.json.encode(graph_of(folders)) == msgspec.json.encode(corpus.graph)


def test_a_document_that_is_there_twice_counts_once(corpus):
    twice = graph_of([corpus.out, corpus.out])

    assert twice.counts.repeated == len(corpus.names)
    once = msgspec.structs.replace(twice, counts=msgspec.structs.replace(twice.counts, repeated=0))
    assert msgspec.json.encode(once) == msgspec.json.encode(corpus.graph)


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.0)])
def test_a_higher_share_joins_nothing_that_a_lower_one_leaves_apart(corpus, low, high):
    wide, narrow = corpus.groups(graph_of([corpus.out], low)), corpus.groups(graph_of([corpus.out], high))

    assert all(any(group <= other for other in wide) for group in narrow)


def test_a_digest_of_articles_joins_none_of_them(graphed):
    digest = f"{CLOCK}\n\n{ORCHARD}\n\n{LIBRARY}"
    made = graphed({"a.txt": CLOCK, "b.txt": ORCHARD, "c.txt": LIBRARY, "digest.txt": digest})

    assert made.groups() == []
    (contained,) = made.graph.contained
    assert (contained.kind, made.names[contained.document], len(contained.links)) == ("collection", "digest", 3)


def test_a_copy_of_a_digest_is_a_copy_and_its_parts_stay_apart(graphed):
    digest = f"{CLOCK}\n\n{ORCHARD}\n\n{LIBRARY}"
    made = graphed({"a.txt": CLOCK, "b.txt": ORCHARD, "digest.txt": digest, "again.txt": digest.replace("四", "五", 1)})

    assert made.groups() == [{"digest", "again"}]


def test_a_statement_that_unrelated_articles_quote_joins_none_of_them(graphed):
    made = graphed({"a.txt": CLOCK, "b.txt": f"{ORCHARD}\n\n{CLOCK}\n", "c.txt": f"{CLOCK}\n\n{LIBRARY}\n"})

    assert made.groups() == []
    (contained,) = made.graph.contained
    assert (contained.kind, made.names[contained.document], len(contained.links)) == ("quoted", "a", 2)


def test_a_link_in_markdown_makes_no_difference(graphed):
    linked = CLOCK.replace("火车", "[火车](https://example.org/a-very-long-address/with/many/parts?and=more)")
    made = graphed({"a.txt": CLOCK, "b.md": linked})

    assert made.groups() == [{"a", "b"}]
    assert made.graph.groups[0].links[0].jaccard == 1


def test_texts_too_short_to_compare_are_counted(graphed):
    made = graphed({"a.txt": "灯亮了，没有人看见。\n", "b.txt": "灯亮了， 没有人看见。\n"})

    assert (made.groups(), made.graph.counts.too_short) == ([], 2)
