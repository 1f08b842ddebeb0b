"""Only who knows the secret address reads or saves, and what is saved is whole."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import msgspec
import pytest
from serving import DIGEST, PAGE, Client, decisions, names, running

from cleaner import Cleaner, InputError
from cleaner.engines.run import run
from cleaner.errors import OutputError
from cleaner.io.manifest import encoded, read_manifest
from cleaner.io.read import Inputs
from cleaner.review.decisions import Decisions
from cleaner.review.serve.live import live
from cleaner.review.serve.server import Server
from cleaner.review.serve.store import MOST_BYTES, Store, default_decisions

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def client(tmp_path):
    with running(tmp_path) as client:
        yield client


# Who is let in


def test_the_page_and_the_decisions_lie_below_a_secret_that_nobody_can_guess(client):
    page, saved = client.ask(), client.ask(name="decisions")

    assert (page.code, page.data, page.headers["content-type"]) == (200, PAGE, "text/html; charset=utf-8")
    assert (saved.code, saved.headers["content-type"]) == (200, "application/json")
    assert msgspec.json.decode(saved.data, type=Decisions).decisions == ()
    assert len(client.server.base) >= 40
    assert client.server.url == f"http://127.0.0.1:{client.port}{client.server.base}"


def test_two_servers_have_two_secrets(tmp_path):
    with running(tmp_path) as one, running(tmp_path) as two:
        assert one.server.base != two.server.base
        assert one.ask(path=two.server.base).code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/", "/decisions", "//", "/TOKEN/decisions", "BASE..%2f", "BASE../", "BASE%2e%2e/%2e%2e/etc/passwd", "BASEdecisions/", "BASE?",
        "BASEdecisions?x=1", "BASEdecisions%00", "BASE%64ecisions", "BASEpage.html", "BASE./decisions", "BASE\\decisions", "*",
        "http://127.0.0.1/", "BASE#/", "/favicon.ico", "BASEout.decisions.json", "/etc/passwd", "/é",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_nothing_else_is_anywhere(client, method, path):
    path = path.replace("BASE", client.server.base)
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as raw:
        raw.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n\r\n".encode("latin-1"))
        answer = raw.recv(65536)

    assert answer.split(b" ")[1] == b"404"
    assert client.server.base.encode() not in answer


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda base: base[:-2] + "/", lambda base: base[:-1], lambda base: base + "/"]
)
def test_an_address_that_is_nearly_right_is_wrong(client, change):
    assert client.ask(path=change(client.server.base)).code == 404


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", ""]
)
@pytest.mark.parametrize(("method", "to"), [("GET", ""), ("GET", "decisions"), ("PUT", "decisions"), ("POST", "")])
def test_who_asks_under_another_name_is_refused_though_he_knows_the_secret(client, name, method, to):
    headers = {"Host": name.replace("PORT", str(client.port)), "If-Match": "x"}
    answer = client.ask(method, to, headers=headers, body=decisions() if method == "PUT" else None)

    assert answer.code == 403
    assert client.server.base.strip("/") not in answer.text


def test_who_gives_no_name_or_two_is_refused(client):
    assert client.ask(leave_out=("Host",)).code == 403
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as raw:
        host = f"Host: 127.0.0.1:{client.port}\r\n"
        raw.sendall(f"GET {client.server.base} HTTP/1.1\r\n{host}{host}\r\n".encode())
        assert b" 403 " in raw.recv(65536)


def test_localhost_is_this_machine_too(client):
    host = f"localhost:{client.port}"

    assert client.ask(headers={"Host": host}).code == 200
    assert client.put("a", headers={"Host": host, "Origin": f"http://{host}"}).code == 204


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1:PORT",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "127.0.0.1:PORT",
        "",
    ],
)
def test_a_page_of_another_origin_saves_nothing(client, origin):
    answer = client.put("a", headers={"Origin": origin.replace("PORT", str(client.port))})

    assert answer.code == 403
    assert not client.file.exists()


def test_it_listens_on_this_machine_only(client):
    assert client.server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("to", ["", "decisions"])
def test_other_methods_are_refused_in_plain_words(client, method, to):
    answer = client.ask(method, to, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "PUT"})

    assert (answer.code, answer.headers["allow"], answer.text) == (405, "GET, HEAD, PUT", "expected GET, HEAD, PUT\n")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_method_that_nobody_knows_and_a_request_that_is_none_are_answered_in_plain_words(client):
    answer = client.ask("SING")
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as raw:
        raw.sendall(b"GET <b> / HTTP/nine\r\n\r\n")
        said = raw.recv(65536)

    assert (answer.code, answer.headers["content-type"]) == (501, "text/plain; charset=utf-8")
    assert b"<b>" not in said
    assert client.ask().code == 200


def test_head_says_the_same_as_get_and_sends_nothing(client):
    for to in ("", "decisions"):
        get, head = client.ask(name=to), client.ask("HEAD", to)
        assert head.data == b""
        assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


@pytest.mark.parametrize(
    ("method", "to"), [("GET", ""), ("GET", "decisions"), ("GET", "nowhere"), ("POST", ""), ("SING", "")]
)
def test_every_answer_keeps_its_address_and_content_to_itself(client, method, to):
    headers = client.ask(method, to).headers

    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["server"] == "cleaner"


def test_nobody_may_frame_the_page(client):
    assert "frame-ancestors 'none'" in client.ask().headers["content-security-policy"]


# What is saved


def test_what_is_saved_is_there_for_the_next_window_and_on_the_disk(client):
    saved = client.put("删去的文字", "second")

    assert (saved.code, saved.data) == (204, b"")
    assert client.texts() == ["删去的文字", "second"]
    assert client.ask(name="decisions").tag == saved.tag
    on_disk = msgspec.json.decode(client.file.read_bytes(), type=Decisions)
    assert [item.text for item in on_disk.decisions] == ["删去的文字", "second"]
    assert on_disk.manifest_digest == DIGEST


def test_undone_decisions_are_gone(client):
    client.put("a", "b")
    client.put("a")

    assert client.texts() == ["a"]


def test_the_window_that_saves_second_is_given_what_the_first_saved(client):
    tag = client.ask(name="decisions").tag
    first = client.put("first", tag=tag)
    second = client.put("second", tag=tag)

    assert (first.code, second.code, second.tag) == (204, 412, first.tag)
    assert [item["text"] for item in json.loads(second.data)["decisions"]] == ["first"]
    assert client.texts() == ["first"]
    assert client.put("first", "second", tag=second.tag).code == 204
    assert client.texts() == ["first", "second"]


def test_what_is_sent_once_more_because_the_answer_was_lost_is_saved(client):
    tag = client.ask(name="decisions").tag

    assert [client.put("a", tag=tag).code for _ in range(2)] == [204, 204]


def test_a_file_changed_by_hand_meanwhile_is_not_written_over(client):
    tag = client.put("a").tag
    client.file.write_bytes(decisions("by hand"))

    assert client.put("b", tag=tag).code == 412
    assert client.texts() == ["by hand"]


def test_a_file_spoilt_by_hand_meanwhile_is_told_of_and_left(client):
    tag = client.put("a").tag
    client.file.write_bytes(b"spoilt")
    read, written = client.ask(name="decisions"), client.put("b", tag=tag)

    assert (read.code, written.code) == (500, 422)
    assert "no decisions" in read.text
    assert client.file.read_bytes() == b"spoilt"


def test_of_many_windows_at_once_each_keeps_its_decision(client):
    def judge(name):
        tag, known = client.ask(name="decisions").tag, client.texts()
        while (answer := client.put(*known, name, tag=tag)).code == 412:
            tag, known = answer.tag, [item["text"] for item in json.loads(answer.data)["decisions"]]
        codes.append(answer.code)

    codes: list[int] = []
    windows = [Thread(target=judge, args=(f"window {number}",)) for number in range(12)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert codes == [204] * 12
    assert sorted(client.texts()) == sorted(f"window {number}" for number in range(12))
    assert names(client.file.parent) == ["out.decisions.json", "page.html"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no decisions"),
        (b"{", "no decisions"),
        (b"[]", "no decisions"),
        (b"\xff\xfe", "no decisions"),
        (b"[" * 200_000, "no decisions"),
        (decisions("a")[:-2], "no decisions"),
        (decisions(extra=1), "unknown field `extra`"),
        (decisions("a").replace(b'"reject"', b'"perhaps"'), "Invalid enum value 'perhaps'"),
        (decisions("a").replace(b"0123456789abcdef", b"../../etc/passwd"), "matching regex"),
        (decisions("\ud800"), "no decisions"),
        (decisions(schema="cleaner/decisions/9"), "this version reads 'cleaner/decisions/1'"),
        (decisions(manifest_digest="e" * 64), "decisions on another result, 'out'"),
        (decisions(manifest_digest="\x1b[31m"), r"digest \u{1b}[31m…"),
    ],
)
def test_what_is_no_decisions_on_this_result_is_not_saved(client, body, says):
    tag = client.put("a").tag
    answer = client.ask("PUT", "decisions", body=body, headers={"If-Match": tag})

    assert (answer.code, answer.headers["content-type"]) == (422, "text/plain; charset=utf-8")
    assert says in answer.text
    assert client.texts() == ["a"]


@pytest.mark.parametrize(
    ("headers", "leave_out", "code"),
    [
        ({}, ("If-Match",), 428),
        ({"Content-Type": "text/plain"}, (), 415),
        ({}, ("Content-Type",), 415),
        ({}, ("Content-Length",), 411),
        ({"Content-Length": "-1"}, (), 411),
        ({"Content-Length": "١٢"}, (), 411),
        ({"Transfer-Encoding": "chunked"}, (), 411),
        ({"Content-Length": str(MOST_BYTES + 1)}, (), 413),
        ({"Content-Length": "9" * 30}, (), 411),
    ],
)
def test_a_request_that_does_not_say_what_it_must_is_refused_unread(client, headers, leave_out, code):
    said = {key: value.encode() for key, value in ({"If-Match": '"x"'} | headers).items()}
    answer = client.ask("PUT", "decisions", body=decisions("a"), headers=said, leave_out=leave_out)

    assert (answer.code, answer.headers["connection"]) == (code, "close")
    assert not client.file.exists()


def test_half_of_a_request_saves_nothing(client):
    body = decisions("a")
    tag = client.ask(name="decisions").tag
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as raw:
        head = f"PUT {client.server.base}decisions HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nIf-Match: {tag}\r\n"
        raw.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:-9])
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(65536) == b""

    assert client.texts() == []


def test_a_connection_serves_one_request_after_another(client):
    connection = HTTPConnection("127.0.0.1", client.port, timeout=60)
    for _ in range(3):
        connection.request("GET", client.server.base)
        assert connection.getresponse().read() == PAGE
    connection.close()


def test_a_folder_that_is_gone_is_told_of(tmp_path):
    (tmp_path / "there").mkdir()
    with running(tmp_path, tmp_path / "there" / "mine.json") as client:
        tag = client.ask(name="decisions").tag
        (tmp_path / "there").rmdir()
        answer = client.put("a", tag=tag)

    assert answer.code == 500
    assert answer.text.startswith("not saved: ")
    assert "mine.json cannot be written: No such file or directory" in answer.text


def test_without_room_the_old_file_stays_and_the_page_is_told(client):
    tag = client.put("kept").tag
    before = client.file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        answer = client.put("much" * 4000, tag=tag)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert answer.code == 507
    assert "cannot be written: File too large" in answer.text
    assert client.file.read_bytes() == before
    assert names(client.file.parent) == ["out.decisions.json", "page.html"]


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "real.json").write_bytes(decisions("old"))
    (tmp_path / "out.decisions.json").symlink_to(tmp_path / "far" / "real.json")
    with running(tmp_path) as client:
        client.put("new")

    assert (tmp_path / "out.decisions.json").is_symlink()
    assert b'"new"' in (tmp_path / "far" / "real.json").read_bytes()


# What is there at the start


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{}", "no decisions: Object missing required field"),
        (decisions(schema="other/2"), "schema 'other/2'; this version reads"),
        (decisions(manifest_digest="e" * 64), "decisions on another result.* name another place with --decisions"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_at_the_start(tmp_path, data, says):
    (tmp_path / "mine.json").write_bytes(data)

    with pytest.raises(InputError, match=says):
        Store(tmp_path / "mine.json", result="out", manifest_digest=DIGEST)
    assert (tmp_path / "mine.json").read_bytes() == data


def test_a_folder_is_no_file_of_decisions(tmp_path):
    with pytest.raises(InputError, match="no file; name another place with --decisions"):
        Store(tmp_path, result="out", manifest_digest=DIGEST)
    with pytest.raises(OutputError, match="there is no folder"):
        Store(tmp_path / "nowhere" / "mine.json", result="out", manifest_digest=DIGEST)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_of_at_the_start(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="its folder cannot be written"):
        Store(tmp_path / "mine.json", result="out", manifest_digest=DIGEST)
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("out", "expected"),
    [("a/out", "a/out.decisions.json"), ("out/", "out.decisions.json"), (".", "HERE.decisions.json")],
)
def test_decisions_lie_beside_the_result(tmp_path, monkeypatch, out, expected):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert default_decisions(Path(out)) == Path(expected.replace("HERE", str(tmp_path / "here")))


def test_nothing_lies_beside_the_root():
    with pytest.raises(OutputError, match="name a place with --decisions"):
        default_decisions(Path("/"))


# A result served live


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "out"
    run(Cleaner(), Inputs([str(SEEDS)]), folder)
    return folder


def test_a_result_is_served_with_a_page_that_saves_and_leaves_nothing_behind(out, tmp_path):
    seen = []
    with live(
        out, decisions=tmp_path / "mine.json", on_progress=lambda done, whole: seen.append((done, whole))
    ) as server:
        page = server.page
        assert page.stat().st_size > 10_000
        assert (page.parent.stat().st_mode & 0o777, server.store.path) == (0o700, tmp_path / "mine.json")
        assert b'"live":{"decisions":"decisions"}' in page.read_bytes()
        assert server.base.strip("/").encode() not in page.read_bytes()
        assert server.store.now().number == 0

    assert seen[-1][0] == seen[-1][1]
    assert not page.parent.exists()
    assert not (tmp_path / "mine.json").exists()


def test_a_file_in_the_result_and_a_taken_port_are_refused(out, tmp_path):
    with pytest.raises(OutputError, match="lies in the result"), live(out, decisions=out / "mine.json"):
        pass
    with running(tmp_path) as client, pytest.raises(OutputError, match=rf"port {client.port} of .*another with --port"):
        Server(tmp_path / "page.html", client.server.store, port=client.port)
    with pytest.raises(InputError, match="no manifest"), live(tmp_path):
        pass


class Serving:
    """The command in a process of its own."""

    def __init__(self, *arguments, **variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cleaner", "review", "serve", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"TMPDIR": str(Path(arguments[0]).parent)} | variables,
        )  # fmt: skip
        self.said = ""
        while "Ctrl-C ends" not in self.said and (line := self.process.stderr.readline()):
            self.said += line
        self.url = self.said.partition("open: ")[2].partition("\n")[0]

    def client(self):
        return Client(self.url)

    def end(self, how=signal.SIGINT):
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, self.said + err


@pytest.fixture
def own(out, tmp_path):
    """The result at a place of its own, to put decisions beside."""
    (tmp_path / "own").symlink_to(out)
    return tmp_path / "own"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_to_look_and_at_its_end_what_comes_next(own, how):
    serving = Serving(own)
    digest = read_manifest(own).manifest_digest
    client = serving.client()
    tag = client.ask(name="decisions").tag
    saved = client.ask(
        "PUT", "decisions", body=decisions("a", "b", manifest_digest=digest), headers={"If-Match": tag}
    )  # fmt: skip
    page = client.ask()
    code, stdout, said = serving.end(how)

    assert (saved.code, page.code, code, stdout) == (204, 200, 0, "")
    assert page.data.startswith(b"<!doctype html>")
    assert f"decisions are saved into {own}.decisions.json as they are made; 0 are there" in said
    assert (
        f"2 decisions in {own}.decisions.json; next: cleaner review apply {own}.decisions.json --result {own}" in said
    )
    assert len(msgspec.json.decode(Path(f"{own}.decisions.json").read_bytes(), type=Decisions).decisions) == 2


def test_the_browser_is_not_told_the_secret_where_other_users_see_it(own, tmp_path):
    browser, told = tmp_path / "browser", tmp_path / "told"
    browser.write_text(
        f'#!/bin/sh\necho "$1" > {told}.new\ncp "${{1#file://}}" {told}.page\nmv {told}.new {told}\n', "utf-8"
    )
    browser.chmod(0o700)
    serving = Serving(own, "--open", BROWSER=f"{browser} %s")
    for _ in range(1200):
        if told.exists():
            break
        time.sleep(0.05)
    secret = urlsplit(serving.url).path.strip("/")
    address, page = told.read_text("utf-8"), Path(f"{told}.page").read_text("utf-8")
    serving.end()

    assert address.startswith("file:///")
    assert secret not in address
    assert f'content="0;url={serving.url}"' in page
    assert not Path(address.strip().removeprefix("file://")).exists()


def test_without_a_decision_no_file_is_made(own):
    code, _, said = Serving(own).end()

    assert code == 0
    assert "no decision was made" in said
    assert not Path(f"{own}.decisions.json").exists()


def test_killed_while_it_saves_the_old_file_or_the_new_one_is_there_whole(own):
    digest = read_manifest(own).manifest_digest
    serving = Serving(own)
    client = serving.client()
    tag = client.ask(name="decisions").tag
    texts = [f"{number:05}" + "x" * 190 for number in range(4_000)]
    known = set()

    def save():
        nonlocal tag
        for number in range(1000):
            body = decisions(*texts[: 2_000 + number], manifest_digest=digest)
            try:
                tag = client.ask("PUT", "decisions", body=body, headers={"If-Match": tag}).tag
            except (OSError, ValueError):
                return
            known.add(2_000 + number)

    window = Thread(target=save)
    window.start()
    while len(known) < 3 and window.is_alive():
        time.sleep(0.01)
    serving.end(signal.SIGKILL)
    window.join()
    found = msgspec.json.decode(Path(f"{own}.decisions.json").read_bytes(), type=Decisions)

    assert max(known) <= len(found.decisions) <= max(known) + 1
    serving = Serving(own)
    assert f"{len(found.decisions):,} are there" in serving.said
    assert serving.end()[0] == 0


def test_decisions_on_another_result_are_refused_by_the_command(own):
    other = msgspec.json.decode(decisions("a"), type=Decisions)
    Path(f"{own}.decisions.json").write_bytes(encoded(other))
    code, stdout, said = Serving(own).end()

    assert (code, stdout) == (2, "")
    assert "decisions on another result" in said
