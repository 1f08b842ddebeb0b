"""Write the labelled pages as Markdown and plain text, as converters make them of whole pages, with a label for each line.

    .venv/bin/pip install --group bench
    .venv/bin/python benchmarks/train/renditions.py DATA FOLDER [--every] [--sets wcxb,cwced] [--sample N] [--jobs 2]

DATA is a folder as `benchmarks/extraction.py` reads it. FOLDER gets `<set>.jsonl.gz`: a line for each page and style, with
`id`, `dataset`, `domain`, `lang`, `style`, `suffix` (`.md`, `.txt`), `text`, and for each block that we cut the text into
`labels` (share of its words in the gold, null where nothing is known) and `weights` (0 where nothing is known).

Each page comes in one Markdown style and one text style, and every other one in a third way: as its article alone, from
which nothing may be removed, or cut off somewhere. Which ones is decided by a digest of the page's id, so each style has
about as many pages. With `--every`, all pages in all whole styles, for measuring. The same data and the same versions
of the converters give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import re
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from membership import Membership, Snippets
from pages import SETS, domain_of, rows_of

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode

_UNSEEN = ["script", "style", "template", "noscript", "svg", "head"]
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_IMAGE = re.compile(r"!\[([^\[\]]*)\](?=\()")
_BLOCKS = (
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tr ul option"
)  # fmt: skip
_MAX_CHARS = 3_000_000
_MAX_WEIGHT = 0.3


# --- styles: decoded HTML and address to text


def _html2text(html, _url, **settings):
    import html2text

    converter = html2text.HTML2Text()
    for name, value in settings.items():
        setattr(converter, name, value)
    return converter.handle(html)


def wrapped(html, url):
    """html2text as it comes: lines of 78 characters."""
    return _html2text(html, url)


def unwrapped(html, url):
    return _html2text(html, url, body_width=0)


def bare(html, url):
    """html2text without links and images."""
    return _html2text(html, url, body_width=0, ignore_links=True, ignore_images=True, ignore_emphasis=True)


def _markdownify(html, **settings):
    import markdownify
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for element in soup(_UNSEEN):
        element.decompose()
    text = markdownify.MarkdownConverter(**settings).convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def markdownify(html, _url):
    return _markdownify(html, heading_style="ATX")


def reader(html, url):
    """As reader services give whole pages: title and address in front, underlined headings, numbered images."""
    body = _markdownify(html, heading_style="UNDERLINED", bullets="*")
    numbers = iter(range(1, len(body)))
    body = _IMAGE.sub(lambda match: f"![Image {next(numbers)}{': ' if match[1] else ''}{match[1]}]", body)
    return f"Title: {title_of(html)}\n\nURL Source: {url}\n\nMarkdown Content:\n{body}"


def dump(html, url):
    """As crawls are kept: front matter, the title as a heading, the page."""
    body = _markdownify(html, heading_style="ATX", bullets="*")
    title = title_of(html)
    front = "\n".join(["---", f"title: {title}", f"url: {url}", f"source: {urlsplit(url).hostname or ''}", "---"])
    return f"{front}\n\n# {title}\n\n{body}"


def turbohtml_markdown(html, _url):
    import turbohtml

    return turbohtml.parse(html).to_markdown()


def turbohtml_text(html, _url):
    import turbohtml

    return turbohtml.parse(html).to_text()


def trafilatura_markdown(html, url):
    import trafilatura

    return trafilatura.extract(
        html, url=url or None, output_format="markdown", favor_recall=True, include_links=True, include_formatting=True,
        include_comments=True, include_images=True, include_tables=True,
    )  # fmt: skip


def trafilatura_baseline(html, _url):
    import trafilatura

    return trafilatura.baseline(html)[1]


def soup_text(html, _url):
    """`get_text` as in most scripts: each text on a line of its own."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for element in soup(_UNSEEN):
        element.decompose()
    return soup.get_text("\n", strip=True)


def lxml_text(html, _url):
    """All texts as they stand, with the white space of the source."""
    root = _lxml(html)
    return "\n".join(line.rstrip() for line in root.text_content().splitlines())


def inner_text(html, _url, break_="\n\n"):
    """As browsers show it: paragraphs apart, cells by tabs."""
    root = _lxml(html)
    for element in root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"):
        element.text = f"\ue001{element.text or ''}"
        element.tail = f"\ue001{element.tail or ''}"
    for element in root.iter("td", "th"):
        element.tail = f"\t{(element.tail or '').strip()}"
    for element in root.iter("br"):
        element.tail = f"\ue000{element.tail or ''}"
    for element in root.iter(*_BLOCKS.split()):
        element.text = f"\ue000{element.text or ''}"
        element.tail = f"\ue000{element.tail or ''}"
    text = re.sub(r"[ \n\r\f\xa0]+", " ", root.text_content())
    return re.sub(
        "[ \ue000\ue001]*[\ue000\ue001][ \ue000\ue001]*",
        lambda match: break_ if "\ue001" in match[0] else "\n",
        text,
    ).strip()


def lines_text(html, url):
    """The same without empty lines, as in the text files of web archives."""
    return inner_text(html, url, "\n")


def resiliparse_text(html, _url):
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(html, main_content=False, alt_texts=False)


