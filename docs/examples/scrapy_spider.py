"""Scrapy: `pip install 'cleaner[scrapy]'`."""

import json
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess

SETTINGS = {"ITEM_PIPELINES": {"cleaner.adapters.scrapy_pipeline.CleanerPipeline": 300}, "LOG_LEVEL": "ERROR"}


class Pages(scrapy.Spider):
    """Makes items; as a rule of responses: {"url": response.url, "html": response.text}."""

    name = "pages"
    start_urls = (Path(__file__).with_name("pages.jsonl").as_uri(),)

    def parse(self, response):
        for line in response.text.splitlines():
            yield json.loads(line)


def show(item, **_):
    told = item["cleaner"]
    print(item["id"], told["outcome"], told["code"], told["id"], len(told["removals"]))


if __name__ == "__main__":
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Pages)
    crawler.signals.connect(show, scrapy.signals.item_scraped)
    crawler.signals.connect(show, scrapy.signals.item_dropped)
    process.crawl(crawler)
    process.start()
    print({key: value for key, value in crawler.stats.get_stats().items() if key.startswith("cleaner/")})
