"""How well the article of a page without rules is found: `Cleaner` with each extractor, beside the extractors themselves.

    .venv/bin/pip install --group bench
    .venv/bin/python benchmarks/extraction.py DATA [--sample 30] [--sets cwced,fundus] [--engines justext] [--json FILE]

DATA is a folder with `<set>.jsonl` files and their pages, or a tar archive of one. A row has `id`, `dataset`, `lang`,
`html_path` and `gold_text`, or the snippets that must and must not come out: `with` and `without`.

The peers get the text that our decoder reads, so that extraction is compared and not decoding; on Chinese pages they
also get the bytes, as `Cleaner` always does. A page that `Cleaner` quarantines counts as one without text.

`shingles` is the F1 of 4-grams of words (of characters, in scripts without spaces), as in scrapinghub's
article-extraction-benchmark: mean precision over pages with a text, mean recall over all, F1 of the two. `segments` is
the F1 of the snippets over the whole set, as in trafilatura's evaluation. Signs that nobody sees (soft hyphens) and
the composition of characters (NFC) count for nobody. Every result of `Cleaner` is also held against its laws.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
import tarfile
import tempfile
import unicodedata
import warnings
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from time import process_time

from cleaner import Cleaner, RawDocument, Rejected
from cleaner.blocks import parse
from cleaner.decode import decode, encode
from cleaner.extract import EXTRACTORS
from cleaner.extract.align import align

_PER_CHAR = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_PER_CHAR}]|[^\W{_PER_CHAR}]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLOCK = "address article aside blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr ul"
_STOPLISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ko": "Korean", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


# --- extractors: page (decoded text, or its bytes) and language to text


def trafilatura(page, _lang):
    import trafilatura as library

    return library.extract(page, include_comments=False, include_tables=True)


def resiliparse(page, _lang):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    if isinstance(page, bytes):
        tree = HTMLTree.parse_from_bytes(page, encoding=detect_encoding(page, html5_compatible=True))
    else:
        tree = HTMLTree.parse(page)
    return extract_plain_text(tree, main_content=True, alt_texts=False, comments=False)


def readability(page, _lang):
    from lxml.html import fromstring
    from readability import Document

    summary = Document(page).summary(html_partial=True)
    tree = fromstring(summary)
    for element in tree.iter(*_BLOCK.split()):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return tree.text_content()


def justext(page, lang):
    import justext as library

    if lang in _STOPLISTS:
        paragraphs = library.justext(page, library.get_stoplist(_STOPLISTS[lang]))
    else:
        paragraphs = library.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


PEERS = (trafilatura, resiliparse, readability, justext)


@cache
def cleaner(extractor):
    return Cleaner(extractor=extractor)


def cleaned(extractor, data):
    """Text, outcome, and whether the laws hold."""
    result = cleaner(extractor).clean(RawDocument(data=data, path="page.html"))
    document = result.held if isinstance(result, Rejected) else result
    code = result.code if isinstance(result, Rejected) else ""
    sound = code != "law-broken"
    if document is not None:
        text, ledger = document.decoded.text, document.ledger
        taken = [text[removal.start : removal.end] for removal in ledger.removals]
        sound = (
            sound
            and ledger.replay(text) == document.text
            and ledger.restore(document.text, taken) == text
            and encode(document.decoded, text) == data
        )
    return "" if code else document.text, code, sound


# --- scores


def seen(text):
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def shingles(text):
    words = _TOKEN.findall(seen(text))
    return (
        Counter([tuple(words)] if words else [])
        if len(words) <= 4
        else Counter(zip(*(words[n:] for n in range(4)), strict=False))
    )


def score(row, text):
    scores = {}
    if row.get("gold_text"):
        gold, found = shingles(row["gold_text"]), shingles(text)
        common = sum((gold & found).values())
        scores["shingles"] = (
            common / sum(found.values()) if found else None,
            common / sum(gold.values()),
        )
    if row.get("with") or row.get("without"):
        flat = " ".join(seen(text).split())
        hits = [sum(" ".join(seen(piece).split()) in flat for piece in row.get(key, ())) for key in ("with", "without")]
        scores["segments"] = (*hits, len(row.get("with", ())))
    return scores


def total(scores):
    """Precision, recall and F1 of a list of scores, for each measure."""
    out = {}
    pairs = [each["shingles"] for each in scores if "shingles" in each]
    if pairs:
        precise = [precision for precision, _ in pairs if precision is not None]
        p = sum(precise) / len(precise) if precise else 0.0
        r = sum(recall for _, recall in pairs) / len(pairs)
        out["shingles"] = (p, r, 2 * p * r / (p + r) if p + r else 0.0, len(pairs))
    counts = [each["segments"] for each in scores if "segments" in each]
    if counts:
        right, wrong, wanted = (sum(column) for column in zip(*counts, strict=True))
        p, r = right / (right + wrong) if right + wrong else 0.0, right / wanted if wanted else 0.0
        out["segments"] = (p, r, 2 * right / (right + wrong + wanted) if right + wrong + wanted else 0.0, len(counts))
    return out


# --- one page


def run(root, engines, row):
    """For each engine: scores, seconds, outcome. With them, the seconds that the alignment takes."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    data = (root / row["html_path"]).read_bytes()
    decoded = decode(RawDocument(data=data))
    text = (
        "" if isinstance(decoded, Rejected) else re.sub(r"\A\ufeff?\s*<\?xml[^>]*>", "", decoded.text.replace("\0", ""))
    )
    results, aligning, whole = {}, 0.0, None
    for name in engines:
        sound, code, out = True, "", ""
        start = process_time()
        try:
            if name.startswith("cleaner"):
                out, code, sound = cleaned(name.split()[1], data)
            else:
                peer, _, form = name.partition(" ")
                if form and row["lang"] != "zh":
                    continue
                out = globals()[peer](data if form else text, row["lang"]) or ""
        except Exception as error:  # noqa: BLE001
            code = f"raised {type(error).__name__}"
            sound = not name.startswith("cleaner")
        seconds = process_time() - start
        if name == "trafilatura":
            whole = out
        results[name] = {
            "scores": score(row, out),
            "seconds": seconds,
            "code": code,
            "empty": not out.strip(),
            "sound": sound,
        }
    if whole and not isinstance(decoded, Rejected):
        blocks = [block.text for block in parse(decoded).blocks]
        start = process_time()
        align(whole, blocks)
        aligning = process_time() - start
    return row, results, aligning


