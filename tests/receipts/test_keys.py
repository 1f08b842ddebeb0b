"""Keys in files: who may read them, what they are known by, and what is no key."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from cleaner.errors import InputError, OutputError
from cleaner.receipts.keys import fits, is_open_to_others, keyid, new_key, private_key, public_key


def no_passphrase() -> bytes:
    raise AssertionError("nobody should ask")


def test_a_new_key_is_for_its_owner_alone(tmp_path):
    name = new_key(tmp_path / "k")

    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    assert (tmp_path / "k").read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert (tmp_path / "k.pub").read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")
    assert keyid(public_key(tmp_path / "k.pub")) == name
    assert keyid(private_key(tmp_path / "k", no_passphrase).public_key()) == name


def test_the_id_of_a_key_is_the_digest_of_its_public_half_in_der():
    # RFC 8410 section 4: a SubjectPublicKeyInfo of Ed25519 is these twelve bytes and the key itself.
    raw = bytes(range(32))
    key = ed25519.Ed25519PublicKey.from_public_bytes(raw)

    assert keyid(key) == hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + raw).hexdigest()


@pytest.mark.parametrize("taken", ["k", "k.pub"])
def test_a_key_is_never_overwritten(tmp_path, taken):
    (tmp_path / taken).write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="never overwritten"):
        new_key(tmp_path / "k")
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text("utf-8") == "mine"


@pytest.mark.parametrize("place", ["none/k", "."], ids=["no such folder", "the folder itself"])
def test_a_key_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(OutputError):
        new_key(Path(place))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize("read", [public_key, lambda path: private_key(path, no_passphrase)], ids=["public", "private"])
def test_a_device_that_has_no_end_is_not_read(read):
    with pytest.raises(InputError, match="a device"):
        read(Path("/dev/zero"))


def test_half_a_key_does_not_stay(tmp_path, monkeypatch):
    def full(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cleaner.receipts.keys.os.fdopen", full)

    with pytest.raises(OutputError, match="No space left"):
        new_key(tmp_path / "k")
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_key_opens_with_its_passphrase_alone(tmp_path):
    name = new_key(tmp_path / "k", b"correct horse")

    assert keyid(private_key(tmp_path / "k", lambda: b"correct horse").public_key()) == name
    with pytest.raises(InputError, match="does not open"):
        private_key(tmp_path / "k", lambda: b"wrong horse")


def test_a_signature_fits_its_key_and_its_bytes_alone(private, public):
    signature = private.sign(b"data")
    other = ed25519.Ed25519PrivateKey.generate().public_key()

    assert fits(public, signature, b"data")
    assert not fits(public, signature, b"date")
    assert not fits(other, signature, b"data")
    assert not fits(public, signature[:-1], b"data")
    assert not fits(public, b"", b"data")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_noticed(tmp_path, mode):
    new_key(tmp_path / "k")
    assert not is_open_to_others(tmp_path / "k")

    (tmp_path / "k").chmod(mode)

    assert is_open_to_others(tmp_path / "k")


def pem(key, *, private: bool) -> bytes:
    if private:
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


ED, CURVE = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("read", "data", "word"),
    [
        pytest.param(public_key, pem(ED, private=True), "private key", id="private for public"),
        pytest.param(private_key, pem(ED, private=False), "public key", id="public for private"),
        pytest.param(public_key, pem(CURVE, private=False), "another kind", id="public of a curve"),
        pytest.param(private_key, pem(CURVE, private=True), "another kind", id="private of a curve"),
        pytest.param(public_key, pem(ED, private=False)[:-40], "no public key", id="public cut off"),
        pytest.param(private_key, pem(ED, private=True)[:-40], "no private key", id="private cut off"),
        pytest.param(public_key, b"", "no public key", id="public empty"),
        pytest.param(private_key, os.urandom(99), "no private key", id="private of junk"),
        pytest.param(public_key, b"\xff\x00", "no public key", id="public of junk"),
        pytest.param(
            private_key,
            b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "does not open",
            id="encrypted junk",
        ),
    ],
)
def test_what_is_no_such_key_is_told(tmp_path, read, data, word):
    (tmp_path / "k").write_bytes(data)

    with pytest.raises(InputError, match=word):
        read(tmp_path / "k") if read is public_key else read(tmp_path / "k", lambda: b"secret")


def test_a_key_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        public_key(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        private_key(tmp_path, no_passphrase)


@pytest.mark.parametrize("arguments", [["--new-key", "k"], ["out", "--key", "k"]], ids=["making", "signing"])
def test_without_cryptography_the_way_to_install_it_is_said(tmp_path, arguments):
    program = "import sys; sys.modules['cryptography'] = None; from cleaner.cli import main; main()"

    ran = subprocess.run(
        [sys.executable, "-c", program, "seal", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 2
    assert "pip install 'cleaner[receipts]'" in ran.stderr
    assert "Traceback" not in ran.stderr
