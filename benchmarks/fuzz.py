"""Mutated pages and bytes against the laws: nothing raises, everything is accounted for, everything comes back.

    .venv/bin/python benchmarks/fuzz.py [--cases 100000] [--seed 1] [--only 4711] [FOLDER …]

Pages are the fixtures, the pages below and every `*.html` and `*.txt` under each FOLDER, in pieces of a few thousand
characters. Case N of a seed is always the same; `--only N` runs that one alone and prints it.
"""

from __future__ import annotations

import argparse
import random
import sys
import traceback
from collections import Counter
from pathlib import Path
from time import process_time

from cleaner import Cleaner, RawDocument

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from page_laws import broken_laws  # noqa: E402 - the laws are those of the tests

MAX_CHARS = 3_000
SHOWN = 20
STEP = 10_000

PAGES = (
    (
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>灯塔</title><style>p{}</style>"
        "</head><body><nav><ul><li><a href='/'>首页</a><li><a href='/b?c=1&amp;d'>频道</a></ul></nav>"
        "<article><h1>灯塔 &amp; 潮水</h1><p class=by>作者：林一\u3000<span>2024-05-06</span></p><p>第一段，<b>粗 <i>斜</i>"
        "</b>，<a href='//x.example/a?b=(c)'>链接</a>。<br>换行。</p><figure>"
        "<img data-src='//x.example/1.jpg' src='data:image/gif;base64,R0' alt='灯&quot;'><figcaption>图注"
        "</figcaption></figure><blockquote><p>引文</p></blockquote><pre><code>a &lt; b\r\n\tc</code></pre>"
        "</article></body></html>"
    ),
    (
        "<html><body><table><thead><tr><th>a<th>b</thead><tr><td>1<td><p>x<p>y</table><dl><dt>t<dd>d</dl>"
        "<ol start=3><li>c<ul><li>e<li><ol><li>f</ol></ul><li>g</ol><hr><ruby>漢<rt>kan</rt></ruby><math>"
        "<mi>x</mi><annotation>t</annotation></math><svg><text>s</text></svg><select><option>o</select>"
        "<textarea>t</textarea><xmp><b></xmp><noscript><p>n</p></noscript><template><p>t</p></template>"
        "<div hidden>h</div><div style='display:none'>n</div><dialog>d</dialog><p>z"
    ),
    (
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>"
        "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><p>a<br/>b</p>"
        "<![CDATA[ c ]]><p/><img src='i.png' /><!-- d --><object>o<embed/></object></body></html>"
    ),
    (
        "<script>document.write('<p>x</p>')</script><body><div id=js_content style='visibility: hidden'>"
        "<section><p>正文很长很长。</p><p>又一段。</p></section></div><script>var a = '</div>';</script><textarea>"
        "<p>t</textarea><iframe><p>i</iframe><plaintext>z<b>"
    ),
)
JUNK = (
    "<", ">", "</", "</>", "<!", "<!>", "<!--", "-->", "--!>", "<!-->", "<?", "]]>", "<![CDATA[", "&", "&amp", "&#", "&#x",
    "&#0;", "&#xD800;", "&#1114112;", "&NotEqualTilde;", "&nbsp;", "&bogus;", "\0", "\r", "\r\n", "\n", "\f", "\v", "\x85",
    "\ufeff", "\u2028", "\ufffd", "\U0001f409", "e\u0301", "\u3000", "\u202e", "'", '"', "=", "/", "`", "*", "_", "|", "#",
    "<p>", "</p>", "<br>", "<div>", "</div>", "<b>", "</b>", "<a href=x>", "</a>", "<li>", "<ul>", "</ul>", "<ol start=-1>",
    "<table>", "<tr>", "<td>", "</table>", "<pre>", "</pre>", "<script>", "</script>", "<style>", "<title>", "<textarea>",
    "<noscript>", "</noscript>", "<template>", "</template>", "<svg>", "</svg>", "<math>", "<select>", "<option>",
    "<plaintext>", "<xmp>", "<iframe>", "<frameset>", "<ruby>", "<rt>", "<rp>", "<img src=a>", "<p hidden>", "<hr>",
    "<div style='display:none'>", "<body>", "</body>", "</html>", "<html hidden>", "<head>", "<form>", "<button>", "<nobr>",
    "<p a='", '<p a="', "<p a=b c=d a=e/>", "<0>", "< p>", "<P\0>", "<é>", "<a<b>", "</p x='>'>", "<h1>", "<dd>", "<marquee>",
)  # fmt: skip
CODECS = (
    "utf-8",
    "gb18030",
    "big5hkscs",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1252",
    "shift_jis",
    "euc_kr",
    "utf-8-sig",
)
TYPES = (None, "text/html", "text/html; charset=gbk", "application/xhtml+xml", "text/markdown", "text/plain")


