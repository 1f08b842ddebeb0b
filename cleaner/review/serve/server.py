"""A web server for one page and one file, on this machine only, below an address that nobody can guess."""

from __future__ import annotations

import errno
import secrets
import shutil
import socket
import sys
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from cleaner.errors import InputError, OutputError
from cleaner.review.serve.store import MOST_BYTES, Outdated

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.review.serve.store import Store, Version

ADDRESS = "127.0.0.1"
DECISIONS = "decisions"
"""Where the page reads and saves them, relative to its own address."""
SECONDS = 60
"""A connection on which nothing happens for so long is closed."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'; connect-src 'self'"
"""Said besides the policy in the page itself, which names its scripts by their digests."""
METHODS = "GET, HEAD, PUT"
TEXT, JSON, PAGE = "text/plain; charset=utf-8", "application/json", "text/html; charset=utf-8"


class Server(ThreadingHTTPServer):
    """Serves *page*, a file, and the decisions of *store*; port 0 takes a free one.

    Whoever knows `url` may read the page and save decisions; nobody else may, whatever else runs on this machine: the
    page of another site in the browser, another user, a name that is made to lead here.

    Raises:
        OutputError: the port is taken, or not for this user.
    """

    daemon_threads = True

    def __init__(self, page: Path, store: Store, *, port: int = 0) -> None:
        self.page = page
        self.store = store
        self.base = f"/{secrets.token_urlsafe(32)}/"
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            raise OutputError(
                f"port {port} of {ADDRESS}: {error.strerror}; name another with --port, or leave it out for a free one"
            ) from None
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in (ADDRESS, "localhost"))
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    @property
    def url(self) -> str:
        """Address of the page; a secret."""
        return f"http://{ADDRESS}:{self.server_port}{self.base}"

    def server_bind(self) -> None:
        """As the base does, without asking name servers what this machine is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that has gone away is no error."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    error_content_type, error_message_format = TEXT, "%(message)s\n"
    timeout = SECONDS

    def do_GET(self) -> None:
        """The page, or the decisions."""
        if not self._is_allowed():
            return
        if self._is_at(""):
            self._send_page()
        elif self._is_at(DECISIONS):
            try:
                self._send_version(HTTPStatus.OK, self.server.store.now())
            except InputError as error:
                self._say(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        else:
            self._not_here()

    do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

    def do_PUT(self) -> None:
        """New decisions in place of those that the page knew."""
        if not self._is_allowed():
            return
        if not self._is_at(DECISIONS):
            self._not_here()
            return
        origin, tag = self.headers.get("Origin"), self.headers.get("If-Match")
        length = self.headers.get("Content-Length", "")
        self._is_read = False
        if origin is not None and origin not in self.server.origins:
            self._say(HTTPStatus.FORBIDDEN, "a page of another origin may not save decisions")
        elif self.headers.get_content_type() != JSON:
            self._say(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"decisions are sent as {JSON}")
        elif tag is None:
            self._say(HTTPStatus.PRECONDITION_REQUIRED, "If-Match must say which decisions these take the place of")
        elif not (length.isascii() and length.isdigit() and len(length) < 20) or "Transfer-Encoding" in self.headers:
            self._say(HTTPStatus.LENGTH_REQUIRED, "Content-Length must say how many bytes are sent")
        elif int(length) > MOST_BYTES:
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MOST_BYTES >> 20} MiB of decisions")
        else:
            self._save(int(length), tag)

    def _save(self, length: int, tag: str) -> None:
        data = self.rfile.read(length)
        if len(data) < length:
            self.close_connection = True
            return
        self._is_read = True
        store = self.server.store
        try:
            saved = store.save(data, tag)
        except Outdated as outdated:
            self._send_version(HTTPStatus.PRECONDITION_FAILED, outdated.now)
        except InputError as error:
            self._say(HTTPStatus.UNPROCESSABLE_ENTITY, f"not saved: {error}")
        except OSError as error:
            code = HTTPStatus.INSUFFICIENT_STORAGE if error.errno in _NO_ROOM else HTTPStatus.INTERNAL_SERVER_ERROR
            self._say(code, f"not saved: {store.path} cannot be written: {error.strerror}")
        else:
            self._begin(HTTPStatus.NO_CONTENT, {"ETag": saved.tag})

    def _refuse(self) -> None:
        """No other method is answered."""
        if self._is_allowed():
            self._say(HTTPStatus.METHOD_NOT_ALLOWED, f"expected {METHODS}", {"Allow": METHODS})

    do_POST = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refuse  # noqa: N815

    def _is_allowed(self) -> bool:
        self._is_read = self.headers.get("Content-Length", "0") == "0" and "Transfer-Encoding" not in self.headers
        # Any name can be made to lead to this machine; a browser says under which it asks.
        hosts = self.headers.get_all("Host", [])
        if len(hosts) == 1 and hosts[0].lower() in self.server.hosts:
            return True
        self._say(HTTPStatus.FORBIDDEN, f"asked under another name; expected {self.server.url.rsplit('/', 2)[0]}")
        return False

    def _is_at(self, name: str) -> bool:
        # Letter by letter: no escape, dot or slash is read as anything else.
        wanted = f"{self.server.base}{name}".encode()
        return compare_digest(self.path.encode("utf-8", "surrogateescape"), wanted)

    def _not_here(self) -> None:
        self._say(HTTPStatus.NOT_FOUND, "nothing is here; open the address that the command printed, with all of it")

    def _send_page(self) -> None:
        try:
            file = self.server.page.open("rb")
        except OSError as error:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, f"the page cannot be read: {error.strerror}")
            return
        with file:
            size = self.server.page.stat().st_size
            headers = {"Content-Type": PAGE, "Content-Length": str(size), "Content-Security-Policy": _POLICY}
            self._begin(HTTPStatus.OK, headers)
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    def _send_version(self, code: HTTPStatus, version: Version) -> None:
        self._send(code, version.data, {"Content-Type": JSON, "ETag": version.tag})

    def _say(self, code: HTTPStatus, sentence: str, headers: dict[str, str] | None = None) -> None:
        self._send(code, f"{sentence}\n".encode("utf-8", "backslashreplace"), {"Content-Type": TEXT, **(headers or {})})

    def _send(self, code: HTTPStatus, data: bytes, headers: dict[str, str]) -> None:
        self._begin(code, {**headers, "Content-Length": str(len(data))})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin(self, code: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if not self._is_read:
            # What was sent and not read would be taken for the next request.
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    def end_headers(self) -> None:
        """Every answer, those to requests that are none too, says the same of itself."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        """Who answers; nothing of versions."""
        return "cleaner"

    def log_message(self, *_: object) -> None:
        """Nothing is logged: addresses are secret."""
