"""Element-hiding filters become rule files of the hosts that they name."""

from __future__ import annotations

import tomllib

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import RuleError
from cleaner.rules.imports.adblock import read_adblock
from cleaner.rules.imports.procedural import NotCarriedError, selector_of
from cleaner.rules.imports.report import OUTCOMES
from cleaner.rules.imports.write import toml_of, write_files
from cleaner.rules.load import load_rules
from cleaner.rules.read import examine
from cleaner.rules.selector import selector_error

BOOK = load_rules()


@pytest.fixture
def filters(tmp_path):
    """Imports filters given as lines."""

    def run(*lines: str):
        path = tmp_path / "list.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read_adblock([path], BOOK)

    return run


def tables(done):
    return {file.name.removesuffix(".toml"): file.table for file in done.files}


def selectors(done, host, table="remove"):
    return [rule["select"] for rule in tables(done).get(host, {}).get(table, [])]


def outcomes(done):
    return [item.outcome for item in done.directives]


def test_a_filter_of_hosts_is_a_rule_of_each_that_names_its_line(filters):
    done = filters("! a list", "a.example,b.example##div.share")
    assert tables(done)["a.example"] == {
        "schema": 1,
        "id": "a.example",
        "match": {"hosts": ["a.example", "*.a.example"]},
        "remove": [
            {
                "id": "div-share",
                "category": "share-bar",
                "why": "list.txt line 2: a.example,b.example##div.share",
                "select": "div.share",
            }
        ],
    }
    assert selectors(done, "b.example") == ["div.share"]


def test_what_no_word_tells_is_an_advertisement(filters):
    assert tables(filters("a.example##.xyzzy"))["a.example"]["remove"][0]["category"] == "advertisement"


def test_a_filter_without_hosts_is_a_rule_for_all_pages(filters):
    done = filters("##.promo", "*##.tile")
    assert tables(done)["generic"]["tune"] == "core"
    assert selectors(done, "generic") == [".promo", ".tile"]


def test_a_host_that_is_taken_out_is_spared(filters):
    done = filters("~quiet.example##.promo", "a.example,~b.a.example##.tile", "b.a.example##.own")
    assert selectors(done, "generic") == [".promo"]
    assert selectors(done, "quiet.example", "keep") == [".promo"]
    assert selectors(done, "a.example") == [".tile"]
    assert selectors(done, "b.a.example") == [".own"]
    assert outcomes(done) == ["carried"] * 3


def test_a_subdomain_that_loses_all_rules_has_a_file_of_its_own(filters):
    done = filters("a.example,~b.a.example##.tile")
    assert tables(done)["b.a.example"] == {
        "schema": 1,
        "id": "b.a.example",
        "match": {"hosts": ["b.a.example", "*.b.a.example"]},
    }


def test_a_subdomain_has_the_rules_of_the_hosts_above(filters):
    done = filters("a.example##.tile", "b.a.example##.own", "deep.b.a.example##.tile")
    assert selectors(done, "b.a.example") == [".tile", ".own"]
    assert selectors(done, "deep.b.a.example") == [".tile", ".own"]


def test_an_exception_takes_back_a_filter_of_the_same_host(filters):
    done = filters("a.example,b.example##.tile", "a.example#@#.tile")
    assert selectors(done, "a.example") == []
    assert selectors(done, "b.example") == [".tile"]
    assert outcomes(done) == ["carried", "carried"]


def test_an_exception_from_a_filter_for_all_pages_keeps_what_it_hides(filters):
    done = filters("##.tile", "a.example#@#.tile")
    assert selectors(done, "a.example", "keep") == [".tile"]
    assert "spares a.example what line 1 hides" in tables(done)["a.example"]["keep"][0]["why"]


def test_an_exception_without_hosts_takes_a_filter_back_everywhere(filters):
    done = filters("##.tile", "a.example##.tile", "#@#.tile")
    assert done.files == ()
    assert outcomes(done) == ["not-needed", "not-needed", "carried"]


def test_an_exception_from_nothing_and_a_filter_said_twice_are_not_needed(filters):
    done = filters("a.example##.tile", "a.example##.tile", "b.example#@#.other")
    assert outcomes(done) == ["carried", "not-needed", "not-needed"]


def test_a_source_that_is_there_is_tuned(filters, tmp_path):
    done = filters("solidot.org##.promo")
    assert tables(done)["solidot.org"]["tune"] == "solidot.org"
    write_files(done.files, tmp_path / "rules", [])
    assert load_rules([tmp_path / "rules"]).sources["solidot.org"].remove[0].select == ".promo"


