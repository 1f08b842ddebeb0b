"""The one place where the stages meet: `Cleaner`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from cleaner import language
from cleaner.audit.sums import RulesInForce, RuleTold
from cleaner.blocks import cut, open_page
from cleaner.decode import BACKENDS, DEFAULT_BACKEND, decode
from cleaner.errors import CleanerError, RuleError, nearest
from cleaner.extract import DEFAULT_EXTRACTOR, EXTRACTORS, EXTRACTORS_OF_TEXT, article_of, check_extractor, extract
from cleaner.model.document import Cleaned, DecodedText, Page, RawDocument, Rejected, Settled
from cleaner.model.fact import Fact
from cleaner.model.outside import NOTHING, Outside
from cleaner.model.source import UNKNOWN, Source
from cleaner.model.stamp import RulesStamp, Segment
from cleaner.model.white_space import WHITE_SPACE
from cleaner.paragraphs import paragraphs_of
from cleaner.provenance.page_facts import beside, stated_facts
from cleaner.provenance.stamp import Treatment, stamp_of
from cleaner.repeats.find import recurring
from cleaner.repeats.keys import host_of
from cleaner.rules.apply import Applied, apply_rules
from cleaner.rules.body import bodies
from cleaner.rules.compile import RuleSet, compile_rules
from cleaner.rules.identify import Identified, Identifier, MarkerSet, choose_layout
from cleaner.rules.limits import CHECKS, suspicions
from cleaner.rules.load import RuleBook, explained, load_rules
from cleaner.rules.match import Matcher
from cleaner.rules.pattern import compile_pattern
from cleaner.rules.profile import DEFAULT_PROFILE, PROFILES
from cleaner.rules.schema import Remove, Rule, SourceFile
from cleaner.rules.wishes import Wish, wishes
from cleaner.rules.writing import writings_of
from cleaner.settle import FORMS, form_of, settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cleaner.model.category import Action, Category
    from cleaner.model.language import Language
    from cleaner.repeats.table import Repeats
    from cleaner.rules.compile import CompiledRule
    from cleaner.rules.pattern import Pattern
    from cleaner.rules.writing import Writing
    from cleaner.settle import Form


class _Ready:
    """A source's rules, compiled."""

    def __init__(self, file: SourceFile, parts: list[SourceFile], profile: Mapping[Category, Action]) -> None:
        self.file = file
        self.parts = parts
        self.rules: list[CompiledRule] = []
        self._asked: list[frozenset[Writing]] = []
        for part in parts:
            for table in (part.keep, part.remove, part.read):
                compiled = compile_rules(part.id, table, part.fold, profile)
                self.rules.extend(compiled)
                self._asked.extend([frozenset(part.scripts)] * len(compiled))
        self._sets: dict[frozenset[Writing], RuleSet] = {}
        self.layouts = [layout for part in parts for layout in part.layout]
        self.layout_markers = MarkerSet((layout.id, layout.markers, file.fold) for layout in self.layouts)
        self.protect = [compile_pattern(pattern) for part in parts for pattern in part.protect]
        # What a normal page loses at least is said of the corpus profile; the others keep more.
        low, high = file.limits.removed_share
        self.limits = msgspec.structs.replace(
            file.limits, removed_share=(low if profile is PROFILES[DEFAULT_PROFILE] else 0.0, high)
        )
        bare = [msgspec.structs.replace(part, test=[]) for part in parts]
        self.digest = hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()

    def rules_for(self, matcher: Matcher) -> RuleSet:
        """The rules that apply to pages in the scripts of this one."""
        found = writings_of(matcher.texts.data)
        rules = self._sets.get(found)
        if rules is None:
            pairs = zip(self.rules, self._asked, strict=True)
            wanted = [rule for rule, asked in pairs if not asked or asked & found]
            rules = self._sets[found] = RuleSet(wanted, are_rare=self.file.id == UNKNOWN.id)
        return rules


