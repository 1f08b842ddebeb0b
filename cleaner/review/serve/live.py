"""A result served live: its page is made anew, and shown for as long as somebody judges."""

from __future__ import annotations

import webbrowser
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from cleaner.errors import OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless
from cleaner.report.build import MOST_DOCUMENTS, Options, write_report
from cleaner.review.serve.server import DECISIONS, Server
from cleaner.review.serve.store import Store, default_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def live(
    out: Path,
    *,
    decisions: Path | None = None,
    port: int = 0,
    documents: int = MOST_DOCUMENTS,
    on_progress: Callable[[int, int], None] | None = None,
) -> Iterator[Server]:
    """A server for the result in *out*, ready for `serve_forever`; its page is taken away on leaving.

    Args:
        out: the folder of the result.
        decisions: the file to save into. Default: `OUT.decisions.json`, beside *out*.
        port: of 127.0.0.1; 0 takes a free one.
        documents: the page shows at most so many.
        on_progress: called while the page is made, with the documents read so far, and with how many there are to read.

    Raises:
        InputError: there is no result in *out*, or *decisions* holds something else than decisions on it.
        OutputError: the port is taken, or *decisions* lies in *out* or where nothing can be written.
    """
    manifest = read_manifest(out)
    path = decisions or default_decisions(out)
    if path.resolve().is_relative_to(out.resolve()):
        raise OutputError(f"{harmless(str(path))}: lies in the result, whose manifest names every file; put it beside")
    store = Store(path, result=out.resolve().name, manifest_digest=manifest.manifest_digest)
    # Nobody else may look into it: the page holds the texts of the result.
    with TemporaryDirectory(prefix="cleaner-serve-") as folder:
        page = Path(folder, "report.html")
        # The port is asked for first: nobody should wait for a page that cannot be shown.
        with Server(page, store, port=port) as server:
            write_report(out, page, Options(documents=documents, live=DECISIONS, on_progress=on_progress))
            yield server
            store.close()


def open_browser(server: Server) -> None:
    """Show the page of *server* in the browser of the user, without waiting for it.

    The browser is given a file of this user that leads on to the page: anybody on this machine may see the arguments of
    a command, and the address is a secret.
    """
    door = server.page.with_name("open.html")
    door.write_text(
        f'<!doctype html><meta charset="utf-8"><title>cleaner</title><meta http-equiv="refresh" content="0;url={server.url}">',
        "utf-8",
    )
    Thread(target=webbrowser.open, args=(door.as_uri(),), daemon=True).start()
