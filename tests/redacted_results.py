"""A dump in which everything occurs that a redacted result must not say, and all strings that a result does say."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.json_schema import SCHEMAS, schema_of
from cleaner.io.manifest import read_manifest
from cleaner.io.markdown import document_of
from cleaner.io.read import Inputs
from cleaner.io.result import stored
from cleaner.io.tables import form_of, lines
from cleaner.io.write import Options
from cleaner.rules.load import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.io.result import Stored

ROOT = Path(__file__).parents[1]
LENGTH = 8
"""Code points in a row that are words of the page, and not chance."""
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
PROSE = "守桥的人把第七盏灯擦亮，等末班船靠岸；船上只有一只猫和三袋盐，他还是敲了钟，把名字写进值班簿。\n"
RULES = """schema = 1
id = "bridge.example"

[match]
markers = [{ line = '^桥报记者$', weight = 1.0 }]

[[remove]]
id = "phone"
category = "contact"
why = "how to reach the paper"
line = '^值班电话 (?P<contact>.*)$'

  [remove.capture]
  contact = "{contact}"
"""
GUARDED = RULES.replace("[match]", "protect = ['值班电话[^，]*']\n\n[match]").replace("bridge.", "guarded.")
GUARDED = GUARDED.replace("桥报记者", "岸报记者")
"""What it removes is protected as well: pages of this source are quarantined."""
HTML = f"""<!doctype html><html><head><title>灯亮了</title><meta name="author" content="林小满">
<script>{"window.token='s3cr3t-" + "9" * 1_000_000}'</script></head><body><article><h1>灯亮了</h1>
<p>{PROSE * 4}</p><img src="/lamp.jpg" alt="不许外传的图片说明：老吴站在第三级台阶上"><p>{PROSE * 4} &amp; 完。</p>
</article><div class="aside">侧栏里不相干的流言：隔壁的渡口昨夜卖掉了钟</div></body></html>"""
DUMP: dict[str, bytes] = {
    "notice.md": NOTICE.encode(),
    "phone.txt": f"桥报记者\n{PROSE * 6}值班电话 13900001234，找老吴，住在三号桥头\n".encode(),
    "guarded.txt": f"岸报记者\n{PROSE * 6}值班电话 13911115678，找老秦，住在五号桥头\n".encode(),
    "bad.txt": PROSE.encode() * 8 + b"\xe7\x94 \x07end\n",
    "bad-notice.txt": PROSE.encode() * 8 + NOTICE.encode()[:50] + b"\xff\xfe" + NOTICE.encode()[50:] + b"\n",
    "gbk.txt": (PROSE * 8 + NOTICE).encode("gb18030"),
    "crlf.txt": (PROSE * 8).replace("\n", "\r\n\r\n\r\n").encode() + NOTICE.encode(),
    "utf-16.txt": b"\xff\xfe" + (PROSE * 8 + NOTICE).encode("utf-16-le"),
    "cut.txt": (PROSE * 8).encode()[:-5],
    "hostile.txt": f"{PROSE * 8}\n{NOTICE[:-1]}<script>alert('\u202e\x1b[2J')</script>\n".encode(),
    "page.html": HTML.encode(),
    "same.html": HTML.encode(),
    "empty.txt": b"",
    "binary.txt": bytes(range(32)) * 40,
}


def dump_into(folder: Path, pages: Iterable[Path] = ()) -> Path:
    """The dump with more *pages*, and the rules that go with it in `rules/` beside it."""
    dump = folder / "dump"
    dump.mkdir(parents=True)
    for name, data in DUMP.items():
        (dump / name).write_bytes(data)
    for number, path in enumerate(pages):
        (dump / f"{number:03}{path.suffix}").write_bytes(path.read_bytes())
    (folder / "rules").mkdir()
    (folder / "rules/bridge.toml").write_text(RULES, "utf-8")
    (folder / "rules/guarded.toml").write_text(GUARDED, "utf-8")
    return dump


def cleaned_into(folder: Path, name: str, workers: int = 1, **options: Any) -> Path:
    """The dump of *folder* cleaned into its folder *name*."""
    noted: dict[str, str | list[str] | None] = {"rules": [str(folder / "rules")]}
    out = folder / name
    run(
        Cleaner([folder / "rules"]), Inputs([str(folder / "dump")]), out, Options(noted=noted, **options), None, workers
    )
    return out


def all_stored(out: Path) -> list[Stored]:
    """The documents of *out*, those in quarantine last."""
    return [item for item in stored(out, read_manifest(out)) if hasattr(item, "row")]  # type: ignore[misc]


def runs(texts: Iterable[str]) -> set[str]:
    """Every run of so many code points in *texts*."""
    return {text[at : at + LENGTH] for text in set(texts) for at in range(len(text) - LENGTH + 1)}


def leaves(value: object) -> Iterator[str]:
    """Every string of a JSON value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from leaves(inner)


def strings_of(path: Path) -> Iterator[str]:
    """What a file of a result says: the strings of its JSON, and the text of the others."""
    if form_of(path.name):
        for line in lines(path):
            yield from leaves(json.loads(line))
        return
    text = path.read_bytes().decode("utf-8", "surrogatepass")
    if path.suffix == ".json":
        yield from leaves(json.loads(text))
    elif path.suffix == ".html":
        for kind, data in re.findall(r'<script type="application/(json|gzip)"[^>]*>(.*?)</script>', text, re.DOTALL):
            yield from leaves(json.loads(gzip.decompress(base64.b64decode(data)) if kind == "gzip" else data))
    elif path.suffix == ".md":
        yield from leaves(msgspec.to_builtins(document_of(path.read_bytes(), path.name)))
        yield text.partition("\n---\n\n")[2]
    else:
        yield from re.split(r"\n(?:  (?:why|read): )?| = |; | · |, source ", text)


def our_own_words(folder: Path) -> Iterator[str]:
    """What is never of a page: names of fields, and of rules with their reasons."""
    for name in SCHEMAS:
        yield from leaves(schema_of(name))
    book = load_rules([folder / "rules"])
    for file in (file for source in book.sources.values() for file in book.parts(source)):
        yield f" {file.id} "
        for rule in (*file.keep, *file.remove, *file.read):
            yield from (f"{file.id}/{rule.id}", rule.why)


def said_on_purpose(item: Stored) -> Iterator[str]:
    """What a redacted document may say: its clean text, and the values of its stamp."""
    yield item.row.text
    stamp = msgspec.to_builtins(item.row.stamp)
    for credit in stamp["credits"]:
        credit.pop("literal")
    for image in stamp["images"]:
        image.pop("alt")
    waiting: list[Any] = [stamp]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if {"quote", "rule"} <= each.keys():
                each = {"rule": each["rule"]}
            if each.get("kind") in {"contact", "machine-abstract"}:
                each = {**each, "value": ""}
            waiting += each.values()
        elif isinstance(each, (list, tuple)):
            waiting += each
        elif isinstance(each, str):
            yield each
