"""A server for a page, in this process, spoken to in HTTP."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaner.review.decisions import SCHEMA
from cleaner.review.serve.server import Server
from cleaner.review.serve.store import Store

DIGEST = "d" * 64
PAGE = "<!doctype html><title>灯</title><p>a page</p>".encode() * 9


class Answer(NamedTuple):
    code: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def tag(self) -> str:
        return self.headers["etag"]


class Client:
    """Asks as the page does: under the right name, from the right origin."""

    def __init__(self, url: str, server: Server | None = None) -> None:
        parts = urlsplit(url)
        self.base, self.port = parts.path, parts.port
        self.server = server
        self.file = server.store.path if server else None

    def ask(self, method="GET", name="", *, path=None, body=None, headers=None, leave_out=()):
        said = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if body is not None:
            said = {"Content-Length": str(len(body)), "Content-Type": "application/json", **said}
        # The server may be killed meanwhile, and what is left open is an error.
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.putrequest(method, path or self.base + name, skip_host=True, skip_accept_encoding=True)
            for key, value in said.items():
                if key not in leave_out:
                    connection.putheader(key, value)
            connection.endheaders()
            if body is not None:
                connection.send(body)
            answer = connection.getresponse()
            return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())

    def put(self, *texts, tag=None, **how):
        headers = {"If-Match": tag or self.ask(name="decisions").tag, "Origin": f"http://127.0.0.1:{self.port}"}
        return self.ask("PUT", "decisions", body=decisions(*texts), headers=headers | how.pop("headers", {}), **how)

    def texts(self):
        return [item["text"] for item in json.loads(self.ask(name="decisions").data)["decisions"]]


def decision(text):
    return {
        "verdict": "reject", "scope": "group", "source": "lamps", "rule": "lamps/ad", "category": "advertisement",
        "group": "0123456789abcdef", "doc_id": "lamps-0", "seq": 3, "count": 7, "text": text,
    }  # fmt: skip


def decisions(*texts, **other):
    whole = {
        "schema": SCHEMA,
        "result": "out",
        "manifest_digest": DIGEST,
        "decisions": [decision(text) for text in texts],
    }
    return json.dumps(whole | other, ensure_ascii=False).encode("utf-8", "surrogatepass")


@contextmanager
def running(folder, file=None):
    page = folder / "page.html"
    page.write_bytes(PAGE)
    store = Store(file or folder / "out.decisions.json", result="out", manifest_digest=DIGEST)
    with Server(page, store) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Client(server.url, server)
        finally:
            server.shutdown()
            thread.join()


def names(folder):
    return sorted(path.name for path in folder.iterdir())
