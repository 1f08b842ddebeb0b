"""Names and categories of imported rules, guessed from the words of their selectors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.rules.selector import is_xpath

if TYPE_CHECKING:
    from cleaner.model.category import Category

DEFAULT: Category = "navigation"
"""Where no word tells what it is: most of what sites put around a text leads to other parts of them."""
_LONGEST = 40

# Whole words, or pieces of words where `*` stands, in several languages of the web; the first kind that has one decides.
_WORDS: tuple[tuple[Category, str], ...] = (
    ("advertisement", ("ad ads adv *advert* adwords adsense adsby* *sponsor* dfp gpt banner* outbrain* taboola* *werbung* "
                      "anzeige* publicidad* pub publi* reklam* commercial* affiliate*")),
    ("comments", "*comment* disqus* respond* kommentar* reply replies discussion* livefyre*"),
    ("subscription", ("subscri* *newsletter* paywall* signup* login* register* registration* abo abonn* premium "
                     "membership* mailchimp* optin*")),
    ("share-bar", ("share* sharing* social* addthis* addtoany a2a facebook* fb twitter* tweet* whatsapp* linkedin* "
                  "pinterest* like likes bookmark* teilen partag* interaction*")),
    ("pager", "pager* *pagination* paging* pagenav* prev previous next* pages"),
    ("view-counter", "views counter* hits viewcount* rating* votes"),
    ("hot-news", "popular* trending* latest* hot hotnews mostread newest ticker* breaking"),
    ("related", ("*related* relation* *recommend* reco readmore more mehr similar* teaser* also suggest* further* linklist* "
                "seealso weiterlesen* recirc* recommand* verwandt*")),
    ("copyright", "*copyright* legal licen* rights"),
    ("disclaimer", "*disclaim*"),
    ("image-credit", "caption* credit* figcaption* photocredit* legend* bildunterschrift* photographer* imagecredit*"),
    ("byline", "author* byline* autor* auteur* vcard writer* bio contributor* meta"),
    ("dateline", "date* time* timestamp* datum* published* pubdate* posted* postdate* updated* dateline*"),
    ("topic", "tag tags tagged topic* keyword* categor* kicker* label* rubrik*"),
    ("title-repeat", "title* headline* heading* titre* titel* hgroup h1"),
    ("promotion", "promo* follow* app appstore campaign* donat* shop* cta"),
    ("references", "footnote* references bibliograph*"),
    ("site-notice", "cookie* consent* notice* gdpr alert* warning* popup* modal* overlay* toast*"),
    ("contact", "contact* kontakt*"),
    ("script", "script style noscript iframe template svg canvas"),
    ("image", "img image* picture photo* figure gallery* slideshow* thumb* icon* logo*"),
    ("navigation", ("nav* menu* breadcrumb* sidebar* header* footer* toc aside toolbar* search* skip* top bottom link* topbar* "
                   "widget* box* button form input select textarea")),
)  # fmt: skip
_CATEGORIES = tuple(
    (category, re.compile("|".join(re.escape(word).replace(r"\*", ".*") for word in words.split())))
    for category, words in _WORDS
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)+")
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ELEMENT = re.compile(r"(?:^|[/>+~\s(:])([a-z][a-z0-9]*)(?![\w(:-])")
_QUIET = frozenset(["and", "contains", "not", "or", "text"])


def host_of(name: str) -> str | None:
    """*name* as hosts are written in rule files, in small letters and ASCII; None when it is no name of a host."""
    host = name.strip().lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) else None


def spellings(host: str) -> list[str]:
    """*host* as it is, and in its own script when it is Punycode: addresses have either."""
    try:
        return list(dict.fromkeys((host, host.encode("ascii").decode("idna"))))
    except UnicodeError:
        return [host]


def category_of(selector: str) -> Category | None:
    """What *selector* seems to pick out, by the last of its names that tells; None when none tells."""
    literals = [first or second for first, second in _LITERAL.findall(selector)]
    named = literals if literals or is_xpath(selector) else [selector]
    elements = _elements(selector)
    for text in [*reversed(named), *reversed(elements)]:
        words = [text] if text in elements else words_of(text)
        for category, pattern in _CATEGORIES:
            if any(map(pattern.fullmatch, words)):
                return category
    return None


def words_of(text: str) -> list[str]:
    """The words of a name of a class, an id or an address, in small letters: `shareBar_2` is `share`, `bar`, `2`."""
    return [word.lower() for word in _WORD.findall(text)]


def rule_id(selector: str, line: int) -> str:
    """A short readable id for the rule with *selector*, which stands in *line*: its last element and its words."""
    literals = [first or second for first, second in _LITERAL.findall(selector)]
    elements = _elements(selector)
    named = [*elements[-1:], *literals] if literals or is_xpath(selector) else [selector]
    words = [word for text in named for word in ([text] if text in elements else words_of(text))]
    name = "-".join(dict.fromkeys(words))[:_LONGEST].strip("-")
    return name or f"line-{line}"


def unique(name: str, taken: set[str]) -> str:
    """*name*, or *name* with the first number that makes it unlike all in *taken*; it is put there."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def _elements(selector: str) -> list[str]:
    return [name for name in _ELEMENT.findall(_LITERAL.sub("''", selector)) if name not in _QUIET]
