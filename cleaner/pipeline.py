"""The one place where the stages meet: `Cleaner`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner import language
from cleaner._version import VERSION
from cleaner.blocks import parse
from cleaner.decode import decode, encode, newline_of
from cleaner.errors import CleanerError, RuleError, nearest
from cleaner.model.document import Cleaned, DecodedText, Page, RawDocument, Rejected
from cleaner.model.fact import Fact
from cleaner.model.source import UNKNOWN, Source
from cleaner.model.stamp import (
    SCHEMA,
    CaptureStamp,
    CleanStamp,
    RawStamp,
    RemovalStamp,
    RulesStamp,
    Segment,
    Stamp,
    ToolStamp,
)
from cleaner.model.white_space import WHITE_SPACE
from cleaner.provenance import order, seal
from cleaner.provenance.front_matter import front_matter_facts
from cleaner.rules.capture import evidence_at
from cleaner.rules.apply import Applied, apply_rules
from cleaner.rules.compile import RuleSet, compile_rules
from cleaner.rules.identify import Identified, Identifier, MarkerSet, choose_layout, page_url
from cleaner.rules.load import RuleBook, load_rules
from cleaner.rules.match import Matcher
from cleaner.rules.pattern import compile_pattern
from cleaner.rules.profile import DEFAULT_PROFILE, PROFILES
from cleaner.rules.schema import Limits, Rule, SourceFile
from cleaner.rules.wishes import Wish, wishes
from cleaner.settle import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cleaner.model.category import Action, Category
    from cleaner.model.language import Language
    from cleaner.model.ledger import Ledger

CHECKS = ("tiling", "replay", "restore", "protected", "limits")


class _Ready:
    """A source's rules, compiled."""

    def __init__(self, file: SourceFile, parts: list[SourceFile], profile: Mapping[Category, Action]) -> None:
        self.file = file
        rules = []
        for part in parts:
            for table in (part.keep, part.remove, part.read):
                rules.extend(compile_rules(part.id, table, part.fold, profile))
        self.rules = RuleSet(rules)
        self.layouts = [layout for part in parts for layout in part.layout]
        self.layout_markers = MarkerSet((layout.id, layout.markers, file.fold) for layout in self.layouts)
        self.protect = [compile_pattern(pattern).regexp for part in parts for pattern in part.protect]
        self.limits = file.limits
        bare = [msgspec.structs.replace(part, test=[]) for part in parts]
        self.digest = hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


