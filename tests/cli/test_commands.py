"""The list of commands says what each says of itself, and nothing of a command is loaded for another."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys

import pytest
import typer.main

from cleaner.cli import app
from cleaner.cli.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_has_the_first_paragraph_of_the_help(name):
    found = typer.main.get_command(app).commands[name]

    assert found.name == name
    assert " ".join(inspect.cleandoc(found.help).split("\n\n")[0].split()) == COMMANDS[name]


def _commands(names, command):
    if subcommands := getattr(command, "commands", None):
        return [found for name, below in subcommands.items() for found in _commands((*names, name), below)]
    return [(names, command)]


def _examples(command):
    return [line.strip() for line in (command.help or "").splitlines() if re.match(r" {2,}(.*\| )?cleaner ", line)]


WHOLE = [found for name in COMMANDS for found in _commands((name,), typer.main.get_command(app).commands[name])]
"""Every command that does something, with its words."""


@pytest.mark.parametrize(("names", "command"), WHOLE, ids=[" ".join(names) for names, _ in WHOLE])
def test_the_help_has_examples_that_can_be_copied_and_name_options_that_there_are(names, command):
    examples = _examples(command)
    # `path` takes nothing: there is no more to show than its name.
    assert examples or names == ("rules", "path")

    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for example in examples:
        # A terminal of 80 columns breaks longer ones, and what is copied from it then are two commands.
        assert len(example) <= 76, example
        words = shlex.split(re.split(r"[|>]", example[example.index("cleaner ") :])[0])
        if tuple(words[1 : 1 + len(names)]) == names:
            assert {word for word in words if len(word) > 1 and word.startswith("-")} <= known, example


@pytest.mark.parametrize("command", [command for _, command in WHOLE], ids=[" ".join(names) for names, _ in WHOLE])
def test_prose_in_the_help_is_broken_by_the_terminal_and_not_by_the_source(command):
    for paragraph in command.help.split("\n\n"):
        assert "\n" not in paragraph or all(line.startswith("  ") for line in paragraph.splitlines())


@pytest.mark.parametrize(
    ("arguments", "not_loaded"),
    [
        (["--version"], "cleaner.pipeline numpy turbohtml cleaner.cli.clean re2"),
        (["--help"], "cleaner.pipeline numpy turbohtml cleaner.cli.clean re2"),
        (["schema", "stamp"], "cleaner.pipeline turbohtml cleaner.cli.clean cleaner.cli.review"),
        (["clean", "--help"], "cleaner.cli.review cleaner.cli.query cleaner.export pyarrow trafilatura py3langid"),
    ],
)
def test_a_command_loads_nothing_of_another(arguments, not_loaded):
    program = (
        "import sys; from cleaner.cli import main; sys.argv[0] = 'cleaner'\n"
        "try: main()\n"
        f"finally: print(*set(sys.modules) & set({not_loaded.split()!r}), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr.strip()) == (0, "")


def test_a_slip_in_the_name_of_a_command_is_told_with_the_nearest(command):
    ran = command("vrify")

    assert ran.code == 2
    assert "Did you mean 'verify'?" in ran.err
