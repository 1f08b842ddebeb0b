"""Site files of Full-Text RSS (ftr-site-config), as rule files.

One file a host, one directive a line, `name: value` or `name(argument): value`, `#` before a comment. The program parts a
line at its first colon and passes over what it does not know: slips have no effect, and nobody is told. Here they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, nearest
from cleaner.rules.imports.naming import DEFAULT, category_of, host_of, rule_id, spellings, unique
from cleaner.rules.imports.report import Directive, Import, RuleFile
from cleaner.rules.imports.targets import NoTarget, Target, absolute, elements_of, targets_of
from cleaner.rules.read import read_text
from cleaner.rules.schema import SCHEMA
from cleaner.rules.selector import branches, selector_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cleaner.rules.imports.report import Outcome
    from cleaner.rules.load import RuleBook
    from cleaner.rules.schema import SourceFile

GLOBAL = "global"
"""Name of the file whose rules hold for all hosts, behind their own."""
FINGERPRINT = "fingerprint."
"""Begins the names of files for pages that are told by something on them, which the program's settings say."""

_FACTS = {"title": "title", "author": "author", "date": "published"}
_FIRST = ("title", "date")
"""Of these the program takes the first element that a path finds, of authors all."""

_ATTRIBUTES = "attributes are no text"
_FETCHING = "about fetching the page; pages come to cleaner fetched"
_PARSING = "about repairing or parsing markup; cleaner's parser does that for every page"
_REWRITING = (
    "it rewrites the page before that is parsed; every character here leads back to the page as it was captured"
)
_PAGES = "it leads to other pages, which cleaner does not fetch"
_INSTAPAPER = "of Instapaper; Full-Text RSS itself has no such directive"
_RESHAPING = "it builds the page anew; rules only take out and read"

_NOT_NEEDED = {
    **dict.fromkeys(("http_header", "login_extra_fields", "login_uri", "login_username_field", "login_password_field",
                     "not_logged_in_xpath", "requires_login"), _FETCHING),
    **dict.fromkeys(("tidy", "parser", "convert_double_br_tags"), _PARSING),
    **dict.fromkeys(("strip_attr", "post_strip_attr"), _ATTRIBUTES),
    "skip_id_or_class": "an exception for pruning, which cleaner does not do",
}  # fmt: skip
_NOT_CARRIED = {
    **dict.fromkeys(("find_string", "replace_string"), _REWRITING),
    **dict.fromkeys(("next_page_link", "single_page_link", "single_page_link_in_feed", "if_page_contains"), _PAGES),
    **dict.fromkeys(("wrap_in", "move_into"), _RESHAPING),
    **dict.fromkeys(("dissolve", "footnotes", "strip_comments"), _INSTAPAPER),
    "native_ad_clue": "it marks the page as paid for; no rule says that of a page",
    "src_lazy_load_attr": "addresses of images are read from src",
    "skip_json_ld": "what a page says of itself in JSON-LD cannot be left unread by a rule",
}  # fmt: skip
_SWITCHES = {
    "prune": (False, "nothing inside the body is pruned by guess", "pruning is by guess; rules say what goes"),
    "autodetect_on_failure": (
        True, "a page on which no body is found is looked at as a whole", "no rule keeps a page from being looked at",
    ),
    "insert_detected_image": (False, "no image is put in", "no image is put in that the body does not have"),
    "autodetect_next_page": (False, _FETCHING, _PAGES),
}  # fmt: skip
"""The value that asks for nothing, why it is not needed, and why the other is not carried."""
_COMMENTS = ("test_url", "test_contains")
_CARRIED = ("body", "strip", "strip_id_or_class", "strip_image_src", *_FACTS)
KNOWN = (*_CARRIED, *_COMMENTS, *_SWITCHES, *_NOT_NEEDED, *_NOT_CARRIED)
"""All names of directives that mean something."""

