from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli.seal import PASSPHRASE

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def sealed(command, cleaned, made, tmp_path, tmp_path_factory, monkeypatch):
    """A folder with a result, a key and a receipt: `out`, `key`, `out.receipt.json`. Sealed once, copied each time."""
    if "sealed" not in made:
        made["sealed"] = tmp_path_factory.mktemp("sealed")
        monkeypatch.chdir(made["sealed"])
        cleaned(made["sealed"] / "out", SEEDS)
        assert command("seal", "--new-key", "key").code == 0
        assert command("seal", "out", "--key", "key").code == 0
    shutil.copytree(made["sealed"], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ids(folder: Path) -> list[str]:
    return [json.loads(line)["id"] for line in (folder / "out/documents/part-00000.jsonl").read_bytes().splitlines()]


def verify(command, *more: object):
    return command("verify", *more, "--receipt", "out.receipt.json", "--public-key", "key.pub")


def test_a_sealed_result_verifies(command, sealed):
    ran = verify(command, "out")

    assert (ran.code, ran.out) == (0, b"")
    assert "signed by key" in ran.err
    assert "as sealed: a tree of 5 documents" in ran.err


def test_the_receipt_lies_beside_the_result_which_still_verifies_alone(command, sealed):
    assert sorted(path.name for path in sealed.iterdir()) == [
        "key",
        "key.pub",
        "out",
        "out.receipt.json",
        "out.receipt.leaves.jsonl",
    ]
    assert command("verify", "out").code == 0
    assert command("clean", SEEDS, "-o", "out", "--force").code == 0


def test_a_removed_document_is_named(command, sealed):
    part = sealed / "out/documents/part-00000.jsonl"
    gone = ids(sealed)[1]
    lines = part.read_bytes().splitlines(keepends=True)
    part.write_bytes(b"".join([lines[0], *lines[2:]]))

    ran = verify(command, "out")

    assert ran.code == 1
    assert f"{gone}\tleaf 1\tdocument-removed\twas sealed, and is not there" in ran.text.splitlines()
    assert "5 documents were sealed, 4 are there" in ran.text


def test_json_has_the_findings_of_the_result_and_those_of_the_receipt(command, sealed):
    ran = verify(command, "out", "--json")

    found = json.loads(ran.out)
    assert (ran.code, found["findings"], found["receipt"]["findings"]) == (0, [], [])
    assert found["receipt"]["size"] == found["documents"] == 5


def test_without_a_key_it_is_said_that_the_signature_was_not_checked(command, sealed):
    ran = command("verify", "out", "--receipt", "out.receipt.json")

    assert ran.code == 0
    assert "not checked: the signature" in ran.err
    assert "signed by" not in ran.err


def test_another_key_is_told(command, sealed):
    command("seal", "--new-key", "other")

    ran = command("verify", "out", "--receipt", "out.receipt.json", "--public-key", "other.pub")

    assert ran.code == 1
    assert "\tsignature\t" in ran.text


def test_one_document_is_proved_without_the_result(command, sealed):
    made = verify(command, "out", "--prove", ids(sealed)[3])
    (sealed / "proof.json").write_bytes(made.out)
    (sealed / "out").rename(sealed / "gone")

    ran = verify(command, "--proof", "proof.json")

    assert (made.code, ran.code, ran.out) == (0, 0, b"")
    assert json.loads(made.out)["leaf_index"] == 3
    assert "signed by key" in ran.err


def test_a_changed_proof_is_told(command, sealed):
    made = verify(command, "out", "--prove", "0")
    (sealed / "proof.json").write_bytes(made.out.replace(b'"leaf_index": 0', b'"leaf_index": 1'))

    ran = verify(command, "--proof", "proof.json")
    in_json = verify(command, "--proof", "proof.json", "--json")

    assert (ran.code, in_json.code) == (1, 1)
    assert "\tinclusion\t" in ran.text
    assert json.loads(in_json.out)["findings"][0]["code"] == "inclusion"


def test_of_a_changed_result_nothing_is_proved(command, sealed):
    part = sealed / "out/documents/part-00000.jsonl"
    part.write_bytes(b"".join(part.read_bytes().splitlines(keepends=True)[1:]))

    ran = verify(command, "out", "--prove", "0")

    assert ran.code == 1
    assert "document-removed" in ran.text


@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param(lambda _data: b"", id="empty"),
        pytest.param(lambda data: data[:-20], id="truncated"),
        pytest.param(lambda data: data.replace(b'"payload":"', b'"payload":"?'), id="junk"),
        pytest.param(lambda data: b"\xff" + data, id="not UTF-8"),
    ],
)
def test_a_mangled_receipt_is_a_finding(command, sealed, mangle):
    path = sealed / "out.receipt.json"
    path.write_bytes(mangle(path.read_bytes()))

    ran = verify(command, "out")

    assert ran.code == 1
    assert "\tenvelope\t" in ran.text


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["verify", "--receipt", "out.receipt.json"], id="nothing to verify"),
        pytest.param(["verify", "out", "--public-key", "key.pub"], id="a key without receipt"),
        pytest.param(["verify", "out", "--prove", "0"], id="a proof of no receipt"),
        pytest.param(["verify", "--proof", "proof.json"], id="a proof without receipt"),
        pytest.param(["verify", "out", "--receipt", "out.receipt.json", "--proof", "p"], id="proof and result"),
        pytest.param(["verify", "--receipt", "out.receipt.json", "--prove", "0"], id="a proof of no result"),
        pytest.param(["verify", "out", "--receipt", "none"], id="no such receipt"),
        pytest.param(["verify", "out", "--receipt", "out.receipt.json", "--public-key", "none"], id="no such key"),
        pytest.param(["verify", "out", "--receipt", "out.receipt.json", "--public-key", "key"], id="a private key"),
        pytest.param(["verify", "out", "--receipt", "out.receipt.json", "--prove", "nobody"], id="no such document"),
        pytest.param(
            ["verify", "out", "--receipt", "out.receipt.json", "--prove", "0", "--replay"], id="a proof and a replay"
        ),
        pytest.param(["seal"], id="nothing to seal"),
        pytest.param(["seal", "out"], id="no key"),
        pytest.param(["seal", "out", "--key", "key.pub"], id="a public key"),
        pytest.param(["seal", "none", "--key", "key", "-o", "r.json"], id="no result"),
        pytest.param(["seal", "out", "--key", "key"], id="a receipt that is there"),
        pytest.param(["seal", "out", "--key", "key", "-o", "out/r.json"], id="a receipt in the result"),
        pytest.param(["seal", "out", "--key", "key", "-o", "r.json", "--time", "noon"], id="no time"),
        pytest.param(["seal", "out", "--key", "key", "-o", "r.json", "--encrypt"], id="encryption of nothing"),
        pytest.param(["seal", "out", "--new-key", "k2"], id="two commands in one"),
        pytest.param(["seal", "--new-key", "key"], id="a key that is there"),
    ],
)
def test_misuse_is_told_and_changes_nothing(command, sealed, arguments):
    before = {path: path.read_bytes() for path in sealed.rglob("*") if path.is_file()}

    ran = command(*arguments)

    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert {path: path.read_bytes() for path in sealed.rglob("*") if path.is_file()} == before


