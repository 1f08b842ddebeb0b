"""The part of `cleaner verify` that is about receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cleaner.cli.console import say
from cleaner.cli.findings import print_findings
from cleaner.cli.screen import print_json
from cleaner.errors import CleanerError
from cleaner.receipts.check import Checked, check
from cleaner.receipts.keys import public_key
from cleaner.receipts.proof import check_proof, prove

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def against_receipt(result: Path, receipt: Path, key: Path | None) -> Checked:
    """What *receipt* says against *result*."""
    return check(result, receipt, _key(key))


def only_proof(
    result: Path | None,
    receipt: Path | None,
    key: Path | None,
    wanted: str | None,
    proof: Path | None,
    *,
    as_json: bool,
) -> bool:
    """Print the proof of document *wanted*, or check *proof*. False when neither was asked for.

    Raises:
        CleanerError: options that mean nothing without another, or beside it.
    """
    if receipt is None:
        for name, value in (("--public-key", key), ("--prove", wanted), ("--proof", proof)):
            if value is not None:
                raise CleanerError(f"{name} needs --receipt FILE, which `cleaner seal` wrote")
        return False
    if proof is not None:
        if result is not None or wanted is not None:
            raise CleanerError("--proof is checked with the receipt alone: leave OUT and --prove out")
        _print_checked(check_proof(proof, receipt, _key(key)), as_json=as_json)
        return True
    if wanted is None or result is None:
        return False
    made = prove(result, receipt, _key(key), wanted)
    if isinstance(made, Checked):
        _print_checked(made, as_json=as_json)
        return True
    print_json(made)
    if key is None:
        say("not checked: the signature of the receipt, since no public key was given")
    say(f"document {made.doc_id}: leaf {made.leaf_index} of {made.tree_size}, root {made.root}")
    return True


def say_sealed(checked: Checked) -> None:
    """What was not checked, and what was."""
    for skipped in checked.skipped:
        say(f"not checked: {skipped}")
    if checked.signed_by:
        time = f", who states {checked.sealed_at}" if checked.sealed_at else ""
        say(f"signed by key {checked.signed_by}{time}")
    if not checked.findings:
        say(f"as sealed: a tree of {checked.size:,} documents, root {checked.root}")


def _print_checked(checked: Checked, *, as_json: bool) -> None:
    if as_json:
        print_json(checked)
    else:
        print_findings(checked.findings)
    say_sealed(checked)
    if checked.findings:
        say(f"{len(checked.findings):,} findings")
        raise typer.Exit(1)


def _key(path: Path | None) -> Ed25519PublicKey | None:
    return public_key(path) if path else None