# --- tables


def table(title, columns, rows):
    widths = [max(len(str(row[number])) for row in [columns, *rows]) for number in range(len(columns))]
    print(f"\n{title}\n")
    for number, row in enumerate([columns, *rows]):
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def cell(totals, measure):
    return "{:.3f}/{:.3f}/{:.3f}".format(*totals[measure][:3]) if measure in totals else "-"


def rows_of(root, sets, sample):
    for path in sorted(root.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        rows = [
            row
            for row in rows
            # Repeated pages, those outside of the usual sample, and those whose gold is empty say nothing.
            if row.get("core", True)
            and not row.get("duplicate_of")
            and (row.get("gold_text") or ("gold_text" not in row and row["with"]))
        ]
        if not sets or path.stem in sets:
            yield from rows[: sample or None]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--sets", default="", help="names of data sets, with commas between; all when left out")
    options.add_argument("--engines", default="", help="names in the table, with commas between; all when left out")
    options.add_argument("--sample", type=int, default=0, help="so many pages of each set")
    options.add_argument("--json", type=Path, help="a file for all numbers, with the scores of each page")
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        root = chosen.data
        if root.is_file():
            with tarfile.open(root) as archive:
                archive.extractall(folder, filter="data")
            root = next(path.parent for path in Path(folder).rglob("*.jsonl"))
        rows = list(rows_of(root, {name for name in chosen.sets.split(",") if name}, chosen.sample))
        engines = [f"cleaner {name}" for name in EXTRACTORS]
        engines += [peer.__name__ for peer in PEERS] + [f"{peer.__name__} (bytes)" for peer in PEERS]
        wanted = {name for name in chosen.engines.split(",") if name}
        # trafilatura is always there: it is what the alignment is measured by.
        if unknown := set(wanted) - set(engines):
            sys.exit(f"no engine {', '.join(sorted(unknown))}; there are: {', '.join(engines)}")
        engines = [name for name in engines if not wanted or name in {*wanted, "trafilatura"}]
        done = []
        with ProcessPoolExecutor(chosen.jobs) as pool:
            for result in pool.map(partial(run, root, engines), rows, chunksize=4):
                done.append(result)
                if sys.stderr.isatty():
                    print(f"\r{len(done)} of {len(rows)} pages", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    show(done, engines, chosen.json)


def show(done, engines, target):
    by_set, by_lang = defaultdict(list), defaultdict(list)
    for row, results, _ in done:
        by_set[row["dataset"]].append(results)
        by_lang[row["lang"]].append(results)
    numbers = {"sets": {}, "languages": {}, "pages": {row["id"]: results for row, results, _ in done}}
    for title, groups, key in (("data set", by_set, "sets"), ("language", by_lang, "languages")):
        for measure in ("shingles", "segments"):
            names = [
                name
                for name, results in sorted(groups.items(), key=lambda item: -len(item[1]))
                if measure in total([each["trafilatura"]["scores"] for each in results])
            ]
            lines = []
            for engine in engines:
                totals = [total([each[engine]["scores"] for each in groups[name] if engine in each]) for name in names]
                for name, values in zip(names, totals, strict=True):
                    numbers[key].setdefault(name, {}).setdefault(engine, {}).update(values)
                if any(measure in values for values in totals):
                    lines.append([engine, *(cell(values, measure) for values in totals)])
            sizes = [total([each["trafilatura"]["scores"] for each in groups[name]])[measure][3] for name in names]
            heads = [f"{name} ({size})" for name, size in zip(names, sizes, strict=True)]
            if names:
                table(f"{measure} by {title}: precision/recall/F1 (pages)", ["", *heads], lines)
    lines = []
    for engine in engines:
        results = [each[engine] for _, each, _ in done if engine in each]
        if results:
            seconds = sum(each["seconds"] for each in results)
            empty = sum(each["empty"] for each in results)
            codes = Counter(each["code"] for each in results if each["code"])
            broken = sum(not each["sound"] for each in results)
            said = ", ".join(f"{code} {count}" for code, count in codes.most_common())
            lines.append([engine, len(results), f"{len(results) / seconds:.0f}", empty, broken, said or "-"])
    table("pages", ["", "pages", "pages/s", "without text", "laws broken", "quarantined or failed"], lines)
    aligning = sum(seconds for *_, seconds in done)
    extracting = sum(each["trafilatura"]["seconds"] for _, each, _ in done)
    print(f"\nalignment: {aligning:.1f} s beside {extracting:.1f} s of trafilatura itself, {aligning / extracting:.1%}")
    if target:
        target.write_text(json.dumps(numbers, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
