"""The list of commands says what each says of itself, and nothing of a command is loaded for another."""

from __future__ import annotations

import inspect
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