def test_rules_for_requests_and_comments_are_counted(filters):
    done = filters(
        "[Adblock Plus 2.0]",
        "! title",
        "# hosts",
        "",
        "||ads.example^$script",
        "@@||a.example/b##c",
        "/ads/*",
        "0.0.0.0 ads.example",
        "a.example##.tile",
    )
    assert done.skipped == {"comments": 3, "rules for requests": 4}
    assert outcomes(done) == ["carried"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a.example##+js(set, x, 1)", "runs a script"),
        ("a.example#%#alert(1)", "runs a script"),
        ("a.example#$#log x", "runs a script"),
        ("a.example#$#body { color: red }", "how elements look"),
        ("a.example##body:style(color: red)", "how elements look"),
        ("a.example##a:remove-attr(href)", "attributes"),
        ("a.example##p:matches-css(color: red)", "how elements look"),
        ("a.example##p:matches-path(/x)", "about the browser"),
        ("a.example##^responseheader(x)", "answer of the server"),
        ('a.example$$script[tag-content="x"]', "AdGuard"),
        ("a.example##p[", "no selector"),
        ("a.example##p:has-text(/a.c/)", "regular expression"),
        ("a.example##p:upward(0)", "number"),
        ("[$path=/b]a.example##p", "by a pattern"),
        (r"/a\d\.example/##p", "by a pattern"),
        (f"a.example##{'p:has(' * 900}p:has-text(x){')' * 900}", "nested too deeply"),
        ("google.*##p", "google.*: rules name whole hosts"),
        ("!#if env_firefox", "which program"),
    ],
)
def test_what_no_rule_can_say_is_told_with_the_reason(filters, line, reason):
    (item,) = filters(line).directives
    assert (item.outcome, item.text) == ("not-carried", line)
    assert reason in item.reason


def test_of_several_hosts_the_whole_ones_are_carried(filters):
    done = filters("google.*,a.example##.tile")
    assert outcomes(done) == ["partly"]
    assert selectors(done, "a.example") == [".tile"]


def test_a_filter_without_a_selector_is_a_slip(filters):
    assert outcomes(filters("a.example##")) == ["slip"]


@pytest.mark.parametrize(
    "line",
    [
        "a.example#$#.tile { display: none !important; }",
        "a.example#$#.tile { remove: true; }",
        "a.example##.tile:remove()",
        "a.example##.tile:style(display: none !important)",
        "a.example##^.tile",
        "a.example#?#.tile",
        "a.example$$.tile",
    ],
)
def test_there_are_many_ways_to_hide(filters, line):
    assert selectors(filters(line), "a.example") == [".tile"]


PAGE = turbohtml.parse("""\
<main id="m"><div id="d1" class="card"><p id="p1"><span id="s1">Sponsored by us</span></p></div>
<div id="d2" class="card"><p id="p2">News of the day</p><a id="a2" href="/x">More</a></div>
<p id="p3">It's <b id="b3">bold</b></p></main>""")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p:has-text(Sponsored)", ["p1"]),
        ("p:has-text(It's)", ["p3"]),
        ("p:has-text('News of')", ["p2"]),
        ("p:has-text(/sponsored|^news/i)", ["p1", "p2"]),
        ("p:-abp-contains(Sponsored)", ["p1"]),
        ("div:has(> p:has-text(News))", ["d2"]),
        ("div:-abp-has(a)", ["d2"]),
        ("div:if-not(span:has-text(Sponsored))", ["d2"]),
        ("p:not(:has-text(e))", ["p3"]),
        ("span:upward(2)", ["d1"]),
        ("span:upward(.card)", ["d1"]),
        ("span:has-text(us):upward(p)", ["p1"]),
        ("p:has-text(News) + a", ["a2"]),
        ("p:has-text(News) ~ a", ["a2"]),
        ("div:has-text(Sponsored) > p span", ["s1"]),
        ("div:has-text(Sponsored).card", ["d1"]),
        (":xpath(//b/..)", ["p3"]),
        ("b:xpath(..)", ["p3"]),
        ("div:xpath(./a)", ["a2"]),
        ("p:min-text-length(15)", ["p1", "p2"]),
        ("b, span:has-text(Sponsored)", ["s1", "b3"]),
    ],
)
def test_additions_to_css_find_what_they_find_in_a_browser(text, found):
    selector = selector_of(text)
    elements = PAGE.xpath(selector) if selector.startswith(("/", "(")) else PAGE.select(selector)
    assert [element.attrs["id"] for element in elements] == found


@given(st.text(":()-has-textupwardnoif,.#>+~ '\"/[]=ab12\\|^$", max_size=40))
def test_any_text_is_a_selector_or_has_a_reason_not_to_be(text):
    try:
        selector = selector_of(text)
    except NotCarriedError:
        return
    assert selector_error(selector) is None


NAMES = st.sampled_from(["a.example", "b.a.example", "c.example", "google.*", "~a.example", "~b.a.example", "*"])
FILTERS = st.builds(
    lambda hosts, kind, selector: f"{','.join(hosts)}{kind}{selector}",
    st.lists(NAMES, max_size=3),
    st.sampled_from(["##", "#@#", "#?#", "#$#", "$$", "##^", "##+js"]),
    st.sampled_from([".a", ".b", "p:has-text(x)", "p[", "", "a { remove: true }"]),
)


@given(st.lists(FILTERS | st.text("#@$?%!|/*.ab~^[],", max_size=12), max_size=12))
def test_whatever_a_list_says_it_is_accounted_for_and_loads(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("lists")
    (folder / "list.txt").write_text("\n".join(lines), "utf-8")
    done = read_adblock([folder / "list.txt"], BOOK)
    totals = done.totals()
    assert totals["read"] == sum(totals[outcome] for outcome in OUTCOMES)
    assert totals["read"] + sum(done.skipped.values()) == sum(bool(line.strip()) for line in lines)
    tables = [tomllib.loads(toml_of(file.table)) for file in done.files]
    whole = [{"schema": 1, "id": "core", **table} if table.pop("tune", "") else table for table in tables]
    assert [problem for table in whole for problem in examine(table)[1]] == []


def test_a_list_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(RuleError, match="cannot be read"):
        read_adblock([tmp_path / "none.txt"], BOOK)
