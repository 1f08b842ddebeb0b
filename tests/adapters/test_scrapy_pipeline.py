"""The item pipeline of Scrapy: clean items go on, the others are dropped with the account in them."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from planes import EXAMPLES, PAGES, TEXTS, printed, told, wanted

pytest.importorskip("scrapy")

from scrapy import Field, Item, Spider
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler

from cleaner.adapters.scrapy_pipeline import CleanerPipeline
from cleaner.errors import InputError


class Page(Item):
    url = Field()
    html = Field()
    clean = Field()
    cleaner = Field()


@dataclasses.dataclass
class Plain:
    text: str
    cleaner: dict | None = None


@dataclasses.dataclass
class Narrow:
    text: str


def pipeline(**settings):
    crawler = get_crawler(Spider, settings)
    return CleanerPipeline.from_crawler(crawler), crawler


def test_an_item_goes_on_with_its_text_clean_and_the_account_in_a_field():
    made, crawler = pipeline()
    item = made.process_item(dict(TEXTS[0]))
    text, answer = wanted("lamp")
    assert item["text"] == text
    assert item["cleaner"]["id"] == answer.id
    assert item["cleaner"]["stamp"]["credits"][0]["name"] == "林一"
    assert len(item["cleaner"]["removals"]) == len(answer.removals)
    assert crawler.stats.get_value("cleaner/document") == 1


@pytest.mark.parametrize("page", PAGES[2:], ids=lambda page: page["id"])
def test_an_item_without_a_document_is_dropped_with_the_reason(page):
    made, crawler = pipeline()
    item = dict(page)
    _, outcome, code, _, _ = told(page["id"])
    with pytest.raises(DropItem, match=rf"^{outcome}: .* \({code}\)$"):
        made.process_item(item)
    assert item["cleaner"]["outcome"] == outcome
    assert item["text"] == page["text"]
    assert crawler.stats.get_value(f"cleaner/{outcome}") == crawler.stats.get_value(f"cleaner/{code}") == 1


def test_items_without_a_document_can_be_let_on():
    made, _ = pipeline(CLEANER_KEEP=True)
    item = made.process_item(dict(TEXTS[2]))
    assert item["text"] == TEXTS[2]["text"]
    assert item["cleaner"]["code"] == "removed-share"


def test_settings_name_fields_and_options(tmp_path):
    settings = {
        "CLEANER_TEXT_FIELD": "html",
        "CLEANER_CLEAN_FIELD": "clean",
        "CLEANER_OPTIONS": {"extractor": "none", "profile": "markup-only"},
        "CLEANER_LEDGER": "full",
        "CLEANER_REDACT": True,
    }
    made, _ = pipeline(**settings)
    item = made.process_item(Page(url=TEXTS[1]["url"], html=TEXTS[1]["text"]))
    assert item["html"] == TEXTS[1]["text"]
    assert item["clean"].startswith("Home")
    assert item["cleaner"]["stamp"]["profile"] == "markup-only"
    assert all(row["text"] is None for row in item["cleaner"]["removals"])


def test_items_of_other_kinds_are_changed_too():
    made, _ = pipeline()
    assert made.process_item(Plain(TEXTS[0]["text"])).text == wanted("lamp")[0]


def test_an_item_that_has_no_field_for_the_account_is_an_error_that_names_it():
    made, _ = pipeline()
    with pytest.raises(InputError, match=r"class Narrow have no field 'cleaner'.*CLEANER_RESULT_FIELD"):
        made.process_item(Narrow(TEXTS[0]["text"]))


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [("CLEANER_TEXT_FIELD", "page.html", "CLEANER_TEXT_FIELD"), ("CLEANER_LEDGER", "Full", "no ledger 'Full'")],
)
def test_a_setting_that_cannot_be_is_refused_when_the_spider_starts(setting, value, told):
    with pytest.raises(InputError, match=told):
        pipeline(**{setting: value})


def test_the_example_crawls():
    # A reactor can run once in a process.
    ran = subprocess.run([sys.executable, EXAMPLES / "scrapy_spider.py"], capture_output=True, text=True, check=True)
    assert printed(ran.stdout) == [told(page["id"]) for page in PAGES]
    assert "'cleaner/document': 2, 'cleaner/quarantined': 2" in ran.stdout
