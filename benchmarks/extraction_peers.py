"""Other people's extractors: what each makes of a page, with the settings of its own evaluation.

Each takes the decoded text of a page (or its bytes), its language and its address, and gives the text of its article.
None is let onto the network. Those that are not installed are left out.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import re
import signal
import socket
import warnings
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60
"""How long a peer may sit on one page."""
_BLOCK = "address article aside blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr ul"
_STOPLISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ko": "Korean", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


def trafilatura(page, _lang, _url, **options):
    import trafilatura as library

    return library.extract(page, include_comments=False, include_tables=True, **options)


def resiliparse(page, _lang, _url):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    if isinstance(page, bytes):
        tree = HTMLTree.parse_from_bytes(page, encoding=detect_encoding(page, html5_compatible=True))
    else:
        tree = HTMLTree.parse(page)
    return extract_plain_text(tree, main_content=True, alt_texts=False, comments=False)


def readability(page, _lang, _url):
    from readability import Document

    return text_of(Document(page).summary(html_partial=True))


def justext(page, lang, _url):
    import justext as library

    if lang in _STOPLISTS:
        paragraphs = library.justext(page, library.get_stoplist(_STOPLISTS[lang]))
    else:
        paragraphs = library.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def magic_html(page, _lang, url):
    return text_of(_magic().extract(page, base_url=url or "").get("html") or "")


def boilerpy3(page, _lang, _url):
    from boilerpy3.extractors import ArticleExtractor

    return ArticleExtractor(raise_on_failure=False).get_content(page)


def newspaper(page, _lang, url):
    from newspaper import Article, Config

    settings = Config()
    settings.fetch_images = False
    article = Article(url or "https://page.test/article.html", config=settings)
    article.download(input_html=page)
    article.parse()
    return article.text


def goose(page, _lang, _url):
    return _goose().extract(raw_html=page).cleaned_text


def chromerag(page, _lang, url):
    found = _chromerag().extract(page, url=url or "").markdown
    return plain(re.sub(r"\A---\n.*?\n---\n", "", found, flags=re.DOTALL))


@cache
def _magic():
    from magic_html import GeneralExtractor

    return GeneralExtractor()


@cache
def _goose():
    from goose3 import Goose

    return Goose({"enable_image_fetching": False})


@cache
def _chromerag():
    from chromerag import ChromeRAG

    return ChromeRAG()


def text_of(html):
    """The text of the HTML that some peers give back, with line breaks where blocks begin and end."""
    from lxml.html import fromstring

    if not html.strip():
        return ""
    tree = fromstring(html)
    for element in tree.iter(*_BLOCK.split()):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return tree.text_content()


def plain(markdown):
    """Markdown without its signs."""
    markdown = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    markdown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    markdown = re.sub(r"(?m)^\s*(?:#{1,6} |[-*+] |\d+\. |> ?|\|?(?::?-+:?\|)+.*$|```.*$)", "", markdown)
    return re.sub(r"\*\*|__|`|\|", " ", markdown)


class Peer(NamedTuple):
    """An extractor of other people."""

    package: str
    run: Callable[..., str | None]
    options: tuple[str, ...] = ()
    """Switches that are on."""
    takes_bytes: bool = False

    def text(self, page, lang, url):
        """The text of the article. Raises what the peer raises, and TimeoutError."""
        signal.signal(signal.SIGALRM, _give_up)
        signal.alarm(SECONDS)
        try:
            return self.run(page, lang, url, **dict.fromkeys(self.options, True)) or ""
        finally:
            signal.alarm(0)

    @property
    def version(self):
        """Of its package and of our call of it; None when it is not installed."""
        try:
            found = version(self.package)
        except PackageNotFoundError:
            return None
        call = hashlib.sha256(f"{inspect.getsource(self.run)}{self.options}".encode()).hexdigest()[:6]
        return f"{found}-{call}"


PEERS = {
    "trafilatura": Peer("trafilatura", trafilatura, takes_bytes=True),
    "trafilatura precision": Peer("trafilatura", trafilatura, ("favor_precision",)),
    "trafilatura recall": Peer("trafilatura", trafilatura, ("favor_recall",)),
    "trafilatura fast": Peer("trafilatura", trafilatura, ("fast",)),
    "readability-lxml": Peer("readability-lxml", readability, takes_bytes=True),
    "resiliparse": Peer("resiliparse", resiliparse, takes_bytes=True),
    "jusText": Peer("jusText", justext),
    "magic-html": Peer("magic-html", magic_html),
    "boilerpy3": Peer("boilerpy3", boilerpy3),
    "newspaper4k": Peer("newspaper4k", newspaper),
    "goose3": Peer("goose3", goose),
    # A learned one; wcxb's development half is what it was trained on.
    "chromerag": Peer("chromerag", chromerag),
}


def quieten():
    """No warnings, no logs, no network: some peers would fetch lists and images."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    socket.socket.connect = _refuse
    socket.getaddrinfo = _refuse


def _refuse(*_where, **_how):
    raise OSError("no network")


def _give_up(_signal, _frame):
    raise TimeoutError