def _expect(what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise CleanerError(f"no {what} {name!r}; one of: {', '.join(known)}. {nearest(name, known)}")


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
        to: Form | None = None,
        extractor: str = DEFAULT_EXTRACTOR,
        encoding_backend: str = DEFAULT_BACKEND,
        repeats: Repeats | None = None,
    ) -> None:
        """Rules of the package, with those of the directories *rules* on top.

        Args:
            rules: directories of rule files that add, replace or tune sources; or a whole book of rules.
            profile: what becomes of each category, see `cleaner.rules.profile.PROFILES`.
            source: id of the source that every document is taken to be of; told from each document when None.
            detector: which detector names languages that the script does not.
            to: how the clean text is written, `text` or `markdown`; None: HTML as text, the others as they are.
            extractor: which extractor finds the article of an HTML page where no rule file names a body that is on it,
                see `cleaner.extract.EXTRACTORS`.
            encoding_backend: what tells single-byte encodings that a page does not state, see `cleaner.decode.BACKENDS`.
            repeats: what recurs on the pages of a host, and goes, see `cleaner.engines.counting`.

        Raises:
            CleanerError: there is no profile, detector, extractor, backend or form of that name, or it is not installed.
            RuleError: a rule file is wrong, or there is no such source.
        """
        _expect("profile", profile, PROFILES)
        _expect("detector", detector, language.DETECTORS)
        _expect("extractor", extractor, EXTRACTORS)
        check_extractor(extractor)
        _expect("encoding backend", encoding_backend, BACKENDS)
        if to is not None:
            _expect("form", to, FORMS)
        if isinstance(rules, str | Path):
            rules = (rules,)
        self.book = rules if isinstance(rules, RuleBook) else load_rules(rules)
        self.profile = profile
        self.detector = detector
        self.form = to
        self.extractor = extractor
        self.encoding_backend = encoding_backend
        self.repeats = repeats
        self.source = source
        if source and source not in self.book.sources:
            known = ", ".join(self.book.sources)
            raise RuleError("source", f"no source {source!r}", f"one of: {known}", nearest(source, self.book.sources))
        self._prepare()

    def _prepare(self) -> None:
        with explained(self.book):
            self._identifier = Identifier(self.book.sources.values())
        self._actions = PROFILES[self.profile]
        self._ready: dict[str, _Ready] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Compiled patterns are made anew on the other side.
        return {key: value for key, value in self.__dict__.items() if key not in {"_identifier", "_ready"}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def clean(self, raw: RawDocument) -> Cleaned | Rejected:
        """The clean document, or why there is none. Raises only for programming errors."""
        decoded = decode(raw, self.encoding_backend)
        if isinstance(decoded, Rejected):
            return decoded
        matcher, identified = self._open(decoded)
        page = matcher.page
        ready = self._rules_of(identified.source.id)
        facts = (*identified.facts, *stated_facts(page, identified.source))
        matcher, layout, outside = self._article(matcher, ready, facts)
        page = matcher.page
        if not any(block.text.strip(WHITE_SPACE) or block.images for block in page.blocks):
            return Rejected(raw=raw, stage="parse", code="empty-document", detail="there is nothing to read in it")
        applied = apply_rules(page, ready.rules_for(matcher), layout, matcher, outside)
        applied = self._recurring(page, applied, identified.source.id, facts)
        ledger = settle(page, applied.proposals, self.form)
        settled = Settled(page=page, ledger=ledger, text=ledger.replay(page.text))
        tongue, segments = self._languages(settled)
        facts = (*applied.facts, *beside(facts, applied.facts), *_conversion_hop(page, tongue))
        rules = RulesStamp(id=ready.file.id, digest=ready.digest, layout=layout, fired=applied.fired)
        cleaned = Cleaned(
            text=settled.text,
            stamp=stamp_of(
                settled,
                identified.source,
                facts,
                (tongue, segments),
                Treatment(rules, self.profile, form_of(page, self.form), CHECKS, outside.said),
            ),
            ledger=ledger,
            facts=facts,
            decoded=decoded,
        )
        for found in suspicions(settled, ready.limits, ready.protect, applied.fired):
            return Rejected(raw=raw, stage="checks", code=found.code, detail=found.detail, held=cleaned)
        if outside.doubt:
            return Rejected(
                raw=raw, stage="extract", code=outside.doubt.code, detail=outside.doubt.detail, held=cleaned
            )
        return cleaned

    def page_of(self, raw: RawDocument) -> tuple[Page, str] | None:
        """The whole page in blocks, and the id of its source, which is only told where its address names no host.

        None when *raw* is no text.
        """
        decoded = decode(raw, self.encoding_backend)
        if isinstance(decoded, Rejected):
            return None
        page = open_page(decoded)
        if host_of(page, UNKNOWN.id):
            return cut(page), UNKNOWN.id
        matcher, identified = self._open(decoded)
        return cut(matcher.page), identified.source.id

    def with_repeats(self, repeats: Repeats | None) -> Self:
        """The same cleaner, that takes out what *repeats* holds."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, repeats=repeats)
        return other

    def rules_digest(self, source: str) -> str:
        """SHA-256 over the rules that apply to pages of *source*, tests left out."""
        return self._rules_of(source).digest

    def rules_in_force(self, source: str) -> RulesInForce:
        """The rules that apply to pages of *source*, in order of precedence, and what each is for."""
        ready = self._rules_of(source)
        return RulesInForce(ready.digest, tuple(map(_told, ready.rules)))

    def wishes(self, cleaned: Cleaned) -> list[Wish]:
        """What every rule wanted of a document that this object has cleaned, granted or not, in order of precedence."""
        stamp = cleaned.stamp.rules
        ready = self._rules_of(stamp.id)
        matcher, layout, outside = self._article(Matcher(open_page(cleaned.decoded)), ready, cleaned.facts)
        return wishes(matcher, ready.rules_for(matcher), layout, outside)

    def _identify(self, matcher: Matcher, words: Sequence[Pattern] | None = None) -> Identified:
        if self.source is None:
            return self._identifier.identify(matcher.page, matcher, words)
        file = self.book.sources[self.source]
        return Identified(Source(id=file.id, name=file.name, platform=file.platform, confidence="stated"))

    def _rules_of(self, source: str) -> _Ready:
        ready = self._ready.get(source)
        if ready is None:
            file = self.book.sources.get(source) or SourceFile(schema=1, id=UNKNOWN.id)
            with explained(self.book):
                ready = self._ready[source] = _Ready(file, self.book.parts(file), self._actions)
        return ready

    def _layout(self, ready: _Ready, matcher: Matcher, facts: tuple[Fact, ...]) -> str | None:
        if not ready.layouts:
            return None
        page = matcher.page
        day = page.decoded.raw.fetched_at or next((fact.value for fact in facts if fact.kind == "fetched"), None)
        return choose_layout(ready.layouts, ready.layout_markers, page, matcher, day)

    def _open(self, decoded: DecodedText) -> tuple[Matcher, Identified]:
        """The page and its source. An HTML page is only cut into blocks when its source cannot be told without."""
        matcher = Matcher(open_page(decoded))
        identified = self._identify(matcher)
        if matcher.page.tree is not None and identified.source.id == UNKNOWN.id:
            matcher = Matcher(cut(matcher.page))
            identified = self._identify(matcher, identified.words)
        return matcher, identified

    def _article(self, matcher: Matcher, ready: _Ready, facts: tuple[Fact, ...]) -> tuple[Matcher, str | None, Outside]:
        """The page with the blocks that rules look at, its layout, and what of it is not its article."""
        page = matcher.page
        layout = self._layout(ready, matcher, facts)
        asks = self._actions["outside-body"] != "keep"
        if asks and page.tree is not None:
            for outside in bodies(page, ready.parts, layout):
                within = cut(page, outside.bodies)
                if any(block.text.strip(WHITE_SPACE) for block in within.blocks):
                    return Matcher(within), layout, outside
        whole = cut(page)
        article, outside = self._extracted(ready, whole) if asks else (whole, NOTHING)
        return matcher if article is page else Matcher(article), layout, outside

    def _extracted(self, ready: _Ready, page: Page) -> tuple[Page, Outside]:
        """What of a page is not its article, where no rule file says it: as the page states it, or the extractor sees it."""
        owner, extractor = ready.file.id, EXTRACTORS[self.extractor]
        if page.tree is None and not (owner == UNKNOWN.id and self.extractor in EXTRACTORS_OF_TEXT):
            return page, NOTHING
        if self.extractor == "none":
            return page, extract(extractor, page, owner)
        return article_of(extractor, page, owner, self._actions)

    def _recurring(self, page: Page, applied: Applied, source: str, facts: Sequence[Fact]) -> Applied:
        """What the rules want, and behind it what recurs on the host of the page."""
        if self.repeats is None:
            return applied
        titles = [fact.value for fact in (*applied.facts, *facts) if fact.kind == "title"]
        title = page.front_matter.first("title")
        titles += [title.value] if title else []
        found = recurring(page, source, applied.proposals, titles, self.repeats, self._actions)
        fired = dict.fromkeys(proposal.reason.rule for proposal in found if proposal.reason)
        return Applied((*applied.proposals, *found), applied.facts, (*applied.fired, *fired))

    def _languages(self, settled: Settled) -> tuple[Language, tuple[Segment, ...]]:
        paragraphs = paragraphs_of(settled)
        tongue, each = language.detect_document([paragraph.text for paragraph in paragraphs], self.detector)
        segments: list[Segment] = []
        for paragraph, parts in zip(paragraphs, each, strict=True):
            starts = [paragraph.place(part.start) for part in parts]
            for start, end, part in zip(starts, [*starts[1:], paragraph.end], parts, strict=True):
                last = segments[-1] if segments else None
                found = part.language
                if last and last.tag == found.tag and last.inherited == found.inherited:
                    segments[-1] = Segment(last.start, end, last.tag, last.inherited)
                else:
                    segments.append(Segment(start, end, found.tag, found.inherited))
        return tongue, tuple(segments)


def _told(rule: CompiledRule) -> RuleTold:
    assert isinstance(rule.matcher, Rule)
    assert rule.kind != "marker"
    removes = rule.matcher if isinstance(rule.matcher, Remove) else None
    return RuleTold(
        rule=rule.id,
        kind=rule.kind,
        category=removes.category if removes else None,
        action=rule.reason.action if removes else None,
        why=rule.matcher.why,
        expect=rule.matcher.expect,
    )


def _conversion_hop(page: Page, tongue: Language) -> Iterator[Fact]:
    """That the text was converted to another script is a step on its way to us, told by the words that betray it."""
    if tongue.converted_from is None:
        return
    evidence = []
    for word in tongue.converted_from.evidence[:3]:
        # In what is visible: in the source a word may be half in bold.
        for block in page.blocks:
            at = block.text.find(word)
            if at >= 0:
                span = block.source_span(at, at + len(word))
                evidence.append(page.evidence(span.start, span.end, "core/conversion"))
                break
    if not evidence:
        return
    note = f"{tongue.script} copy of a text in {tongue.converted_from.script}"
    detail = {"relation": "conversion", "note": note}
    yield Fact(kind="hop", value=note, confidence="inferred", evidence=tuple(evidence), detail=detail)
