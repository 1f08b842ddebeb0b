"""The benchmark of extractors: its measures, what it keeps of peers, and a run over a made-up set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.append(str(BENCHMARKS))
from extraction_scores import Gold, difference, total  # noqa: E402

GOLD = "The keeper trimmed the last lamp three times before the tide turned in the night."
CHINESE = "守灯人把最后一盏灯擦了三遍。"


@pytest.mark.parametrize(
    ("gold", "text", "precision", "recall", "bag"),
    [
        pytest.param(GOLD, GOLD, 1, 1, 1, id="all of it"),
        pytest.param(GOLD, "", None, 0, 0, id="nothing"),
        pytest.param(GOLD, "Home News Harbour Contact us", 0, 0, 0, id="something else"),
        pytest.param(GOLD, f"{GOLD} {GOLD}", 12 / 27, 1, 2 / 3, id="twice"),
        pytest.param(CHINESE, CHINESE, 1, 1, 1, id="characters, in Chinese"),
        pytest.param(CHINESE, CHINESE[:7], 1, 4 / 10, 14 / 20, id="half of it, in Chinese"),
        pytest.param("caf\u00e9 na\u00efve", "cafe\u0301 na\u00ad\u00efve", 1, 1, 1, id="signs that nobody sees"),
    ],
)
def test_a_text_is_as_near_as_its_words_in_fours(gold, text, precision, recall, bag):
    scores = Gold({"gold_text": gold}).score(text)

    assert scores["shingles"] == (pytest.approx(precision) if precision else precision, pytest.approx(recall))
    assert scores["bag"] == pytest.approx(bag)


def test_snippets_count_where_they_must_and_must_not_stand():
    gold = Gold({"with": ["last  lamp", "not there"], "without": ["tide turned", "Contact"]})

    assert gold.score(GOLD)["segments"] == (1, 1, 2)
    assert total([gold.score(GOLD)], "segments") == (0.5, 0.5, 0.5, 1)


def test_precision_is_of_pages_with_a_text_and_recall_of_all():
    scores = [{"shingles": (1.0, 1.0)}, {"shingles": (None, 0.0)}]

    assert total(scores, "shingles") == (1, 0.5, pytest.approx(2 / 3), 2)
    assert total(scores, "segments") is None


@pytest.mark.parametrize("measure", ["shingles", "bag", "segments"])
def test_the_interval_of_a_difference_holds_it_and_is_the_same_every_time(measure):
    def side(shift):
        values = {"shingles": lambda n: (0.5 + n / 100 + shift, 0.9), "bag": lambda n: 0.5 + n / 100 + shift}
        values["segments"] = lambda n: (3 if shift else 2, n % 2, 3)
        return [{measure: values[measure](n)} for n in range(40)]

    more, low, high = difference(side(0.05), side(0), measure)

    assert 0 < low <= more <= high
    assert difference(side(0.05), side(0), measure) == (more, low, high)
    assert difference(side(0), side(0), measure) == (0, 0, 0)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A folder with a set of two pages, and what the benchmark printed of it."""
    folder = tmp_path_factory.mktemp("bench")
    html = (
        f"<html><body><nav><a href='/'>Home</a></nav><article><p>{GOLD}</p><p>{GOLD} Again.</p></article></body></html>"
    )
    rows = []
    for name, more in (
        ("a", {"gold_text": f"{GOLD}\n{GOLD} Again."}),
        ("b", {"gold_text": ""}),
        ("c", {"duplicate_of": "a"}),
    ):
        (folder / f"{name}.html").write_text(html, "utf-8")
        rows.append(
            {"id": name, "dataset": "own", "lang": "en", "html_path": f"{name}.html", "gold_text": GOLD, **more}
        )
    (folder / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    kept = {"id": "a", "text": GOLD, "code": "", "seconds": 1.0}
    (folder / "kept").mkdir()
    # A peer that is not installed here, and a line that was cut when the run that wrote it was killed.
    lines = json.dumps(kept) + "\n" + json.dumps(kept)[:20]
    (folder / "kept" / "goose3@9-abc.jsonl").write_text(lines, "utf-8")
    command = [
        sys.executable,
        BENCHMARKS / "extraction.py",
        folder,
        "--engines",
        "cleaner turbohtml,cleaner none,goose3",
    ]
    command += ["--cache", folder / "kept", "--json", folder / "numbers.json", "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return folder, done


def test_pages_without_gold_and_repeated_ones_are_left_out(ran):
    folder, done = ran

    assert done.returncode == 0, done.stderr
    assert list(json.loads((folder / "numbers.json").read_bytes())["pages"]) == ["a"]


def test_the_tables_show_who_is_nearer_and_that_the_laws_hold(ran):
    folder, _ = ran
    numbers = json.loads((folder / "numbers.json").read_bytes())
    found = numbers["shingles by data set"]["own"]

    assert found["cleaner turbohtml"][2] == 1
    assert found["cleaner none"][2] < 1
    assert all(page["cleaner none"]["sound"] for page in numbers["pages"].values())


def test_a_peer_that_is_not_installed_is_read_from_what_was_kept(ran):
    _, done = ran

    assert any(line.startswith("| goose3") and "1.000/" in line for line in done.stdout.split("\n"))
