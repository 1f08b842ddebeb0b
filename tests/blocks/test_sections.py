"""The outline of Markdown and plain text: what stands below what, and which lines are of one kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.sections import sections
from cleaner.blocks.text import parse_text

PROSE = "The ferry left the harbour at six, and by noon the island was a line of grey in the rain."
HAN = "渡轮六点离港，到了中午，小岛只剩雨里的一道灰线，码头上的人还没有散。"
MENU = "[Home](/)\n[News](/news)\n[Sport](/sport)\n"


def outlined(text):
    blocks = parse_text(text)[1]
    return blocks, sections(blocks)


def chain(outline, number):
    """The containers of a block from the innermost out, as `tag.name[first-behind]`."""
    place, out = outline.leaves[number], []
    while place:
        name = f".{outline.names[place]}" if outline.names[place] else ""
        out.append(f"{outline.tags[place]}{name}[{outline.starts[place]}-{outline.ends[place]}]")
        place = outline.parents[place]
    return " ".join(out)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        pytest.param(
            f"{PROSE}\n{PROSE}", 1, "p[0-2] div.prose[0-2]", id="lines without a blank between are a paragraph"
        ),
        pytest.param(f"{PROSE}\n\n{PROSE}", 1, "p[1-2] div.prose[0-2]", id="a blank line parts paragraphs"),
        pytest.param(f"{HAN}\n\n{HAN}", 1, "p[1-2] div.prose[0-2]", id="Chinese says more with fewer signs"),
        pytest.param(f"# A\n{PROSE}", 1, "p[1-2] div.prose[1-2] section.h1[0-2]", id="below a heading"),
        pytest.param(
            f"# A\n## B\n{PROSE}\n# C", 2, "p[2-3] div.prose[2-3] section.h2[1-3] section.h1[0-3]", id="below two"
        ),
        pytest.param("# A\n## B\n# C", 2, "section.h1[2-3]", id="a heading of the same level ends what lies between"),
        pytest.param(
            f"## A\n**B**\n{PROSE}", 2, "p[2-3] div.prose[2-3] section.h7[1-3] section.h2[0-3]", id="a line in bold"
        ),
        pytest.param(f"## A\n*B*\n{PROSE}", 1, "p[1-3] div.prose[1-3] section.h2[0-3]", id="a line in italics is none"),
        pytest.param(f"## A\n[B](/b)\n{PROSE}", 1, "p[1-2] div.links[1-2] section.h2[0-3]", id="nor is a link"),
        pytest.param(
            f"Old ports\n---------\n{PROSE}", 2, "p[2-3] div.prose[2-3] section.h2[0-3]", id="an underlined line"
        ),
        pytest.param(f"{PROSE}\n---\n{HAN}", 2, "p[2-3] div.prose[2-3] div.part[1-3]", id="a divider opens a part"),
        pytest.param(
            f"# A\n---\n{HAN}\n---\n{HAN}",
            4,
            "p[4-5] div.prose[4-5] div.part[3-5] section.h1[0-5]",
            id="and the next one",
        ),
        pytest.param(
            f"---\n# A\n{PROSE}", 2, "p[2-3] div.prose[2-3] section.h1[1-3] div.part[0-3]", id="with its headings"
        ),
        pytest.param("- a\n- b", 1, "li[1-2] ul[0-2]", id="items"),
        pytest.param("- a\n\n- b", 1, "li[1-2] ul[0-2]", id="items apart"),
        pytest.param("- a\n  - b\n- c", 1, "li[1-2] ul[1-2] li[0-2] ul[0-3]", id="an item in an item"),
        pytest.param("- a\n  - b\n- c", 2, "li[2-3] ul[0-3]", id="and the one behind it"),
        pytest.param("- a\n\n  more of a\n- b", 1, "li[0-2] ul[0-3]", id="a paragraph of an item"),
        pytest.param("- a\n1. b", 1, "li[1-2] ul[0-2]", id="a number is wider than a dash"),
        pytest.param(f"- a\n\n{PROSE}", 1, "p[1-2] div.prose[1-2]", id="text behind a list"),
        pytest.param("> a\n>\n> b", 1, "p[0-3] blockquote[0-3]", id="a quotation"),
        pytest.param("| a | b |\n| - | - |\n| c | d |", 2, "table[0-3]", id="a table"),
        pytest.param("```\na\nb\n```", 0, "pre[0-1]", id="code"),
        pytest.param(f"{PROSE}\n\n{MENU}\n{PROSE}", 2, "p[1-4] div.links[1-4]", id="lines of links"),
        pytest.param(f"{PROSE}\n\n[More](/a)\n\n{PROSE}", 1, "p[1-2] div.prose[0-3]", id="one link between paragraphs"),
        pytest.param(f"Home\nNews\nSport\n{PROSE}", 1, "p[0-3] div.lines[0-3]", id="short lines"),
        pytest.param(
            f"{PROSE}\n\nHarbour\n\n{PROSE}", 1, "p[1-2] div.prose[0-3]", id="one short line between paragraphs"
        ),
        pytest.param(
            f"{PROSE}\n\n![](a.png)\n\n{PROSE}", 1, "p[0-2] div.prose[0-3]", id="a picture goes with its neighbours"
        ),
    ],
)
def test_a_block_lies_in_what_a_reader_would_say(text, number, expected):
    assert chain(outlined(text)[1], number) == expected


def test_a_page_without_blocks_has_the_outline_of_an_empty_page():
    outline = sections(())

    assert (outline.parents, outline.starts, outline.ends, outline.leaves) == ((0,), (0,), (0,), ())


def test_an_item_between_two_depths_goes_on_with_the_deeper_list():
    _, outline = outlined("- a\n      - b\n   - c\n      - d")

    assert chain(outline, 2) == "li[2-4] ul[1-4] li[0-4] ul[0-4]"
    assert chain(outline, 3) == "li[3-4] ul[3-4] li[2-4] ul[1-4] li[0-4] ul[0-4]"


def test_lists_in_lists_end_somewhere():
    _, outline = outlined("\n".join(f"{'  ' * depth}- item" for depth in range(300)))

    assert max(len(chain(outline, number).split()) for number in range(300)) < 100


LINES = st.sampled_from(
    ["", "", "# a", "## b", "###### c", "**d**", "---", "-----", "- e", "  - f", "      - g", "1. h", "| i | j |", "> k", "> > l", "```",
     PROSE, HAN, "short", "other", "[m](/m)", "[n](/n) [o](/o)", "  indented", "![](p.png)", "<!-- q -->", "===", "****", "[]()"]
)  # fmt: skip


@given(st.lists(LINES, max_size=40))
def test_any_page_has_an_outline_whose_containers_nest(lines):
    blocks, outline = outlined("\n".join(lines))

    assert outline.starts[0] == 0
    assert outline.ends[0] == len(blocks) == len(outline.leaves)
    assert len(outline.parents) == len(outline.tags) == len(outline.names) == len(outline.starts) == len(outline.ends)
    for number, parent in enumerate(outline.parents[1:], start=1):
        assert parent < number
        assert outline.starts[parent] <= outline.starts[number] < outline.ends[number] <= outline.ends[parent]
    for number, leaf in enumerate(outline.leaves):
        assert outline.starts[leaf] <= number < outline.ends[leaf]
    assert list(outline.starts) == sorted(outline.starts)


@given(st.lists(LINES, max_size=20), st.lists(LINES, max_size=20))
def test_what_stands_below_a_first_heading_is_outlined_as_if_it_stood_alone(above, below):
    blocks, outline = outlined("\n".join([*above, "# Here", *below]))
    heads = [number for number, block in enumerate(blocks) if block.tag == "h1" and block.text == "Here"]
    if not heads:  # A fence that was opened above holds it.
        return
    alone = outlined("\n".join(["# Here", *below]))[1]
    if len(alone.leaves) != len(blocks) - heads[0]:
        return

    tags = [chain(alone, number).split("[")[0] for number in range(len(alone.leaves))]
    assert [chain(outline, heads[0] + number).split("[")[0] for number in range(len(tags))] == tags
