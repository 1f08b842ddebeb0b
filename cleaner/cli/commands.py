"""The commands by name, each imported when it is asked for: a list of them needs no parser, no rules and no numpy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer.main
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = {
    "clean": "Clean raw dumps of pages, and account for every character that is taken out.",
    "diff": "Show what an edit of the rules did: only documents whose clean text changed, by the rule that changed it.",
    "explain": "Show a document with what cleaning removes from it, by which rule and why, and the facts that were read.",
    "export": "Write a result in the form of another standard: for archives, newsrooms, search engines, other pipelines.",
    "graph": "Draw who republished whom: parties, documents, copies, and where author or source were lost.",
    "query": "Ask a result: which removals are large, which rule took what, who is credited, what is there twice.",
    "report": "Write one page that shows what was removed, rule by rule and document by document, to be judged in a browser.",
    "restore": "Give back the raw bytes of documents, those held in quarantine too.",
    "sample": "Draw removals of every rule at random to judge them, and say how many can be wrong at most.",
    "seal": "Sign a receipt for a result: whoever has it and the public key can tell if a document was changed or taken away.",
    "verify": "Compute every digest again, restore and replay every document, and say what differs.",
    "schema": "Print the JSON Schema (2020-12) of what cleaner writes: of a stamp, of the rows of a folder, of its manifest.",
    "review": "Judgements of removals: into rules and tests, and back.",
    "rules": "The rules: list, show, check and test them.",
}
"""The first paragraph of the help of each, in the order of the list. Its module below `cleaner.cli` has the same name."""


class Commands(TyperGroup):
    """The group of all commands. One that is run, or asked of `commands`, is imported; one that is listed is not."""

    def __init__(self, **attrs: Any) -> None:  # noqa: ANN401 - what Typer hands on
        super().__init__(**{**attrs, "commands": _Imported()})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - types that Typer keeps to itself
        """The name and the help of a command; None when there is none."""
        told = COMMANDS.get(cmd_name)
        return told and TyperCommand(cmd_name, help=told)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """The command that *args* begin with, whole."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, name and self.commands[name], rest


def _flowing(command: Any) -> Any:  # noqa: ANN401 - a command as Typer has it
    """*command* with help that a terminal may break where it ends; Typer keeps the line ends of the source beside its own."""
    parts = (command.help or "").split("\n\n")
    command.help = "\n\n".join(part if part.startswith(" ") else part.replace("\n", " ") for part in parts)
    for below in getattr(command, "commands", {}).values():
        _flowing(below)
    return command


class _Imported(dict[str, Any]):
    """Commands, imported as they are looked up."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - a command as Typer has it
        if name not in COMMANDS:
            raise KeyError(name)
        module = import_module(f"cleaner.cli.{name}")
        made = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
        if hasattr(module, "app"):
            made.add_typer(module.app, name=name)
        else:
            made.command(name)(getattr(module, name))
            # A single command would become the program itself.
            made.callback()(lambda: None)
        group = typer.main.get_group(made)
        self[name] = _flowing(group.commands[name])
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def keys(self) -> Any:  # noqa: ANN401 - a view of them
        """The names of all."""
        return COMMANDS.keys()
