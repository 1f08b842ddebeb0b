"""`cleaner verify`: is a result as it was written?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer
from msgspec.structs import asdict

from cleaner.audit.verify import verify as verification_of
from cleaner.cli.console import say
from cleaner.cli.findings import print_findings
from cleaner.cli.receipt import against_receipt, only_proof, say_sealed
from cleaner.cli.screen import print_json
from cleaner.engines.noted import cleaner_of, noted_rules
from cleaner.errors import CleanerError, InputError
from cleaner.io.manifest import read_manifest


def verify(
    result: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.", show_default=False)
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Compare with the raw files too: those below DIR, and no others."),
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Clean every document once more by the rules, and compare all of it.")
    ] = False,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="With --replay: where the rules of the run are now. Repeatable."),
    ] = None,
    receipt: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with the receipt that `cleaner seal` wrote, too.")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --receipt: the public key of whoever must have signed it.")
    ] = None,
    prove: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="With --receipt: only print the proof, as JSON, that this document was sealed."
        ),
    ] = None,
    proof: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --receipt: only check such a proof; OUT is not needed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON on stdout.")] = False,
) -> None:
    """Compute every digest again, restore and replay every document, and say what differs.

    With --replay nothing in the result is believed: the raw bytes, restored or from --raw, are cleaned again with the options
    that the manifest names, and the whole stamp, text and ledger must come out the same.

    With --receipt and --public-key, nobody else's result passes for the one that was sealed: documents that were removed,
    added, altered or moved since are named. docs/receipts.md has more.

    One finding a line on stdout: document, field or file, code, detail. Exit code 0: none; 1: some.

    [bold]Examples[/bold]

      cleaner verify out
      cleaner verify out --raw seeds
      cleaner verify out --replay
      cleaner verify out --receipt out.receipt.json --public-key corpus.key.pub
      cleaner verify out --receipt out.receipt.json --prove ID > p.json
      cleaner verify --proof p.json --receipt out.receipt.json --public-key K.pub
    """
    if (prove or proof) and (raw or replay or rules):
        raise CleanerError("--prove and --proof look at the receipt alone: leave --raw, --replay and --rules out")
    if only_proof(result, receipt, public_key, prove, proof, as_json=as_json):
        return
    if result is None:
        raise InputError("name the folder that `cleaner clean -o` wrote: cleaner verify OUT")
    if raw is not None and not raw.is_dir():
        raise InputError(f"{raw}: no such folder")
    if rules and not replay:
        raise typer.BadParameter("says where the rules are for --replay", param_hint="--rules")
    manifest = read_manifest(result)
    replayer = cleaner_of(manifest, rules or (), result) if replay else None
    if replayer and not rules:
        # Whoever changed the result may have named them.
        for folder in noted_rules(manifest):
            say(f"replay with rules from {folder}, which the manifest names; --rules DIR takes others")
    sealed = against_receipt(result, receipt, public_key) if receipt else None
    found = verification_of(result, raw, replayer)
    findings = found.findings + (sealed.findings if sealed else ())
    if as_json:
        print_json({**asdict(found), "receipt": sealed} if sealed else found)
    else:
        print_findings(findings)
    for skipped in found.skipped:
        say(f"not checked: {skipped}")
    if sealed:
        say_sealed(sealed)
    verdict = f"{len(findings):,} findings" if findings else "all as it was written"
    say(f"{found.documents:,} documents, {found.removals:,} removals: {verdict}")
    if findings:
        raise typer.Exit(1)
