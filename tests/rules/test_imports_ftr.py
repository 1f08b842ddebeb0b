"""Site files of Full-Text RSS become rule files, and every directive is accounted for."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError, RuleError
from cleaner.rules.imports.ftr import KNOWN, read_ftr
from cleaner.rules.imports.report import OUTCOMES
from cleaner.rules.imports.write import toml_of, write_files
from cleaner.rules.load import load_rules
from cleaner.rules.read import examine

BOOK = load_rules()


@pytest.fixture
def sites(tmp_path):
    """Imports site files given as text by their names."""

    def run(files=None, **text: str):
        folder = tmp_path / "site-files"
        folder.mkdir(exist_ok=True)
        for name, content in {**(files or {}), **{f"{host}.example.txt": body for host, body in text.items()}}.items():
            (folder / name).write_text(content, "utf-8")
        return read_ftr(folder, BOOK)

    return run


def table_of(done, name="lamp.example.toml"):
    file = next(file for file in done.files if file.name == name)
    return tomllib.loads(toml_of(file.table, file.comments))


def outcomes(done):
    return [(item.line, item.outcome) for item in done.directives]


def only(done):
    assert len(done.directives) == 1
    return done.directives[0]


def test_bodies_are_tried_in_their_order(sites):
    done = sites(lamp="body: //div[@id='text']\nbody: (//article)[1] | //main\n")
    assert table_of(done)["body"] == ["//div[@id='text']", "(//article)[1] | //main"]


def test_a_strip_becomes_a_rule_that_names_its_file_and_line(sites):
    (rule,) = table_of(sites(lamp="# shares\nstrip: //div[@class='share-bar']\n"))["remove"]
    assert rule == {
        "id": "div-share-bar",
        "category": "share-bar",
        "why": "site-files, lamp.example.txt line 2: strip //div[@class='share-bar']",
        "select": "//div[@class='share-bar']",
    }


def test_a_piece_of_an_id_or_class_is_looked_for_in_both(sites):
    rules = table_of(sites(lamp="strip_id_or_class: 'related'\nstrip_id_or_class: wide box\n"))["remove"]
    assert [rule["select"] for rule in rules] == [
        '[id*="related"], [class*="related"]',
        '[id*="wide box"], [class*="wide box"]',
    ]


def test_a_piece_of_an_address_is_no_pattern(sites):
    (rule,) = table_of(sites(lamp="strip_image_src: /ads/a.b?c=(1)\n"))["remove"]
    assert rule["src"] == r"/ads/a\.b\?c=\(1\)"
    assert rule["category"] == "advertisement"


def test_facts_are_read_from_the_first_element_and_authors_from_all(sites):
    done = sites(lamp="title: //h1\nauthor: //a[@rel='author']\ndate: //meta[@name='when']/@content\n")
    assert [(rule["id"], rule["select"], rule["capture"]) for rule in table_of(done)["read"]] == [
        ("title", "(//h1)[1]", {"title": "{text}"}),
        ("author", "//a[@rel='author']", {"author": "{text}"}),
        ("published", "(//meta[@name='when'])[1]", {"published": "{@content}"}),
    ]


@pytest.mark.parametrize(
    ("path", "select", "field"),
    [
        ("//p/text()", "//p", "{text}"),
        ("//p//text()", "//p", "{text}"),
        ("//p/child::text()", "//p", "{text}"),
        ("//time/attribute::datetime", "//time", "{@datetime}"),
        ("//@datetime", "//*[@datetime]", "{@datetime}"),
        ("//div//@title", "//div/descendant-or-self::*[@title]", "{@title}"),
        ("(//meta/@content)[2]", "(//meta)[2]", "{@content}"),
        ("(//b | //i)[1]", "(//b | //i)[1]", "{text}"),
        ("normalize-space(//b)", "//b", "{text}"),
        ("string( //b/@title )", "//b", "{@title}"),
        ("id('by')/a", "//*[@id='by']/a", "{text}"),
        (".//b", "//b", "{text}"),
        ("div[@class='by']", "//div[@class='by']", "{text}"),
        ("descendant::b", "//descendant::b", "{text}"),
        ("//b[contains(., '|')]/@title", "//b[contains(., '|')]", "{@title}"),
    ],
)
def test_a_path_leads_to_an_element_and_what_of_it_is_meant(sites, path, select, field):
    (rule,) = table_of(sites(lamp=f"author: {path}\n"))["read"]
    assert (rule["select"], rule["capture"]) == (select, {"author": field})


def test_a_union_of_texts_and_attributes_becomes_a_rule_for_each(sites):
    rules = table_of(sites(lamp="author: //meta/@content | //b\n"))["read"]
    assert [(rule["id"], rule["select"], rule["capture"]["author"]) for rule in rules] == [
        ("author", "//meta", "{@content}"),
        ("author-2", "//b", "{text}"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("title: substring-before(//title, ' - ')", "computes a value"),
        ("author: //p/text()[2]", "selects text"),
        ("author: (//b | //i/@title)[1]", "text of some elements and attributes of others"),
        ("strip: //p/text()", "selects text"),
        ("strip: ' - '", "computes a value"),
        ("body: count(//p)", "computes a value"),
        ("find_string: <b>", "rewrites the page"),
        ("next_page_link: //a[@rel='next']", "other pages"),
        ("wrap_in(blockquote): //aside", "builds the page anew"),
        ("prune: yes", "by guess"),
        (f"title: {'(' * 900}//p{')' * 900}", "nested too deeply"),
        ("autodetect_on_failure: no", "from being looked at"),
    ],
)
def test_what_no_rule_can_say_is_told_with_the_reason(sites, line, reason):
    done = sites(lamp=f"{line}\nreplace_string: x\n" if line.startswith("find") else f"{line}\n")
    assert done.directives[0].outcome == "not-carried"
    assert reason in done.directives[0].reason
    assert done.files == ()


@pytest.mark.parametrize(
    "line",
    [
        "tidy: no",
        "prune: no",
        "parser: html5lib",
        "http_header(user-agent): lamp",
        "strip_attr: //img/@srcset",
        "strip: //img/@srcset",
    ],
)
def test_what_has_no_effect_here_is_told_apart(sites, line):
    assert only(sites(lamp=f"{line}\n")).outcome == "not-needed"


@pytest.mark.parametrize(
    ("line", "reason", "hint"),
    [
        ("titel: //h1", "unknown directive 'titel'", "did you mean 'title'?"),
        ("Body: //p", "unknown directive 'Body'", "did you mean 'body'?"),
        ("body\u00a0: //p", "unknown directive", "did you mean 'body'?"),
        ("test:url: https://lamp.example/a", "unknown directive 'test'", "did you mean 'test_url'?"),
        ("https://lamp.example/a", "an address without a directive", "did you mean 'test_url'?"),
        ("boddy //p", "a line without a colon", "did you mean 'body'?"),
        ("title:", "without a value", ""),
        ("replace_string(<i>):", "without a value", "<!-- nothing -->"),
        ('replace_string("a":"b"): c', "first colon", "find_string"),
        ("// menus: those on top", "does not begin with #", ""),
        ("strip: //a[contain(@class, 'x')]", "unknown function 'contain'", "did you mean 'contains'?"),
        ("strip: //a[contains(@class)]", "takes 2 arguments", ""),
        ("strip: //a[contains(@text(), 'x')]", "an attribute has no text()", ""),
        ("strip: //a[@class='x'", "expected ']'", ""),
        ("strip: sidebar", "no path", "strip_id_or_class"),
        ("strip_id_or_class: //div[@id='x']", "no piece of an id or class", "`strip`"),
        ("strip_id_or_class: ''", "no piece of an id or class", ""),
        ("strip_id_or_class: strip_id_or_class: x", "once more", "write 'strip_id_or_class: x'"),
        ("strip_id_or_class: menu # the upper one", "a comment behind a value", "line of its own"),
        ("prune: never", "neither yes nor no", ""),
    ],
)
def test_a_slip_is_told_with_what_was_meant(sites, line, reason, hint):
    slip = only(sites(lamp=f"{line}\n"))
    assert (slip.file, slip.line, slip.outcome, slip.text) == ("lamp.example.txt", 1, "slip", line)
    assert reason in slip.reason
    assert hint in slip.hint


def test_of_a_union_the_good_parts_are_carried_and_the_others_told(sites):
    done = sites(lamp="strip: //aside | //aside/following-sibling::text()\n")
    assert only(done).outcome == "partly"
    assert table_of(done)["remove"][0]["select"] == "//aside"


def test_a_directive_said_twice_is_one_rule(sites):
    done = sites(lamp="strip: //aside\n\nstrip:  //aside\n")
    assert outcomes(done) == [(1, "carried"), (3, "not-needed")]
    assert "line 1" in done.directives[1].reason
    assert len(table_of(done)["remove"]) == 1


def test_a_replacement_without_its_pair_is_told(sites):
    done = sites(lamp="find_string: a\nfind_string: b\nreplace_string: c\n")
    assert {item.reason for item in done.directives} == {
        "not as many find_string as replace_string with a value: the program then replaces nothing"
    }


def test_addresses_for_tests_are_kept_as_comments(sites):
    done = sites(lamp="body: //main\ntest_url: https://lamp.example/a#b\ntest_contains: 灯下\n")
    (file,) = done.files
    assert toml_of(file.table, file.comments).splitlines()[:3] == [
        "# lamp.example.txt, from site-files",
        "# test_url: https://lamp.example/a#b",
        "# test_contains: 灯下",
    ]
    assert outcomes(done)[1:] == [(2, "comment"), (3, "comment")]


def test_names_of_files_say_which_hosts(sites):
    done = sites(
        {
            "a.example.txt": "body: //p",
            ".a.example.txt": "body: //p",
            "www.b.example.txt": "body: //p",
            "C.example.txt": "body: //p",
        }
    )
    assert {file.name: file.table["match"]["hosts"] for file in done.files} == {
        "a.example.toml": ["a.example", "www.a.example"],
        "a.example_subdomains.toml": ["*.a.example"],
        "b.example.toml": ["b.example", "www.b.example"],
        "c.example.toml": ["c.example", "www.c.example"],
    }


def test_a_host_in_its_own_script_is_known_by_both_spellings(sites):
    (file,) = sites({"灯.example.txt": "body: //p"}).files
    assert file.name == "xn--znx.example.toml"
    assert file.table["match"]["hosts"] == ["xn--znx.example", "www.xn--znx.example", "灯.example", "www.灯.example"]


def test_a_file_that_another_one_hides_is_told_line_by_line(sites):
    done = sites({"a.example.txt": "body: //p", "www.a.example.txt": "body: //q\ntitle: //h1"})
    assert [(item.file, item.outcome) for item in done.directives] == [
        ("a.example.txt", "carried"),
        ("www.a.example.txt", "not-carried"),
        ("www.a.example.txt", "not-carried"),
    ]
    assert "the program reads a.example.txt" in done.directives[1].reason
    assert table_of(done, "a.example.toml")["body"] == ["//p"]


def test_files_without_a_host_in_their_name_are_passed_over(sites):
    done = sites({"LICENSE.txt": "Free: for all", "lamp.example.txt": "body: //p", "README.md": "body: no"})
    assert done.passed_over == ("LICENSE.txt: its name is no host",)
    assert done.read == 1


def test_rules_for_all_hosts_tune_the_core(sites):
    done = sites({"global.txt": "strip: //aside", "lamp.example.txt": "body: //p"})
    assert table_of(done, "global.toml")["tune"] == "core"


def test_a_fingerprint_is_no_host(sites):
    (file,) = sites({"fingerprint.lamp.example.txt": "body: //p"}).files
    assert "match" not in file.table
    assert "markers" in file.comments[1]


def test_a_source_that_is_there_is_tuned_and_its_ids_are_left_alone(sites, tmp_path):
    first = next(rule.id for rule in BOOK.sources["solidot.org"].remove)
    done = sites({"solidot.org.txt": f"strip_id_or_class: {first}\n"})
    (file,) = done.files
    assert file.tunes == "solidot.org"
    assert file.table["remove"][0]["id"] == f"{first}-2"
    write_files(done.files, tmp_path / "rules", [])
    tuned = load_rules([tmp_path / "rules"]).sources["solidot.org"]
    assert len(tuned.remove) == len(BOOK.sources["solidot.org"].remove) + 1


def test_ids_are_unique_and_readable(sites):
    done = sites(
        lamp="strip: //div[@class='shareBar']\nstrip_id_or_class: share-bar\nstrip: /html/body/div[2]\nstrip: //*\n"
    )
    assert [rule["id"] for rule in table_of(done)["remove"]] == ["div-share-bar", "share-bar", "div", "line-4"]


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("social-links", "share-bar"),
        ("relatedStories", "related"),
        ("commentlist", "comments"),
        ("ad_slot", "advertisement"),
        ("breadcrumbs", "navigation"),
        ("newsletter-box", "subscription"),
        ("photo-credit", "image-credit"),
        ("author-name", "byline"),
        ("shadow", "navigation"),
        ("xyzzy", "navigation"),
    ],
)
def test_the_category_is_guessed_from_the_words(sites, word, category):
    assert table_of(sites(lamp=f"strip_id_or_class: {word}\n"))["remove"][0]["category"] == category


def test_a_folder_that_is_none_or_has_no_site_files_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        read_ftr(tmp_path / "none", BOOK)
    with pytest.raises(InputError, match="no site file"):
        read_ftr(tmp_path, BOOK)


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path):
    (tmp_path / "lamp.example.txt").write_bytes(b"body: //p\ntitle: //h1[.='\xb5\xc6']\n")
    with pytest.raises(RuleError, match=r"lamp\.example\.txt:2: not UTF-8"):
        read_ftr(tmp_path, BOOK)


LINES = st.builds(
    "{}{}:{}{}".format,
    st.sampled_from([*KNOWN, "titl", "", "#", "replace_string(x)", "http_header(a)"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["", " "]),
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
        st.text("/@|()[]*.'\"=$abp:-,<>#", max_size=30),
        st.sampled_from(["//p", "yes", "//p/@a | //b", "(//p", "id('x')", "//p/text()", "substring(//p, 1)"]),
    ),
)


@given(st.lists(LINES, max_size=12))
def test_whatever_a_site_file_says_it_is_accounted_for_and_loads(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("sites")
    (folder / "lamp.example.txt").write_bytes("\n".join(lines).encode())
    done = read_ftr(folder, BOOK)
    totals = done.totals()
    assert totals["read"] == sum(totals[outcome] for outcome in OUTCOMES)
    written = [line.strip(" \t\r\0\v") for line in "\n".join(lines).split("\n")]
    assert totals["read"] + done.skipped["comments"] == sum(bool(line) for line in written)
    assert [problem for file in done.files for problem in examine(tomllib.loads(toml_of(file.table)))[1]] == []