NO_DIRECTIVE = "(no directive)"
"""What a line is filed under that names none."""
_REPEATED = ("find_string", "replace_string")
"""Directives that go by pairs: one that is said twice is no repetition."""
_NO_REPLACEMENT = "the program drops it, and the pairs do not match; `<!-- nothing -->` replaces by nothing"
_FUNCTIONS = (
    "concat", "contains", "count", "id", "lang", "last", "local-name", "name", "normalize-space", "not", "position",
    "starts-with", "string", "string-length", "substring", "substring-after", "substring-before", "translate",
)  # fmt: skip
_SPACE = " \t\r\n\0\v"
"""What the program cuts off at the ends of lines, names and values; other white space is part of them."""
_YES, _NO = ("yes", "true"), ("no", "false")
_WORD = re.compile(r"[A-Za-z_]+(?=$|\s*\()")
_BARE_NAME = re.compile(r"[\w-]+")
_PATH_SIGNS = re.compile(r"^\.?//|\[@|\bcontains\s*\(")
_DOTTED = re.compile(r"[\w-]+(?:\.[A-Za-z_-][\w-]*)+")
_ARGUMENT = re.compile(r"([a-z_]+)\s*\((.*)\)", re.DOTALL)
_RE2_SIGNS = re.compile(r"([\\.+*?()|\[\]{}^$])")


class _Note(Protocol):
    """Says what became of the directive at hand."""

    def __call__(self, outcome: Outcome, reason: str = "", hint: str = "") -> None: ...


def read_ftr(folder: Path, book: RuleBook) -> Import:
    """The site files of *folder*, as rule files for a folder of rules on top of *book*.

    A host that is a source of *book* already gives a file that tunes that source.

    Raises:
        InputError: there is no such folder, or no site file in it.
        RuleError: a file cannot be read, or is not UTF-8.
    """
    paths = _site_files(folder)
    owners = {host: source for source in book.sources.values() for host in source.match.hosts}
    files: dict[str, RuleFile] = {}
    claimed: dict[str, str] = {}
    directives: list[Directive] = []
    passed_over: list[str] = []
    comments = 0
    for path in paths:
        place = _place_of(path)
        if place is None:
            passed_over.append(f"{path.name}: its name is no host")
            continue
        site = _Site(path, folder.resolve().name, place, owners, book.core)
        comments += site.comments
        if place.id in claimed:
            reason = f"the program reads {claimed[place.id]} for this host"
            directives += [
                msgspec.structs.replace(item, outcome="not-carried", reason=reason, hint="") for item in site.directives
            ]
            continue
        claimed[place.id] = path.name
        directives += site.directives
        if site.file:
            files[place.id] = site.file
    if not claimed:
        raise InputError(f"{folder}: no site file in it; expected files as example.com.txt")
    return Import(
        files=tuple(files[name] for name in sorted(files)),
        directives=tuple(directives),
        read=len(paths) - len(passed_over),
        passed_over=tuple(passed_over),
        skipped={"comments": comments},
    )


class _Place(Struct, frozen=True):
    """Where the rules of a site file hold."""

    id: str
    hosts: tuple[str, ...]


