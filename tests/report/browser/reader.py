"""Somebody who reads a report in a browser, and complains of whatever a report must not do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
BEGIN_WITHIN = 180_000
"""Milliseconds in which a browser begins, on however busy a machine."""


def browser_path(own: str) -> str | None:
    """CHROMIUM, a browser on the PATH, or playwright's own; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or (own if Path(own).exists() else None)


class Reader:
    """Opens reports in contexts of their own and gathers complaints."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, file: Path, route: str = "#/", *, init: str | None = None, **options: object) -> Page:
        """The page of *file* at *route*, once it is drawn; *init* is a script that runs before its own."""
        # Words that fade in or out are read by axe, too.
        usual = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**usual, **options})
        self._contexts.append(context)
        if init:
            context.add_init_script(init)
        address = file.as_uri()

        def only_the_file(request: Route) -> None:
            if request.request.url.split("#")[0] == address:
                request.continue_()
            else:
                self.complaints.append(f"asked for {request.request.url[:200]}")
                request.abort()

        context.route("**/*", only_the_file)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: self.complaints.append(f"opened {popup.url}"))
        page.goto(address + route)
        drawn(page)
        return page

    def close(self) -> None:
        """Leave all pages."""
        for context in self._contexts:
            context.close()


def drawn(page: Page) -> Page:
    """*page* once its view stands there."""
    page.wait_for_selector("main:not([aria-busy]) h1")
    return page


# Rows and boxes are measured anew in the frame after a change of their size. Evaluated, and not given to
# `wait_for_function`, to which a promise is true before it has said anything.
_STILL = """() => new Promise((done, fail) => {
    const end = performance.now() + 60_000;
    const isOnItsWay = () => document.querySelector('[aria-busy]')
        || [...document.querySelectorAll('.row .excerpt')].some(each => each.textContent === '…');
    const look = () => requestAnimationFrame(() => requestAnimationFrame(() => {
        if (!isOnItsWay()) done();
        else if (performance.now() > end) fail(new Error('a minute has gone by, and something is on its way yet'));
        else look();
    }));
    look();
})"""


def still(page: Page) -> Page:
    """*page* once nothing of it is on its way any more: its view, its rows, its card."""
    page.evaluate(_STILL)
    return page


def press(page: Page, *keys: str) -> Page:
    """*page* after *keys*, one when the one before has done all it does."""
    for key in keys:
        page.keyboard.press(key)
        still(page)
    return page


def go(page: Page, route: str) -> Page:
    """*page* at another *route* of its report."""
    page.evaluate("route => { document.querySelector('main').replaceChildren(); location.hash = route }", route)
    return drawn(page)
