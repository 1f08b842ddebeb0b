"""The pictures in docs/screenshots: `make screenshots` takes them anew, a test sees whether they are still true."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from report.browser.browsed import ROOT, page_of, pages_in
from report.browser.reader import ARGUMENTS, Reader, browser_path, press, still

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "docs" / "screenshots"
NOTES = FOLDER / "views.json"
WIDTH, HEIGHT = 1440, 900
PAGES = 400


class View(NamedTuple):
    """What is pictured: where, in which colours, and after which keys."""

    route: str
    theme: str
    keys: str


VIEWS = {
    "run": View("#/", "light", ""),
    "source": View("#/source/solidot.org?view=groups", "light", "j j j a j r j j"),
    "document": View("#/document/42", "dark", "j j j"),
}
# Digests change with every rule, and tell nobody who looks at a picture anything.
_TEXT = """() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll('script, .digest, .colophon, .said').forEach(each => each.remove());
    return copy.textContent;
}"""


def corpus(folder: Path) -> Path:
    """The report that is pictured."""
    return page_of(pages_in(folder / "corpus", PAGES))


def shown(read: Reader, file: Path, view: View) -> tuple[Page, str]:
    """The page as it is pictured, and a digest of its words."""
    page = read(file, view.route, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=view.theme)
    press(still(page), *view.keys.split())
    words = page.evaluate(_TEXT)
    return page, hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def take(browser: Browser) -> None:
    """Take all pictures, and note of which words."""
    notes = {}
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = corpus(Path(folder))
        read = Reader(browser)
        for name, view in VIEWS.items():
            page, digest = shown(read, file, view)
            page.wait_for_timeout(4_000)
            page.screenshot(path=FOLDER / f"{name}.png")
            notes[name] = {"route": view.route, "text_sha256": digest}
        read.close()
    NOTES.write_text(json.dumps(notes, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = browser_path(playwright.chromium.executable_path)
        take(playwright.chromium.launch(executable_path=path, args=ARGUMENTS))
