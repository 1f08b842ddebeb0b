"""Element-hiding filters of Adblock Plus, uBlock Origin and AdGuard, as rule files.

A line is `hosts##selector`; hosts are parted by commas, `~` takes one out, none at all means every page; `#@#` takes a
filter back. A filter for a host is for its subdomains too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.rules.imports.naming import category_of, host_of, rule_id, spellings, unique
from cleaner.rules.imports.procedural import NotCarriedError, selector_of
from cleaner.rules.imports.report import Directive, Import, RuleFile
from cleaner.rules.read import read_text
from cleaner.rules.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cleaner.model.category import Category
    from cleaner.rules.imports.report import Outcome
    from cleaner.rules.load import RuleBook
    from cleaner.rules.schema import SourceFile

DEFAULT: Category = "advertisement"
"""What filters hide, where no word of the selector says otherwise."""
GENERIC = "generic"
"""Name of the file with the filters for all pages."""

_FILTER = re.compile(r"([^/|\"\s]*?)(#@?(?:\$\?|[?$%])?#|\$@?\$)(.*)")
_ON_CONDITION = re.compile(r"(?:\[\$[^\]]*\]|/.*/)[^#]*?(#@?(?:\$\?|[?$%])?#)")
_STYLE = re.compile(
    r"(.*)\{\s*(?:remove\s*:\s*true|display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important)?\s*;?\s*\}"
)
_COMMENT = re.compile(r"!|\[(?!\$).*\]$|#(?![@?$%]*#)")
_SPECIAL = re.compile(r"\[(?:tag-content|wildcard|min-length|max-length)\b")


def read_adblock(paths: Sequence[Path], book: RuleBook) -> Import:
    """The filters of *paths*, as rule files for a folder of rules on top of *book*.

    A host that is a source of *book* already gives a file that tunes that source; filters for all pages tune the core.

    Raises:
        RuleError: a file cannot be read, or is not UTF-8.
    """
    skipped = {"comments": 0, "rules for requests": 0}
    filters: list[_Filter] = []
    for path in paths:
        for number, line in enumerate(read_text(path).split("\n"), start=1):
            text = line.strip()
            if text.startswith("!#") or not _COMMENT.match(text):
                found = _filter(path.name, number, text) if text else None
                if found:
                    filters.append(found)
                elif text:
                    skipped["rules for requests"] += 1
            else:
                skipped["comments"] += 1
    house = _House(filters, book)
    files = sorted(house.files(), key=lambda file: file.name)
    return Import(
        files=tuple(files),
        directives=tuple(house.directive(item) for item in filters),
        read=len(paths),
        skipped=skipped,
    )


class _Filter(Struct, frozen=True, eq=False):
    """One line; two that say the same are two."""

    file: str
    line: int
    text: str
    kind: str
    """What stands between hosts and selector."""
    selector: str = ""
    """CSS or XPath; empty when it is not carried."""
    hosts: tuple[str, ...] = ()
    """None: all pages."""
    but: tuple[str, ...] = ()
    """Hosts that it is not for."""
    outcome: Outcome = "carried"
    """Before filters are put together."""
    reason: str = ""

    @property
    def is_exception(self) -> bool:
        """Whether it takes others back."""
        return "@" in self.kind


def _filter(file: str, line: int, text: str) -> _Filter | None:
    """The filter in *text*; None where it is for requests."""
    if text.startswith("!#"):
        return _lost(file, line, text, "!#", "it asks which program reads the list; what it guards is read")
    if condition := _ON_CONDITION.match(text):
        return _lost(file, line, text, condition[1], "it asks for the address by a pattern")
    match = _FILTER.fullmatch(text)
    if not match:
        return None
    names, kind, selector = match.groups()
    if not selector.strip():
        return _Filter(file, line, text, kind, outcome="slip", reason="a filter without a selector")
    try:
        selector = selector_of(_selector(kind, selector.strip()))
    except NotCarriedError as error:
        return _lost(file, line, text, kind, str(error))
    hosts, but, strange = _hosts(names)
    if strange and not hosts and not but:
        return _lost(file, line, text, kind, _no_hosts(strange))
    outcome: Outcome = "partly" if strange else "carried"
    return _Filter(file, line, text, kind, selector, hosts, but, outcome, _no_hosts(strange) if strange else "")


def _lost(file: str, line: int, text: str, kind: str, reason: str) -> _Filter:
    return _Filter(file, line, text, kind, outcome="not-carried", reason=reason)


def _no_hosts(names: Sequence[str]) -> str:
    return f"{', '.join(names)}: rules name whole hosts"


def _selector(kind: str, body: str) -> str:
    """The selector in *body*.

    Raises:
        NotCarriedError: it does something else than to hide or to remove.
    """
    if "%" in kind or body.startswith("+js("):
        raise NotCarriedError("it runs a script in the page")
    if "$" in kind and "#" in kind:
        if style := _STYLE.fullmatch(body):
            return style[1].strip()
        raise NotCarriedError("it changes how elements look" if body.endswith("}") else "it runs a script in the page")
    if body.startswith("^responseheader("):
        raise NotCarriedError("it is about the answer of the server")
    if kind in ("$$", "$@$") and _SPECIAL.search(body):
        raise NotCarriedError("conditions of AdGuard on the source of an element")
    return body.removeprefix("^")


def _hosts(names: str) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """The hosts in *names*, those that are taken out, and those that are no whole hosts."""
    given: list[str] = []
    but: list[str] = []
    strange: list[str] = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        host = host_of(name.removeprefix("~"))
        if name == "*":
            continue
        if host is None:
            strange.append(name)
        else:
            (but if name.startswith("~") else given).append(host)
    return tuple(given), tuple(but), strange


class _House:
    """All filters put together: which hold on which host."""

    def __init__(self, filters: Sequence[_Filter], book: RuleBook) -> None:
        self._book = book
        self._owners = {host: source for source in book.sources.values() for host in source.match.hosts}
        self._used: set[int] = set()
        """Filters that a rule was made of, and exceptions that took one back."""
        self._taken: dict[str, set[str]] = {}
        """Ids of the rules of each source."""
        self._order = {id(item): number for number, item in enumerate(filters)}
        carried = [item for item in filters if item.selector]
        self._hiding = [item for item in carried if not item.is_exception]
        self._exceptions: dict[str, list[_Filter]] = {}
        for item in carried:
            if item.is_exception:
                self._exceptions.setdefault(item.selector, []).append(item)
        self._by_host: dict[str, list[_Filter]] = {}
        for item in self._hiding:
            for host in item.hosts:
                self._by_host.setdefault(host, []).append(item)
        self._everywhere = [item for item in self._hiding if not item.hosts and not self._taken_back(item, ())]

    def files(self) -> Iterator[RuleFile]:
        """The rule files. To be asked before what became of each filter."""
        generic = {item.selector: item for item in reversed(self._everywhere)}
        if generic:
            rules = [self._rule(item, self._book.core) for item in self._everywhere if generic[item.selector] is item]
            yield RuleFile(
                f"{GENERIC}.toml", (_origin(self._everywhere),), {"tune": self._book.core.id, "remove": rules}
            )
        # Where a filter for all pages is taken back, by host.
        spared: dict[str, list[_Filter]] = {}
        for item in generic.values():
            for by in (*self._exceptions.get(item.selector, ()), item):
                for host in by.hosts or by.but:
                    spared.setdefault(host, []).append(item)
        named = {host for item in self._hiding for host in (*item.hosts, *item.but)} | spared.keys()
        named |= {host for items in self._exceptions.values() for item in items for host in item.hosts}
        for host in sorted(named):
            file = self._file(host, spared)
            if file:
                yield file

    def directive(self, item: _Filter) -> Directive:
        """What became of *item*."""
        outcome, reason = item.outcome, item.reason
        if item.selector and id(item) not in self._used:
            outcome = "not-needed"
            reason = (
                "nothing here hides it" if item.is_exception else "it is said twice, or taken back on all its hosts"
            )
        return Directive(item.file, item.line, item.kind, item.text, outcome, reason)

    def _file(self, host: str, generic: Mapping[str, list[_Filter]]) -> RuleFile | None:
        """The rules of *host*: its own, and those of the hosts above, which its own file hides."""
        above = _and_above(host)
        holding: dict[str, _Filter] = {}
        wanted = (item for name in above for item in self._by_host.get(name, ()))
        for item in sorted(wanted, key=lambda item: self._order[id(item)]):
            if not self._taken_back(item, above):
                holding.setdefault(item.selector, item)
        spared = {
            item: by
            for item in dict.fromkeys(item for name in above for item in generic.get(name, ()))
            if item.selector not in holding and (by := self._taken_back(item, above))
        }
        has_own_above = any(name in self._by_host for name in above[1:])
        if not holding and not spared and not has_own_above:
            return None
        base = self._owners.get(host)
        remove = [self._rule(item, base, host) for item in holding.values()]
        keep = [self._keep(item, by, base, host) for item, by in spared.items()]
        if base and not remove and not keep:
            return None
        table: dict[str, Any] = {"tune": base.id} if base else {"schema": SCHEMA, "id": host}
        if not base:
            table["match"] = {"hosts": [form for name in spellings(host) for form in (name, f"*.{name}")]}
        table |= {key: rules for key, rules in (("remove", remove), ("keep", keep)) if rules}
        return RuleFile(f"{host}.toml", (_origin([*holding.values(), *spared.values()]),), table)

    def _taken_back(self, item: _Filter, above: Sequence[str]) -> _Filter | None:
        """What says that *item* does not hold on the host that *above* begins with; () asks about all pages."""
        for exception in self._exceptions.get(item.selector, ()):
            if not exception.hosts or set(exception.hosts) & set(above):
                self._used.add(id(exception))
                return exception
        # Of a host that it is for and one that it is not for, the longer name decides.
        nearest = next((name for name in above if name in item.hosts or name in item.but), None)
        return item if nearest in item.but else None

    def _rule(self, item: _Filter, base: SourceFile | None, host: str = GENERIC) -> dict[str, Any]:
        self._used.add(id(item))
        return {
            "id": self._id(item, base, host),
            "category": category_of(item.selector) or DEFAULT,
            "why": f"{item.file} line {item.line}: {item.text}",
            "select": item.selector,
        }

    def _keep(self, item: _Filter, by: _Filter, base: SourceFile | None, host: str) -> dict[str, Any]:
        self._used.add(id(item))
        return {
            "id": self._id(item, base, host),
            "why": f"{by.file} line {by.line}: {by.text}, which spares {host} what line {item.line} hides",
            "select": item.selector,
        }

    def _id(self, item: _Filter, base: SourceFile | None, host: str) -> str:
        owner = base.id if base else host
        if owner not in self._taken:
            tables = (base.remove, base.keep, base.read) if base else ()
            self._taken[owner] = {rule.id for table in tables for rule in table}
        return unique(rule_id(item.selector, item.line), self._taken[owner])


def _and_above(host: str) -> tuple[str, ...]:
    """*host* and the hosts that it is a subdomain of, the longest first."""
    labels = host.split(".")
    return tuple(".".join(labels[depth:]) for depth in range(len(labels)))


def _origin(filters: Sequence[_Filter]) -> str:
    return (
        f"from {', '.join(sorted({item.file for item in filters}))}" if filters else "without rules: all are taken back"
    )
