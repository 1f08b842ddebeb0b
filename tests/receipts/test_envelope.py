"""DSSE: the encoding that is signed, and what is no envelope."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.finding import Finding
from cleaner.receipts.envelope import Opened, opened, pae, sealed


def envelope(**changes: object) -> bytes:
    value = {"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "signatures": []} | changes
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        pytest.param(
            "http://example.com/HelloWorld",
            b"hello world",
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world",
            id="the example of the specification",
        ),
        pytest.param("", b"", b"DSSEv1 0  0 ", id="empty"),
        pytest.param("é", b"\x00 1 ", b"DSSEv1 2 \xc3\xa9 4 \x00 1 ", id="lengths are of bytes"),
    ],
)
def test_what_is_signed_is_the_encoding_of_the_specification(kind, body, expected):
    assert pae(kind, body) == expected


@given(st.text(), st.binary(), st.text(), st.binary())
def test_two_messages_are_never_signed_as_the_same_bytes(kind, body, other_kind, other_body):
    assert (pae(kind, body) == pae(other_kind, other_body)) == ((kind, body) == (other_kind, other_body))


@given(st.binary(), st.binary(min_size=1))
def test_a_sealed_payload_comes_out_again(payload, signature):
    found = opened(sealed(payload, "k", signature))

    assert isinstance(found, Opened)
    assert (found.payload, found.signatures) == (payload, (("k", signature),))


def test_keys_that_are_not_known_are_passed_over_and_a_keyid_may_be_missing():
    found = opened(envelope(extra=1, signatures=[{"sig": "AA==", "cert": "…"}]))

    assert isinstance(found, Opened)
    assert found.signatures == (("", b"\x00"),)


def test_the_url_safe_alphabet_is_read_too():
    data = bytes(range(248, 256)) * 3

    found = opened(envelope(payload=base64.urlsafe_b64encode(data).decode()))

    assert isinstance(found, Opened)
    assert found.payload == data


@pytest.mark.parametrize(
    ("data", "where"),
    [
        pytest.param(b"", "receipt", id="nothing"),
        pytest.param(b"\xff\xfe", "receipt", id="not UTF-8"),
        pytest.param(b"[]", "receipt", id="a list"),
        pytest.param(b"[" * 100_000, "receipt", id="nested without end"),
        pytest.param(b'{"a":' * 100_000, "receipt", id="unknown keys nested without end"),
        pytest.param(envelope()[:-9], "receipt", id="truncated"),
        pytest.param(b'{"payload":"","payloadType":""}', "receipt", id="no signatures"),
        pytest.param(envelope(payload=7), "receipt", id="a number as payload"),
        pytest.param(envelope(payload="aGVsbG8gd29ybGQ"), "receipt payload", id="no padding"),
        pytest.param(envelope(payload="aGVsbG8gd29ybGR="), "receipt payload", id="bits that no byte takes up"),
        pytest.param(envelope(payload="!!!!"), "receipt payload", id="no base64"),
        pytest.param(envelope(payload="aGVs\nbG8="), "receipt payload", id="a line end"),
        pytest.param(envelope(payload="电池"), "receipt payload", id="no ASCII"),
        pytest.param(envelope(signatures=[{"sig": "?"}]), "receipt signatures[0].sig", id="a signature of junk"),
        pytest.param(envelope(signatures=[{"keyid": "a"}]), "receipt", id="a signature without itself"),
    ],
)
def test_what_is_no_envelope_is_told_with_its_place(data, where):
    found = opened(data)

    assert isinstance(found, Finding)
    assert (found.where, found.code) == (where, "envelope")
