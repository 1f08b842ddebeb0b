"""Pages to judge, their results, and decisions as the report page would save them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cleaner import Cleaner
from cleaner.audit.group import group_key
from cleaner.engines.run import run
from cleaner.io.manifest import manifest_digest, read_manifest
from cleaner.io.read import Inputs
from cleaner.io.result import stored
from cleaner.io.write import Options
from cleaner.review.apply import Applied, apply
from cleaner.review.decisions import SCHEMA, Decision, Decisions
from cleaner.rules.load import load_rules

RULES = r"""
schema = 1
id = "lamp.example"
packs = ["credits"]
fold = ["width", "space"]
body = ".story"

[match]
hosts = ["lamp.example"]
markers = [
  { line = '^首页 ?> ?灯下', first = 3, weight = 0.5 },
  { line = '^© ?灯下编辑部', last = 4, weight = 0.6 },
]

[[remove]]
id = "breadcrumb"
category = "navigation"
why = "the way from the home page to the article"
line = '^首页 ?> ?灯下 ?>'
first = 3

[[remove]]
id = "title"
category = "title-repeat"
why = "the headline, which is in the stamp"
line = '^.+$'
first = 4
next = '^\d{4}-\d{2}-\d{2} \|'
capture = { title = "{text}" }

[[remove]]
id = "dateline"
category = "dateline"
why = "when the article was put up"
line = '^(?P<published>\d{4}-\d{2}-\d{2}) \|'
first = 5
capture = { published = "{published}" }

[[remove]]
id = "views"
category = "view-counter"
why = "how often it was read"
line = '^阅读 \d+ 次$'

[[remove]]
id = "aside"
category = "promotion"
why = "what the editors say in brackets at the end of a paragraph"
span = '（本报.*）$'

[[remove]]
id = "letters"
category = "comments"
why = "letters of readers"
from = '^读者来信'
until = '^来信完'

[[remove]]
id = "advice"
category = "advertisement"
why = "lines that praise a lamp"
line = '^好灯'
zone = "tail"

[[remove]]
id = "box"
category = "related"
why = "a box with other articles"
select = ".box"

[[remove]]
id = "copyright"
category = "copyright"
why = "whose site it is"
line = '^© ?灯下编辑部'
zone = "tail"
"""

BODY = (
    "修灯的人住在河边，门口挂着一块没有字的木牌。他一天只修三盏，多一盏也不收。",
    "他说灯不是坏的，只是没有人记得怎样点它。每盏灯修好以后，他都要在门槛上放一夜。",
)


def page(*lines: str, number: int = 1) -> str:
    """A page of the source, with *lines* between its paragraphs and its foot. No two have the same title."""
    top = ["首页 > 灯下 > 手艺", f"修灯的人之{number}", f"2025-03-{number:02} | 林一"]
    return "\n".join([*top, BODY[0], BODY[1], *lines, "© 灯下编辑部 2025", ""])


@dataclass
class Case:
    """A result, a rule directory, and what was decided."""

    folder: Path
    pages: dict[str, str | bytes]
    options: Options = field(default_factory=Options)
    rules_text: str = RULES

    def __post_init__(self) -> None:
        self.rules = self.folder / "rules"
        self.rules.mkdir(parents=True)
        (self.rules / "lamp.toml").write_text(self.rules_text, "utf-8")
        self.dump = self.folder / "dump"
        for name, text in self.pages.items():
            (self.dump / name).parent.mkdir(parents=True, exist_ok=True)
            (self.dump / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        self.out = self.clean("out")

    def clean(self, name: str) -> Path:
        """Clean the dump by the rules as they are now."""
        out = self.folder / name
        options = Options(form=self.options.form, ledger=self.options.ledger, redact=self.options.redact,
                          noted={"rules": [str(self.rules)]})  # fmt: skip
        run(Cleaner(load_rules([self.rules])), Inputs([str(self.dump)]), out, options)
        return out

    def decision(self, rule: str, text: str = "", verdict: str = "reject", scope: str = "group", **more) -> Decision:
        """On the first removal by *rule* that has *text* in it."""
        found = [
            (item.row.source, row)
            for item in stored(self.out, read_manifest(self.out))
            for row in item.removals
            if row.rule == rule and text in (row.text or text)
        ]
        source, row = found[0]
        key = group_key(source, row)
        count = 1 if scope == "span" else sum(group_key(where, other) == key for where, other in found)
        return Decision(
            verdict=verdict, scope=scope, source=source, rule=rule, category=row.category or "markup", group=key,
            doc_id=row.doc_id, seq=row.seq, count=count, text=(row.text or "")[:200], **more,
        )  # fmt: skip

    def decisions(self, *made: Decision) -> Decisions:
        digest = manifest_digest(read_manifest(self.out))
        return Decisions(schema=SCHEMA, result="out", manifest_digest=digest, decisions=made)

    def apply(self, *made: Decision, raw: Path | None = None, dry_run: bool = False) -> Applied:
        return apply(self.decisions(*made), self.out, read_manifest(self.out), self.rules, raw, dry_run=dry_run)

    def texts(self, out: Path) -> dict[str, str]:
        """The clean texts of a result by the names of the files."""
        rows = [item.row for item in stored(out, read_manifest(out))]
        return {Path(row.stamp.capture.path).name: row.text for row in rows}

    def files(self) -> dict[str, str]:
        """Every file of the rule directory, by its path, with the digest of its bytes."""
        return {
            path.relative_to(self.rules).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.rules.rglob("*"))
            if path.is_file()
        }
