"""Ed25519 keys (RFC 8032) in PEM files: made, read, and known by the digest of their public half."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import InputError, OutputError
from cleaner.io.visible import harmless
from cleaner.receipts.read import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MISSING = "receipts need a package that is not installed: pip install 'cleaner[receipts]'"


def public_path(private: Path) -> Path:
    """Where the public half of the key in *private* lies: `FILE.pub`."""
    return Path(f"{private}.pub")


def new_key(path: Path, passphrase: bytes | None = None) -> str:
    """Write a new private key to *path* (PKCS#8, readable by its owner alone) and its public half beside it; its keyid.

    Raises:
        InputError: cryptography is not installed.
        OutputError: one of the two files exists, or cannot be written.
    """
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        raise InputError(MISSING) from None
    key = Ed25519PrivateKey.generate()
    hidden = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    # The public half first: when it cannot be written, no secret is left lying about.
    _write_new(public_path(path), public, 0o644)
    try:
        _write_new(path, private, 0o600)
    except OutputError:
        public_path(path).unlink(missing_ok=True)
        raise
    return keyid(key.public_key())


def keyid(key: Ed25519PublicKey) -> str:
    """SHA-256 in hexadecimal over the SubjectPublicKeyInfo of *key* in DER."""
    from cryptography.hazmat.primitives import serialization

    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def private_key(path: Path, passphrase: Callable[[], bytes]) -> Ed25519PrivateKey:
    """The private key in *path*. *passphrase* is asked only when the key is encrypted.

    Raises:
        InputError: cryptography is not installed, or the file holds no private Ed25519 key that this opens.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise InputError(MISSING) from None
    data, shown = bytes_of(path), harmless(str(path))
    if b"PUBLIC KEY-----" in data:
        raise InputError(f"{shown}: a public key; to sign, name the private one, without .pub")
    secret = passphrase() if b"BEGIN ENCRYPTED PRIVATE KEY-----" in data else None
    try:
        key = load_pem_private_key(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        what = "the passphrase does not open it" if secret else "no private key as PKCS#8 in PEM"
        raise InputError(f"{shown}: {what}; `cleaner seal --new-key FILE` makes a key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{shown}: a key of another kind ({type(key).__name__}); receipts are signed with Ed25519")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in *path*.

    Raises:
        InputError: cryptography is not installed, or the file holds no public Ed25519 key.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError:
        raise InputError(MISSING) from None
    data, shown = bytes_of(path), harmless(str(path))
    if b"PRIVATE KEY-----" in data:
        raise InputError(f"{shown}: a private key, which nobody but the signer needs; name its public half, FILE.pub")
    try:
        key = load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError(f"{shown}: no public key as SubjectPublicKeyInfo in PEM, as FILE.pub of a new key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(f"{shown}: a key of another kind ({type(key).__name__}); receipts are signed with Ed25519")
    return key


def fits(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    """*signature* over *signed* was made with the private half of *key*."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def is_open_to_others(path: Path) -> bool:
    """Somebody but its owner may read or write *path*. Where files have no such rights, nobody can tell."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise OutputError(f"{harmless(str(path))}: exists, and a key is never overwritten; name another file") from None
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
    except OSError as error:
        # Half a key would stand in the way of the next attempt.
        path.unlink(missing_ok=True)
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None
