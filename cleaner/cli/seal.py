"""`cleaner seal`: a signed receipt for a result, and the keys for it."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from cleaner.cli.console import say
from cleaner.cli.findings import print_findings
from cleaner.cli.screen import print_json
from cleaner.errors import CleanerError, InputError
from cleaner.io.visible import harmless
from cleaner.receipts.keys import is_open_to_others, new_key, private_key, public_path
from cleaner.receipts.seal import Sealed, default_receipt
from cleaner.receipts.seal import seal as sealing_of

PASSPHRASE = "CLEANER_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable
"""Environment variable with the passphrase of an encrypted key."""


def seal(
    result: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.", show_default=False)
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Sign with the private key in FILE.")] = None,
    receipt: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="The receipt. Without it, OUT.receipt.json beside OUT."),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="State when it was sealed: `now`, or ISO 8601 with a zone. No time otherwise."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a receipt.")] = False,
    make: Annotated[
        Path | None,
        typer.Option("--new-key", metavar="FILE", help="Only make a key: private in FILE, public in FILE.pub."),
    ] = None,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help=f"Encrypt the new key; the passphrase is asked for, or in ${PASSPHRASE}.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was written, or found, as JSON on stdout.")] = False,
) -> None:
    """Sign a receipt for a result: whoever has it and the public key can tell if a document was changed or taken away.

    The stamps of all documents become the leaves of a Merkle tree (RFC 6962); its root, the digests of the files and
    of the rules are signed with Ed25519, as an in-toto Statement in a DSSE envelope. What is not as it was written is
    not signed: exit code 1. The same result and key give the same bytes, unless a time is stated. `cleaner verify OUT
    --receipt FILE --public-key FILE.pub` checks it.

    [bold]Examples[/bold]

      cleaner seal --new-key ~/corpus.key
      cleaner seal out --key ~/corpus.key
      cleaner seal out --key ~/corpus.key -o receipts/2026-01.json --time now
    """
    if make is not None:
        if result is not None or key is not None:
            raise CleanerError("--new-key only makes a key: leave OUT and --key out, and seal with a second command")
        name = new_key(make, _passphrase(make, twice=True) if encrypt else None)
        if as_json:
            print_json({"private": str(make), "public": str(public_path(make)), "keyid": name})
        say(f"private key in {make}, to be kept secret; public key in {public_path(make)}, to be given away")
        say(f"key {name}")
        return
    if result is None or key is None:
        raise InputError(
            "name the result and the key: cleaner seal OUT --key FILE; `cleaner seal --new-key FILE` makes a key"
        )
    if encrypt:
        raise CleanerError("--encrypt belongs to --new-key")
    opened = private_key(key, lambda: _passphrase(key, twice=False))
    if is_open_to_others(key):
        say(f"warning: others may read {key}, and sign as you; chmod 600 {key}")
    done = sealing_of(result, opened, receipt or default_receipt(result), at=time, force=force)
    if not isinstance(done, Sealed):
        if as_json:
            print_json({"findings": done})
        else:
            print_findings(done)
        say(f"{len(done):,} findings: nothing was signed; `cleaner verify {harmless(str(result))}` says more")
        raise typer.Exit(1)
    if as_json:
        print_json(done)
    say(f"{done.size:,} documents sealed, root {done.root}")
    say(f"signed by key {done.keyid}: {done.receipt}, with the list of leaves in {done.leaves}")


def _passphrase(path: Path, *, twice: bool) -> bytes:
    given = os.environ.get(PASSPHRASE)
    if given:
        return given.encode("utf-8", "surrogateescape")
    if sys.stdin is None or not sys.stdin.isatty():
        raise InputError(f"{harmless(str(path))}: needs a passphrase; put it into ${PASSPHRASE}, or ask on a terminal")
    try:
        typed = getpass(f"passphrase of {harmless(str(path))}: ")
        if twice and getpass("the same once more: ") != typed:
            raise InputError("the two passphrases differ; no key was made")
    except EOFError:
        raise InputError("no passphrase was typed") from None
    if not typed:
        raise InputError("an empty passphrase protects nothing")
    return typed.encode()
