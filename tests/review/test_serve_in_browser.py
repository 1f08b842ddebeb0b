"""Two people judge one result in two windows, and neither loses a decision."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from report.browser.reader import ARGUMENTS, BEGIN_WITHIN, browser_path, drawn, press, still

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.review.decisions import Decisions
from cleaner.review.serve.live import live

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = browser_path(playwright.chromium.executable_path)
        if path is None and os.environ.get("CLEANER_BROWSER") != "required":
            pytest.skip("no Chromium: `make browser` installs one, or CHROMIUM names it")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=BEGIN_WITHIN)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judged") / "out"
    run(Cleaner(), Inputs([str(SEEDS)]), folder)
    return folder


@pytest.fixture
def server(out, tmp_path):
    with live(out, decisions=tmp_path / "mine.json") as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Window:
    """A window of somebody with a memory of his own, at the removals of one source."""

    def __init__(self, browser, server):
        self.complaints = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url, server.url))
        self.page.goto(f"{server.url}#/source/solidot.org?view=single")
        still(drawn(self.page))

    def _note(self, url, base):
        if not url.startswith((base, "blob:", "data:")):
            self.complaints.append(f"asked for {url}")

    def judge(self, key):
        self.page.keyboard.press(key)

    def go_on(self):
        card = self.page.inner_text(".card")
        press(self.page, "j")
        assert self.page.inner_text(".card") != card, "the next removal is not shown"

    def close(self):
        self.context.close()


@pytest.fixture
def window(browser, server):
    opened = []

    def open_one():
        opened.append(Window(browser, server))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    assert [complaint for one in opened for complaint in one.complaints] == []


def verdicts(server, number, last=""):
    """The decisions on the disk, once there are so many, the last of them *last*."""
    end = time.monotonic() + 60
    while True:
        found = msgspec.json.decode(server.store.now().data, type=Decisions).decisions
        said = [item.verdict for item in found]
        if (len(said) == number and said[-1].startswith(last)) or time.monotonic() > end:
            return said
        time.sleep(0.05)


def test_what_is_judged_is_on_the_disk_at_once_and_there_when_the_page_is_opened_again(server, window):
    first = window()
    first.judge("r")
    assert verdicts(server, 1) == ["reject"]
    again = window()
    again.page.wait_for_selector(".card [data-act=reject][aria-pressed=true]")
    again.judge("a")

    assert verdicts(server, 1, "accept") == ["accept"]


def test_two_windows_keep_what_either_judged(server, window):
    one, other = window(), window()
    one.judge("r")
    assert verdicts(server, 1) == ["reject"]
    other.go_on()
    other.judge("a")
    assert sorted(verdicts(server, 2)) == ["accept", "reject"]
    one.go_on()
    one.go_on()
    one.judge("a")

    assert sorted(verdicts(server, 3)) == ["accept", "accept", "reject"]


def test_when_nobody_answers_the_page_says_so(server, window):
    one = window()
    server.store.path.mkdir()
    one.judge("r")
    one.page.wait_for_selector("text=/Not saved: .*no file/")

    server.store.path.rmdir()
    one.go_on()
    one.judge("r")
    assert verdicts(server, 2) == ["reject", "reject"]
