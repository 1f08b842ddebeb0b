from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from report.browser.browsed import clean_folder, page_of, pages_in
from report.browser.reader import ARGUMENTS, BEGIN_WITHIN, Reader, browser_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


# Of a module, not of the session: while it is there, no other test could run an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        path = browser_path(playwright.chromium.executable_path)
        reason = "no Chromium: `make browser` installs one, or CHROMIUM names it"
        if path is None and os.environ.get("CLEANER_BROWSER") == "required":
            pytest.fail(reason)
        if path is None:
            pytest.skip(reason)
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=BEGIN_WITHIN)
        except Error as error:
            if os.environ.get("CLEANER_BROWSER") == "required":
                raise
            pytest.skip(f"{path} does not start: {error}")
        yield browser
        browser.close()


@pytest.fixture
def read(browser) -> Iterator[Reader]:
    """Opens reports; any request, dialog, warning or error fails the test."""
    reader = Reader(browser)
    yield reader
    reader.close()
    assert reader.complaints == []


@pytest.fixture(scope="session")
def seeds(tmp_path_factory) -> Path:
    """The report of seeds/."""
    out = clean_folder("seeds", tmp_path_factory.mktemp("seeds") / "seeds_out")
    return page_of(out)


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> Path:
    """The report of a thousand pages, or of as many as REPORT_PAGES says."""
    out = pages_in(tmp_path_factory.mktemp("many") / "many", int(os.environ.get("REPORT_PAGES", "1000")))
    return page_of(out)