def _site_files(folder: Path) -> list[Path]:
    """In the order of their hosts; of several for one host the one that the program reads first."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected one with site files, as example.com.txt")
    try:
        paths = [path for path in folder.iterdir() if path.suffix == ".txt" and path.is_file()]
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}") from None
    return sorted(paths, key=lambda path: (path.name.lower().removeprefix("www."), len(path.name), path.name))


def _place_of(path: Path) -> _Place | None:
    """The id of the source and its hosts, as the program looks files up; None when the name is no host.

    `example.com.txt` is for that host and its `www.`, `.example.com.txt` for its other subdomains.
    """
    name = path.name.removesuffix(".txt").lower()
    if name == GLOBAL:
        return _Place(GLOBAL, ())
    host = host_of(name.removeprefix(".").removeprefix("www."))
    if host is None:
        return None
    if name.startswith(FINGERPRINT):
        return _Place(host, ())
    if name.startswith("."):
        return _Place(f"{host}_subdomains", tuple(f"*.{name}" for name in spellings(host)))
    return _Place(host, tuple(form for name in spellings(host) for form in (name, f"www.{name}")))


class _Site:
    """One site file, line by line, and the rule file that comes of it."""

    def __init__(
        self, path: Path, origin: str, place: _Place, owners: Mapping[str, SourceFile], core: SourceFile
    ) -> None:
        self.name = path.name
        self.origin = origin
        self.directives: list[Directive] = []
        self.comments = 0
        self._tests: list[str] = []
        self._base = (
            core if place.id == GLOBAL else next((owners[host] for host in place.hosts if host in owners), None)
        )
        tables = (self._base.remove, self._base.keep, self._base.read) if self._base else ()
        self._taken = {rule.id for table in tables for rule in table}
        self._body: list[str] = []
        self._remove: list[dict[str, Any]] = []
        self._read: list[dict[str, Any]] = []
        self._seen: dict[tuple[str, str], int] = {}
        lines = [line.strip(_SPACE) for line in read_text(path).split("\n")]
        self._mismatch = _mismatch(lines)
        for number, line in enumerate(lines, start=1):
            if line.startswith("#"):
                self.comments += 1
            elif line:
                self._directive(number, line)
        self.file = self._file(place) if self._body or self._remove or self._read else None

    def _directive(self, line: int, text: str) -> None:
        key, colon, value = (part.strip(_SPACE) for part in text.partition(":"))
        match = _ARGUMENT.fullmatch(key)
        name = match[1] if match else key
        word = _WORD.match(key)
        label = word[0] if word else NO_DIRECTIVE

        def note(outcome: Outcome, reason: str = "", hint: str = "") -> None:
            self.directives.append(Directive(self.name, line, label, text, outcome, reason, hint))

        if text.startswith(("/", ";")):
            note("slip", "a comment that does not begin with #")
        elif not colon:
            note("slip", "a line without a colon", nearest(key.split()[0] if key.split() else key, KNOWN))
        elif name not in KNOWN:
            note("slip", *_unknown(key, value))
        elif not value:
            note("slip", "a directive without a value", _NO_REPLACEMENT if name == "replace_string" else "")
        elif (key, value) in self._seen and name not in _REPEATED:
            note("not-needed", f"line {self._seen[key, value]} says the same")
        elif name in _NOT_NEEDED:
            note("not-needed", _NOT_NEEDED[name])
        elif name in _SWITCHES:
            self._switch(name, value.lower(), note)
        elif name in ("find_string", "replace_string"):
            note("not-carried", self._mismatch or _REWRITING)
        elif name in _NOT_CARRIED:
            note("not-carried", _NOT_CARRIED[name])
        elif name in _COMMENTS:
            self._tests.append(f"{name}: {value}")
            note("comment")
        elif again := re.match(rf"({'|'.join(KNOWN)})\s*:\s", value):
            note("slip", f"{again[1]!r} once more at the beginning of the value", f"write {value!r}")
        else:
            self._carry(name, value, line, note)
        self._seen.setdefault((key, value), line)

    def _switch(self, name: str, value: str, note: _Note) -> None:
        default, harmless, harmful = _SWITCHES[name]
        if value not in (*_YES, *_NO):
            note("slip", f"{value!r} is neither yes nor no", "everything but `yes` and `true` is no")
        elif (value in _YES) == default:
            note("not-needed", harmless)
        else:
            note("not-carried", harmful)

    def _carry(self, name: str, value: str, line: int, note: _Note) -> None:
        if name == "strip_id_or_class":
            self._strip_word(value, line, note)
        elif name == "strip_image_src":
            self._strip_image(value, line, note)
        elif name in _FACTS:
            self._fact(name, value, line, note)
        else:
            self._elements(name, value, line, note)

    def _elements(self, name: str, value: str, line: int, note: _Note) -> None:
        """A `body` or a `strip`: elements, and nothing else."""
        if name == "strip" and _BARE_NAME.fullmatch(value):
            note("slip", f"{value!r} is no path", "`strip_id_or_class` takes a piece of an id or class")
            return
        if name == "body" and self._base and self._base.body:
            note("not-needed", "the source that this tunes says where its articles stand")
            return
        found = elements_of(value)
        select = " | ".join(item.select for item in found if isinstance(item, Target))
        if select and name == "body":
            self._body.append(select)
        elif select:
            self._removal({"select": select}, f"strip {value}", line)
        self._tell(found, value, note)

    def _tell(self, found: Sequence[Target | NoTarget], value: str, note: _Note) -> None:
        """What became of the parts of *value*."""
        failures = [item for item in found if isinstance(item, NoTarget)]
        if not failures:
            relative = any(absolute(part) != part for part in branches(value) if not part.endswith(")"))
            note("carried", "a path without a beginning, read as one from the top of the page" if relative else "")
        elif len(failures) < len(found):
            note("partly", "; ".join(dict.fromkeys(item.reason for item in failures)))
        elif failures[0].reason.startswith("it selects attributes"):
            note("not-needed", _ATTRIBUTES)
        elif failures[0].is_slip:
            name = re.match(r"unknown function '(.*)'", failures[0].reason)
            note("slip", failures[0].reason, nearest(name[1], _FUNCTIONS) if name else "")
        else:
            note("not-carried", failures[0].reason)

    def _strip_word(self, value: str, line: int, note: _Note) -> None:
        word = re.sub("['\"]", "", value)
        quoted = word.replace("\\", "\\\\")
        select = f'[id*="{quoted}"], [class*="{quoted}"]'
        if not word.strip() or _PATH_SIGNS.search(value) or selector_error(select):
            note("slip", f"{value!r} is no piece of an id or class", "`strip` takes paths")
        elif " #" in word:
            note("slip", "a comment behind a value belongs to the value", "put the comment on a line of its own")
        else:
            self._removal({"select": select}, f"strip_id_or_class {word}", line)
            dotted = word.startswith((".", "#")) or _DOTTED.fullmatch(word)
            note("carried", "the dots and signs of a CSS selector are looked for as they stand" if dotted else "")

    def _strip_image(self, value: str, line: int, note: _Note) -> None:
        word = re.sub("['\"]", "", value)
        if word.strip():
            self._removal({"src": _RE2_SIGNS.sub(r"\\\1", word)}, f"strip_image_src {word}", line)
            note("carried")
        else:
            note("slip", f"{value!r} is no piece of an address")

    def _removal(self, where: dict[str, str], said: str, line: int) -> None:
        words = said.partition(" ")[2]
        picked = where["select"] if said.startswith("strip ") else words
        self._remove.append(
            {
                "id": unique(rule_id(picked, line), self._taken),
                "category": category_of(picked) or DEFAULT,
                "why": f"{self.origin}, {self.name} line {line}: {said}",
                **where,
            }
        )

    def _fact(self, name: str, value: str, line: int, note: _Note) -> None:
        kind = _FACTS[name]
        found = targets_of(value)
        for number, target in enumerate((item for item in found if isinstance(item, Target)), start=1):
            part = f" (part {number})" if len(found) > 1 else ""
            select = f"({target.select})[1]" if name in _FIRST and not target.select.endswith(")[1]") else target.select
            rule = {
                "id": unique(kind, self._taken),
                "why": f"{self.origin}, {self.name} line {line}: {name} {value}{part}",
                "select": select,
                "capture": {kind: target.field},
            }
            self._read.append(rule)
        self._tell(found, value, note)

    def _file(self, place: _Place) -> RuleFile:
        table: dict[str, Any] = {"tune": self._base.id} if self._base else {"schema": SCHEMA, "id": place.id}
        if place.hosts and not self._base:
            table["match"] = {"hosts": list(place.hosts)}
        if self._body:
            table["body"] = self._body
        table |= {key: rules for key, rules in (("remove", self._remove), ("read", self._read)) if rules}
        comments = [f"{self.name}, from {self.origin}"]
        if place.id != GLOBAL and not place.hosts:
            comments.append("The program tells its pages by a fingerprint; give them markers in [match].")
        return RuleFile(f"{place.id}.toml", (*comments, *self._tests), table)


def _unknown(key: str, value: str) -> tuple[str, str]:
    """What is wrong with a name that means nothing, and what was meant."""
    if _ARGUMENT.match(f"{key})") and "(" in key:
        return "the program takes the first colon, inside the parentheses, for the end of the name", (
            "find_string and replace_string, on a line each, may have colons"
        )
    if key in ("http", "https") and value.startswith("//"):
        return "an address without a directive", "did you mean 'test_url'?"
    return f"unknown directive {key!r}", nearest(key.lower(), KNOWN)


def _mismatch(lines: Sequence[str]) -> str:
    """What is wrong with a file where something to find lacks its replacement, or the other way round."""
    keys = [key.strip(_SPACE) for key, _, value in (line.partition(":") for line in lines) if value.strip(_SPACE)]
    finds, replacements = keys.count("find_string"), keys.count("replace_string")
    if finds == replacements:
        return ""
    return "not as many find_string as replace_string with a value: the program then replaces nothing"