class Cleaner:
    """Cleans documents by the rules of their sources. Pure: same bytes, rules and version give the same output.

    Holds no state that a document changes, so one object serves any number of threads, and it can be pickled.

    >>> from cleaner import Cleaner, RawDocument
    >>> page = '''春分这天，江边的灯亮了。守灯人把最后一盏擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。
    ... 本文来自微信公众号：北窗，作者：林一
    ... 特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。'''
    >>> result = Cleaner().clean(RawDocument(data=page.encode()))
    >>> result.text
    '春分这天，江边的灯亮了。守灯人把最后一盏擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。'
    >>> [(removal.start, removal.end, removal.reason.category) for removal in result.ledger.removals]
    [(51, 52, 'whitespace'), (52, 71, 'reprint-credit'), (71, 112, 'disclaimer')]
    >>> [(credit.role, credit.name) for credit in result.stamp.credits]
    [('author', '林一')]
    """

    def __init__(
        self,
        rules: Iterable[Path | str] | RuleBook = (),
        *,
        profile: str = DEFAULT_PROFILE,
        source: str | None = None,
        detector: str = "py3langid",
    ) -> None:
        """Rules of the package, with those of the directories *rules* on top.

        Args:
            rules: directories of rule files that add, replace or tune sources; or a whole book of rules.
            profile: what becomes of each category, see `cleaner.rules.profile.PROFILES`.
            source: id of the source that every document is taken to be of; told from each document when None.
            detector: which detector names languages that the script does not.

        Raises:
            RuleError: a rule file is wrong, or there is no such source.
        """
        if profile not in PROFILES:
            raise CleanerError(f"no profile {profile!r}; one of: {', '.join(PROFILES)}. {nearest(profile, PROFILES)}")
        self.book = rules if isinstance(rules, RuleBook) else load_rules(rules)
        self.profile = profile
        self.detector = detector
        self._forced = source
        if source and source not in self.book.sources:
            known = ", ".join(self.book.sources)
            raise RuleError("source", f"no source {source!r}", f"one of: {known}", nearest(source, self.book.sources))
        self._prepare()

    def _prepare(self) -> None:
        self._identifier = Identifier(self.book.sources.values())
        self._ready: dict[str, _Ready] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Compiled patterns are made anew on the other side.
        return {key: value for key, value in self.__dict__.items() if key not in {"_identifier", "_ready"}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def clean(self, raw: RawDocument) -> Cleaned | Rejected:
        """The clean document, or why there is none. Raises only for programming errors."""
        decoded = decode(raw)
        if isinstance(decoded, Rejected):
            return decoded
        page = parse(decoded)
        if not any(block.text.strip(WHITE_SPACE) or block.images for block in page.blocks):
            return Rejected(raw=raw, stage="parse", code="empty-document", detail="there is nothing to read in it")
        matcher = Matcher(page)
        identified = self._identify(page, matcher)
        ready = self._rules_of(identified.source.id)
        facts = (*identified.facts, *front_matter_facts(page))
        layout = self._layout(ready, page, matcher, facts)
        applied = apply_rules(page, ready.rules, layout, matcher)
        ledger = settle(page, applied.proposals)
        return self._finish(page, ledger, identified.source, (*applied.facts, *facts), ready, layout, applied)

    def rules_digest(self, source: str) -> str:
        """SHA-256 over the rules that apply to pages of *source*, tests left out."""
        return self._rules_of(source).digest

    def rule_ids(self, source: str) -> list[str]:
        """Full ids of the rules that apply to pages of *source*, in order of precedence."""
        return [rule.id for rule in self._rules_of(source).rules.rules]

    def expectations(self, source: str) -> dict[str, float]:
        """For rules that say so: the share of the source's pages on which they should fire."""
        return {
            rule.id: rule.matcher.expect
            for rule in self._rules_of(source).rules.rules
            if isinstance(rule.matcher, Rule) and rule.matcher.expect is not None
        }

    def wishes(self, cleaned: Cleaned) -> list[Wish]:
        """What every rule wanted of a document that this object has cleaned, granted or not, in order of precedence."""
        stamp = cleaned.stamp.rules
        return wishes(parse(cleaned.decoded), self._rules_of(stamp.id).rules, stamp.layout)

    def _identify(self, page: Page, matcher: Matcher) -> Identified:
        if self._forced is None:
            return self._identifier.identify(page, matcher)
        file = self.book.sources[self._forced]
        return Identified(Source(id=file.id, name=file.name, platform=file.platform, confidence="stated"))

    def _rules_of(self, source: str) -> _Ready:
        ready = self._ready.get(source)
        if ready is None:
            file = self.book.sources.get(source) or SourceFile(schema=1, id=UNKNOWN.id)
            ready = self._ready[source] = _Ready(file, self.book.parts(file), PROFILES[self.profile])
        return ready

    def _layout(self, ready: _Ready, page: Page, matcher: Matcher, facts: tuple[Fact, ...]) -> str | None:
        if not ready.layouts:
            return None
        day = page.decoded.raw.fetched_at or next((fact.value for fact in facts if fact.kind == "fetched"), None)
        return choose_layout(ready.layouts, ready.layout_markers, page, matcher, day)

    def _finish(
        self,
        page: Page,
        ledger: Ledger,
        source: Source,
        facts: tuple[Fact, ...],
        ready: _Ready,
        layout: str | None,
        applied: Applied,
    ) -> Cleaned | Rejected:
        text = ledger.replay(page.text)
        tongue, segments = self._languages(page, ledger, text)
        if tongue.converted_from:
            facts = (*facts, _conversion_hop(page, tongue))
        stamp = _stamp(page, ledger, text, source, facts, tongue, segments)
        stamp = msgspec.structs.replace(
            stamp,
            rules=RulesStamp(id=ready.file.id, digest=ready.digest, layout=layout, fired=applied.fired),
            profile=self.profile,
        )
        cleaned = Cleaned(text=text, stamp=seal.sealed(stamp), ledger=ledger, facts=facts, decoded=page.decoded)
        for code, detail in _problems(page, ledger, text, ready, applied):
            return Rejected(raw=page.decoded.raw, stage="checks", code=code, detail=detail, held=cleaned)
        return cleaned

    def _languages(self, page: Page, ledger: Ledger, text: str) -> tuple[Language, tuple[Segment, ...]]:
        paragraphs = _paragraphs(page, ledger)
        tongue, each = language.detect_document([shown for _, _, shown in paragraphs], self.detector)
        segments: list[Segment] = []
        for (start, end, _), found in zip(paragraphs, each, strict=True):
            last = segments[-1] if segments else None
            if last and last.tag == found.tag and last.inherited == found.inherited:
                segments[-1] = Segment(last.start, end, last.tag, last.inherited)
            else:
                segments.append(Segment(start, end, found.tag, found.inherited))
        return tongue, tuple(segments)


def _paragraphs(page: Page, ledger: Ledger) -> list[tuple[int, int, str]]:
    """`(start, end, visible text)` of each block that is kept, with offsets into the clean text. Code is left out."""
    paragraphs = []
    removals = ledger.removals
    following = shift = 0
    for block in page.blocks:
        while following < len(removals) and removals[following].end <= block.start:
            shift += removals[following].end - removals[following].start - len(removals[following].replacement)
            following += 1
        inside = []
        number = following
        while number < len(removals) and removals[number].start < block.end:
            inside.append(removals[number])
            number += 1
        position, pieces, taken = block.start, [], 0
        for removal in inside:
            if removal.start > position:
                pieces.append(page.text[position : removal.start])
            taken += min(removal.end, block.end) - max(removal.start, block.start) - len(removal.replacement)
            position = removal.end
        if position < block.end:
            pieces.append(page.text[position : block.end])
        if not pieces or block.tag == "pre":
            continue
        start = block.start - shift
        if inside and inside[0].start < block.start:
            start += block.start - inside[0].start
        shown = block.text if not inside else "".join(pieces)
        paragraphs.append((start, start + block.end - block.start - taken, shown))
    return paragraphs


def _conversion_hop(page: Page, tongue: Language) -> Fact:
    """That the text was converted to another script is a step on its way to us, told by the words that betray it."""
    assert tongue.converted_from is not None
    evidence = []
    for word in tongue.converted_from.evidence[:3]:
        at = page.text.find(word)
        if at >= 0:
            evidence.append(evidence_at(page, at, at + len(word), "core/conversion"))
    note = f"{tongue.script} copy of a text in {tongue.converted_from.script}"
    detail = {"relation": "conversion", "note": note}
    return Fact(kind="hop", value=note, confidence="inferred", evidence=tuple(evidence), detail=detail)


def _stamp(
    page: Page,
    ledger: Ledger,
    text: str,
    source: Source,
    facts: tuple[Fact, ...],
    tongue: Language,
    segments: tuple[Segment, ...],
) -> Stamp:
    raw = page.decoded.raw
    digest = hashlib.sha256(raw.data).hexdigest()
    removed = ledger.removed_chars
    by_category: dict[str, int] = {}
    for removal in ledger.removals:
        category = removal.reason.category
        by_category[category] = by_category.get(category, 0) + removal.end - removal.start
    named_host = next((fact.value for fact in facts if fact.kind == "host"), None)
    named_site = next((fact.value for fact in facts if fact.kind == "site"), None)
    fetched = next((fact.value for fact in facts if fact.kind == "fetched"), None)
    share = round(removed / len(page.text), 4)
    return Stamp(
        schema=SCHEMA,
        doc_id=f"{source.id}-{digest[:16]}",
        raw=RawStamp(
            sha256=digest,
            bytes=len(raw.data),
            media_type=page.media_type,
            encoding=page.decoded.encoding,
            encoding_evidence=page.decoded.encoding_evidence,
            newline=newline_of(page.text),
            repairs=len(page.decoded.repairs),
        ),
        capture=CaptureStamp(path=raw.path, url=page_url(page)[0], fetched_at=raw.fetched_at or fetched),
        source=msgspec.structs.replace(source, host=source.host or named_host, name=named_site or source.name),
        title=order.statement(facts, "title"),
        dates=order.dates(facts),
        credits=order.credits_of(facts),
        chain=order.chain(facts),
        references=order.references(facts),
        images=order.images(facts),
        rights=order.statement(facts, "rights"),
        facts=order.others(facts),
        language=tongue,
        segments=segments,
        clean=CleanStamp(sha256=seal.text_digest(text), chars=len(text)),
        rules=RulesStamp(id=UNKNOWN.id, digest="", layout=None, fired=()),
        profile="",
        tool=ToolStamp(name="cleaner", version=VERSION),
        removal=RemovalStamp(
            count=len(ledger.removals),
            chars=removed,
            share=int(share) if share in {0.0, 1.0} else share,
            by_category=dict(sorted(by_category.items())),
            digest=seal.ledger_digest(ledger),
        ),
        checks=CHECKS,
    )


def _problems(page: Page, ledger: Ledger, text: str, ready: _Ready, applied: Applied) -> Iterable[tuple[str, str]]:
    """What makes the result suspicious, most serious first."""
    taken = [page.text[removal.start : removal.end] for removal in ledger.removals]
    if ledger.restore(text, taken) != page.text or encode(page.decoded, page.text) != page.decoded.raw.data:
        yield "law-broken", "the raw bytes do not come back from the clean text and the ledger; please report this"
    if not text.strip(WHITE_SPACE):
        yield "empty-body", f"nothing is left after rules {', '.join(applied.fired)}"
    yield from _lost(page, text, ready)
    yield from _outside(page, ledger, text, ready.limits)


def _lost(page: Page, text: str, ready: _Ready) -> Iterable[tuple[str, str]]:
    if not ready.protect:
        return
    before, after = page.text.encode("utf-8", "replace"), text.encode("utf-8", "replace")
    for pattern in ready.protect:
        found = pattern.search(before)
        if found and not pattern.search(after):
            yield "protected-lost", f"protected text {found.group().decode()!r} is not in the clean text"


def _outside(page: Page, ledger: Ledger, text: str, limits: Limits) -> Iterable[tuple[str, str]]:
    share = ledger.removed_chars / len(page.text)
    low, high = limits.removed_share
    if not low <= share <= high:
        yield "removed-share", f"{share:.1%} of the characters would go; a normal page loses {low:.0%} to {high:.0%}"
    if len(text) < limits.min_chars:
        yield "too-short", f"{len(text)} characters would be left; a normal page has {limits.min_chars} or more"


