"""DSSE envelopes (Dead Simple Signing Envelope, version 1): bytes, what they are, and signatures over both."""

from __future__ import annotations

import base64
import binascii

import msgspec
from msgspec import Struct, field

from cleaner.model.finding import Finding

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_TO_STANDARD = str.maketrans("-_", "+/")


class Signature(Struct, frozen=True, kw_only=True):
    """A signature in base64. `keyid` is a hint: nothing is decided by it."""

    keyid: str = ""
    sig: str


class Envelope(Struct, frozen=True):
    """An envelope as JSON. Keys that are not known are passed over, as the specification says."""

    payload: str
    payload_type: str = field(name="payloadType")
    signatures: tuple[Signature, ...]


class Opened(Struct, frozen=True):
    """An envelope whose base64 has been read: the payload, the bytes that were signed, keyid and signature of each."""

    payload: bytes
    payload_type: str
    signed: bytes
    signatures: tuple[tuple[str, bytes], ...]


def pae(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed: the pre-authentication encoding of DSSE."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sealed(payload: bytes, keyid: str, signature: bytes) -> bytes:
    """The envelope around *payload*: JSON without spaces on one line, ended by a line feed."""
    signed = Signature(keyid=keyid, sig=base64.b64encode(signature).decode())
    envelope = Envelope(base64.b64encode(payload).decode(), PAYLOAD_TYPE, (signed,))
    return msgspec.json.encode(envelope) + b"\n"


def opened(data: bytes) -> Opened | Finding:
    """The envelope that *data* holds, or what is wrong with it. Nothing of it is verified yet."""
    try:
        envelope = msgspec.json.decode(data, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Finding(None, "receipt", "envelope", f"no DSSE envelope: {error}")
    payload = _bytes(envelope.payload)
    if payload is None:
        return Finding(None, "receipt payload", "envelope", "not base64 as in RFC 4648: a sign, or its padding")
    signatures = []
    for number, item in enumerate(envelope.signatures):
        signature = _bytes(item.sig)
        if signature is None:
            where = f"receipt signatures[{number}].sig"
            return Finding(None, where, "envelope", "not base64 as in RFC 4648: a sign, or its padding")
        signatures.append((item.keyid, signature))
    return Opened(payload, envelope.payload_type, pae(envelope.payload_type, payload), tuple(signatures))


def _bytes(text: str) -> bytes | None:
    """The bytes of *text* in either alphabet of base64; None when it is not what their encoding would be."""
    standard = text.translate(_TO_STANDARD)
    try:
        data = base64.b64decode(standard, validate=True)
    except (binascii.Error, ValueError):
        return None
    # Python passes over bits that no byte takes up: then one signature could be written in several ways.
    return data if base64.b64encode(data).decode() == standard else None
