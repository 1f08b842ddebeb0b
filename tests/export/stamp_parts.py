"""Parts of stamps, as the tests of the exporters want them."""

from __future__ import annotations

from cleaner.model.fact import Evidence
from cleaner.model.stamp import Credit, DateStamp, Hop, NamedFact, Statement, Synthetic


def evidence(quote="words of the page"):
    return (Evidence(3, 3 + len(quote), 1, quote, "test/rule"),)


def statement(value, confidence="stated"):
    return Statement(value, confidence, evidence())


def date(kind, value, precision, confidence="stated", literal="the page's words", *, chosen=True):
    return DateStamp(kind, value, precision, None, literal, confidence, evidence(), chosen, "the only one")


def credit(role, name, confidence="stated"):
    return Credit(role, name, f"{role}: {name}", confidence, evidence())


def hop(number, relation, publisher=None, confidence="stated", **more):
    given = {"account": None, "url": None, "title": None, "note": None} | more
    return Hop(hop=number, relation=relation, publisher=publisher, confidence=confidence, evidence=evidence(), **given)


def fact(kind, value, confidence="stated"):
    return NamedFact(kind, value, confidence, evidence())


def mark(kind, start_end, confidence="stated", code="trainedAlgorithmicMedia"):
    uri = f"http://cv.iptc.org/newscodes/digitalsourcetype/{code}"
    return Synthetic(kind, uri, "keep" if start_end else "remove", start_end, confidence, evidence())