def corpus(folders: list[Path]) -> list[str]:
    """Pieces of all pages, each of `MAX_CHARS` at most."""
    paths = [path for folder in (ROOT / "fixtures", *folders) for path in sorted(folder.rglob("*"))]
    pages = list(PAGES)
    for path in paths:
        if path.suffix in {".html", ".htm", ".txt", ".md"} and path.name != "expected.txt":
            text = path.read_bytes().decode("utf-8", "replace")
            pages += [text[at : at + MAX_CHARS] for at in range(0, len(text), MAX_CHARS)]
    return pages


# --- mutators: a text, a source of chance, all pages; a text


def cut(text, chance, _pages):
    first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:first] if chance.random() < 0.3 else text[first:last] or text


def drop(text, chance, _pages):
    first = chance.randrange(len(text) + 1)
    return text[:first] + text[first + chance.randint(1, 30) :]


def splice(text, chance, pages):
    other = chance.choice(pages)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]


def double(text, chance, _pages):
    first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:last] + text[first:last][:500] * chance.randint(1, 3) + text[last:]


def swap(text, chance, _pages):
    a, b, c = sorted(chance.randrange(len(text) + 1) for _ in range(3))
    return text[:a] + text[b:c] + text[a:b] + text[c:]


def flip(text, chance, _pages):
    at = chance.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1 << chance.randrange(7)) + text[at + 1 :]


def junk(text, chance, _pages):
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(JUNK) + text[at:]
    return text


def nest(text, chance, _pages):
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(JUNK) * chance.randint(2, 120) + text[at:]


def unquote(text, chance, _pages):
    return text.replace(chance.choice("'\">;/="), chance.choice(("", " ", "\n")), chance.randint(1, 5))


def line_ends(text, chance, _pages):
    return text.replace(chance.choice(("\n", ">", " ")), chance.choice(("\r\n", ">\r", "\r", "\0")))


def soup(_text, chance, _pages):
    return "".join(chance.choice((*JUNK, "字", " ", "x y", "。")) for _ in range(chance.randint(1, 80)))


MUTATORS = (cut, drop, splice, double, swap, flip, junk, junk, nest, unquote, line_ends, soup)


def case(pages: list[str], seed: int, number: int) -> tuple[RawDocument, str]:
    """Document *number*, and in which form it is to be written."""
    chance = random.Random(f"{seed}/{number}")
    text = chance.choice(pages)
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(MUTATORS)(text or " ", chance, pages)
    text = text[: 4 * MAX_CHARS]
    codec = "utf-8" if chance.random() < 0.75 else chance.choice(CODECS)
    data = bytearray(text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace"))
    if data and chance.random() < 0.2:
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.02:
        data = bytearray(chance.randbytes(chance.randint(0, 400)))
    media_type = "text/html" if chance.random() < 0.6 else chance.choice(TYPES)
    return RawDocument(data=bytes(data), media_type=media_type), chance.choice(("text", "markdown", "as it is"))


def findings(cleaners: dict[str, Cleaner], raw: RawDocument, form: str) -> list[str]:
    try:
        return list(broken_laws(cleaners[form], raw))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        return [f"raised {type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--first", type=int, default=0, help="number of the first case")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--extractor", default="none", help="a name of cleaner.extract.EXTRACTORS")
    options.add_argument("--only", type=int, help="run this case alone and print it")
    options.add_argument("folders", nargs="*", type=Path)
    chosen = options.parse_args()
    pages = corpus(chosen.folders)
    forms = {"text": "text", "markdown": "markdown", "as it is": None}
    cleaners = {name: Cleaner(to=form, extractor=chosen.extractor) for name, form in forms.items()}
    if chosen.only is not None:
        raw, form = case(pages, chosen.seed, chosen.only)
        print(form, raw, *findings(cleaners, raw, form), sep="\n")
        return 0
    start = process_time()
    failed = 0
    kinds: Counter[str] = Counter()
    for number in range(chosen.first, chosen.first + chosen.cases):
        raw, form = case(pages, chosen.seed, number)
        found = findings(cleaners, raw, form)
        kinds[raw.media_type or "no media type"] += 1
        failed += bool(found)
        if not (number + 1) % STEP:
            print(f"… {number + 1:,} cases, {failed:,} failed", file=sys.stderr, flush=True)
        if found and failed <= SHOWN:
            print(f"seed {chosen.seed}, case {number}, {form}, {len(raw.data)} bytes: {found[0]}", flush=True)
    seconds = process_time() - start
    print(f"{chosen.cases:,} cases from {len(pages):,} pieces of pages, {seconds:.0f} s, {failed:,} failed")
    print(", ".join(f"{kind}: {count:,}" for kind, count in kinds.most_common()))
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