def test_a_result_that_was_changed_is_not_sealed(command, sealed):
    part = sealed / "out/documents/part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace("电池", "电油", 1), "utf-8")

    ran = command("seal", "out", "--key", "key", "-o", "r.json")
    in_json = command("seal", "out", "--key", "key", "-o", "r.json", "--json")

    assert (ran.code, in_json.code) == (1, 1)
    assert "\tfile-digest\t" in ran.text
    assert "nothing was signed" in ran.err
    assert json.loads(in_json.out)["findings"][0]["code"] == "file-digest"
    assert not (sealed / "r.json").exists()


def test_json_says_what_was_written(command, sealed):
    made = json.loads(command("seal", "--new-key", "second", "--json").out)
    done = json.loads(command("seal", "out", "--key", "second", "--json", "-o", "r.json").out)

    assert done == {
        "receipt": "r.json",
        "leaves": "r.leaves.jsonl",
        "keyid": made["keyid"],
        "size": 5,
        "root": done["root"],
    }


def test_an_encrypted_key_is_opened_by_the_passphrase_in_the_environment(command, sealed, monkeypatch):
    monkeypatch.setenv(PASSPHRASE, "correct horse")
    assert command("seal", "--new-key", "safe", "--encrypt").code == 0
    assert command("seal", "out", "--key", "safe", "-o", "r.json").code == 0

    monkeypatch.setenv(PASSPHRASE, "wrong horse")
    wrong = command("seal", "out", "--key", "safe", "-o", "w.json")
    monkeypatch.delenv(PASSPHRASE)
    none = command("seal", "out", "--key", "safe", "-o", "n.json")

    assert b"BEGIN ENCRYPTED PRIVATE KEY" in (sealed / "safe").read_bytes()
    assert (wrong.code, none.code) == (2, 2)
    assert "does not open" in wrong.err
    assert PASSPHRASE in none.err


def on_a_terminal(folder: Path, typed: list[bytes], *arguments: str) -> tuple[int, str]:
    """Run `cleaner` with a terminal as its input, answering each question as it comes; exit code and stderr."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", "from cleaner.cli import main; main()", *arguments]
    with subprocess.Popen(
        program, cwd=folder, stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        said = b""
        for answer in typed:
            # Typed before the question, it would be thrown away with the echo.
            while not said.endswith(b": "):
                char = run.stderr.read(1)
                assert char, said
                said += char
            os.write(ours, answer)
            said += b"\n"
        said += run.stderr.read()
    os.close(ours)
    os.close(theirs)
    return run.returncode, said.decode()


@pytest.mark.parametrize(
    ("typed", "code", "word"),
    [
        pytest.param([b"correct horse\n", b"correct horse\n"], 0, "key", id="twice the same"),
        pytest.param([b"correct horse\n", b"correct hrose\n"], 2, "differ", id="mistyped"),
        pytest.param([b"\n", b"\n"], 2, "empty", id="nothing"),
        pytest.param([b"\x04"], 2, "no passphrase", id="end of input"),
    ],
)
def test_a_passphrase_is_asked_for_on_a_terminal(tmp_path, monkeypatch, typed, code, word):
    monkeypatch.delenv(PASSPHRASE, raising=False)

    ended, said = on_a_terminal(tmp_path, typed, "seal", "--new-key", "safe", "--encrypt")

    assert (ended, word in said, "Traceback" in said) == (code, True, False)
    assert (tmp_path / "safe").exists() == (code == 0)
    assert "horse" not in said


def test_a_key_that_others_may_read_is_warned_of(command, sealed):
    assert stat.S_IMODE((sealed / "key").stat().st_mode) == 0o600
    (sealed / "key").chmod(0o644)

    ran = command("seal", "out", "--key", "key", "-o", "r.json")

    assert ran.code == 0
    assert "warning" in ran.err


def test_the_help_teaches_with_examples(command):
    ran = command("seal", "--help")

    assert "cleaner seal --new-key" in ran.text
    assert "--key" in ran.text