def _lxml(html):
    import lxml.html

    root = lxml.html.document_fromstring(
        _CONTROL.sub(" ", html).encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    for element in list(root.xpath("/html/body//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]")):
        element.drop_tree()
    for element in root.xpath("/html//comment()|/html//processing-instruction()"):
        element.drop_tree()
    return root


MARKDOWN = (wrapped, unwrapped, markdownify, turbohtml_markdown, trafilatura_markdown, reader, dump)
TEXT = (bare, turbohtml_text, soup_text, lxml_text, inner_text, lines_text, resiliparse_text, trafilatura_baseline)
WHOLE = frozenset(style.__name__ for style in (*MARKDOWN, *TEXT))
"""Styles of whole pages, which can be scored against the gold."""
THIRD = ("clean .md", "clean .txt", "cut .md", "cut .txt")


def title_of(html):
    import html as entities

    match = _TITLE.search(html)
    return " ".join(entities.unescape(match[1]).split()) if match else ""


# --- pages


def blocks_of(text, suffix):
    return () if not text.strip() else parse(decode(RawDocument(data=text.encode(), path=f"page{suffix}"))).blocks


def labelled(row, text, suffix):
    """Blocks, labels and weights. Each page weighs about as much as any other, however long it is."""
    blocks = blocks_of(text, suffix)
    texts = [block.text for block in blocks]
    if row.get("gold_text"):
        member = Membership(row["gold_text"])
        labels, sizes = member.labels(texts)
        weights = [min((size + 1) / (member.size + 60), _MAX_WEIGHT) for size in sizes]
        total = sum(weights)
        weights = [weight * min(1, 3 / total) for weight in weights] if total else weights
    else:
        labels, sizes = Snippets(row.get("with", ()), row.get("without", ())).labels(texts)
        known = sum(label is not None for label in labels)
        weights = [
            0.5 / known * min(1, (size + 3) / 20) if label is not None else 0
            for label, size in zip(labels, sizes, strict=True)
        ]
    return (
        blocks,
        [label if label is None else round(label, 3) for label in labels],
        [round(weight, 5) for weight in weights],
    )


def digest(row, salt):
    return int.from_bytes(hashlib.sha256(f"{salt} {row['id']}".encode()).digest()[:6])


def chosen(row, every):
    """The styles that a page comes in: a function, or the name of a third way."""
    if every:
        return [*MARKDOWN, *TEXT]
    styles = [MARKDOWN[digest(row, "markdown") % len(MARKDOWN)], TEXT[digest(row, "text") % len(TEXT)]]
    third = digest(row, "third") % (2 * len(THIRD))
    return [*styles, *THIRD[third : third + 1]]


def renditions(row, folder, every):
    """The records of one page. A style that its converter fails on is left out, and so is one that gives nothing."""
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    html = decode(RawDocument(data=(folder / row["html_path"]).read_bytes(), path="page.html")).text
    if len(html) > _MAX_CHARS:
        return []
    url = row.get("url") or ""
    made = []
    for style in chosen(row, every):
        name = style if isinstance(style, str) else style.__name__
        try:
            text, suffix = third(row, style, html, url) if isinstance(style, str) else whole(style, html, url)
            blocks, labels, weights = labelled(row, text, suffix)
        except Exception as error:  # noqa: BLE001 - other people's code
            print(f"{row['id']}: {name}: {type(error).__name__}: {error}"[:200], flush=True)
            continue
        if not blocks:
            continue
        made.append(
            {
                "id": row["id"],
                "dataset": row["dataset"],
                "domain": domain_of(row, html),
                "lang": row.get("lang"),
                "style": name.split()[0],
                "suffix": suffix,
                "text": text,
                "labels": labels,
                "weights": weights,
            }
        )
    return made


def whole(style, html, url):
    text = style(html, url)
    return (text or "").encode("utf-8", "replace").decode(), ".md" if style in MARKDOWN else ".txt"


def third(row, way, html, url):
    """The article alone, or a piece of a page."""
    kind, suffix = way.split()
    styles = [style for style in (MARKDOWN if suffix == ".md" else TEXT) if "trafilatura" not in style.__name__]
    text, suffix = whole(styles[digest(row, "base") % len(styles)], html, url)
    blocks, labels, _ = labelled(row, text, suffix)
    if kind == "cut":
        size = max(6, len(blocks) * (2 + digest(row, "size") % 5) // 8)
        first = digest(row, "first") % max(1, len(blocks) - size) if digest(row, "head") % 2 else 0
        pieces = blocks[first : first + size]
        return text[pieces[0].start : pieces[-1].stop], suffix
    if not row.get("gold_text"):
        return "", suffix
    if suffix == ".txt":
        return row["gold_text"], suffix
    inside = [label > 0.8 if block.text else False for block, label in zip(blocks, labels, strict=True)]
    last = max((number for number, is_in in enumerate(inside) if is_in), default=-1)
    kept = []
    for number, block in enumerate(blocks[: last + 1]):
        # Pictures and dividers of the article, but not those before it.
        if inside[number] or (kept and not block.text and inside[number - 1]):
            kept.append("\n" * max(0, block.blank_before) + text[block.start : block.stop])
    return "".join(kept), suffix


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--every", action="store_true", help="all pages in all whole styles")
    arguments.add_argument("--sets", default=",".join(SETS))
    arguments.add_argument("--sample", type=int, help="pages of each set, the first by their id's digest")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name in given.sets.split(","):
        rows = list(rows_of(given.data, (name,)))
        if given.sample:
            rows = sorted(rows, key=lambda row: digest(row, "sample"))[: given.sample]
        made = 0
        target = given.folder / f"{name}.jsonl.gz"
        work = partial(renditions, folder=given.data, every=given.every)
        with ProcessPoolExecutor(given.jobs) as pool, gzip.GzipFile(target, "wb", 6, mtime=0) as packed:
            for records in pool.map(work, rows, chunksize=4):
                made += len(records)
                packed.writelines(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in records)
        print(f"{name}: {len(rows)} pages, {made} renditions", flush=True)


if __name__ == "__main__":
    main()
