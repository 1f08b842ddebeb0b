"""What words say of where they stand: names of elements and words of short blocks, with one vote for each domain."""

from __future__ import annotations

import re

import numpy as np
from pages import fold_of

from cleaner.extract.learned.scores import HINT_NAMES, Tables, label_of, name_tokens, word_tokens
from cleaner.extract.learned.vocabulary import class_of

_MIN_DOMAINS = 3
_SHRINK = 3
_MAX_TOKENS = 30
_LEVELS = 6
_MAX_WORDS = 16
_MAX_LABEL = 60
_SAYS = (40, 40, 60, 60)
"""Thousandths: weaker scores are left out."""
_HINTS = (
    ("comment", r"comment|disqus|repl(?:y|ies)|kommentar|pinglun|discuss"),
    ("related", r"relat|recommend|more-?(?:stor|news|post|art|from)|also|popular|trending|similar|suggest|teaser|upsell|tuijian|xiangguan|readmore|most|next|previous|prev|weiteres|hot|rank"),
    ("nav", r"nav|menu|crumb|masthead|topbar|toolbar|pagination|pager|daohang|tabbar|skip|toc$"),
    ("footer", r"foot(?!age|ball)|copyright|imprint|colophon|banquan|bottom"),
    ("side", r"side|aside|widget|^rail$|^right$|^left$|second"),
    ("share", r"share|sharing|social|follow|addthis|facebook|twitter|fenxiang|weixin"),
    ("consent", r"cookie|consent|gdpr|modal|popup|overlay|banner|dialog|lightbox|toast|alert"),
    ("promotion", r"newsletter|subscri|promo|sponsor|signup|paywall|donat|^cta$|login|register|guanggao"),
    ("advert", r"advert|^ads?$|dfp|taboola|outbrain|gpt"),
    ("meta", r"byline|author|^meta|postinfo|dateline|timestamp|date|^time$|^tags?$|categor|source|laiyuan|editor|bianji"),
    ("caption", r"caption|credit|gallery|slide|carousel|image|photo|picture"),
    ("content", r"content|neirong|zhengwen"),
    ("article", r"article|artikel|story|^post$|wenzhang|detail|entry"),
    ("body", r"body|^text|prose|rich|wysiwyg|markdown|paragraph|^copy$"),
    ("main", r"^main|primary"),
    ("title", r"title|headline|heading|subhead|biaoti"),
    ("lead", r"^lead|intro|summary|abstract|excerpt|standfirst|desc|zhaiyao"),
    ("list", r"list|grid|feed|archive|results?$|catalog|items?$"),
    ("card", r"card|tile|^box$|^block$|module|panel"),
    ("product", r"product|price|sku|cart|shop|spec|feature|review|rating"),
    ("forum", r"forum|thread|topic|message|^msg|answer|question|quote|bbcode|signature|avatar|user|profile|member"),
    ("layout", r"hero|section|container|wrap|^row$|^col$|column|inner|layout"),
    ("unseen", r"hidden|hide|^sr$|reader|visually|assistive|noprint|print"),
    ("code", r"code|highlight|syntax|^pre$|math|formula"),
)  # fmt: skip
"""Kinds of names and what their parts look like, in the order of `HINT_NAMES`."""
_CLASSES = np.array([class_of(chr(code)) for code in range(0x10000)], np.uint8)


_HINT = [re.compile(pattern) for _, pattern in _HINTS]
assert tuple(name for name, _ in _HINTS) == HINT_NAMES


def hints_of(part):
    """A bit for each kind of name that *part* of a name looks like."""
    return sum(1 << number for number, pattern in enumerate(_HINT) if pattern.search(part))


def votes_of(page, outline, labels):
    """For each name, part of a name, word and label on a page: how much more of its blocks is article than of the page."""
    sums = ({}, {}, {}, {})
    read = {}
    known = ~np.isnan(labels)
    sizes = np.array([min(_MAX_TOKENS, 1 + len(block.text) // 6) for block in page.blocks]) * known
    prior = float((np.nan_to_num(labels) * sizes).sum() / max(1, sizes.sum()))

    def add(kind, tokens, label, weight):
        for token in tokens:
            entry = sums[kind].setdefault(token, [0.0, 0.0])
            entry[0] += weight * label
            entry[1] += weight

    for number, leaf in enumerate(outline.leaves):
        if not known[number]:
            continue
        label, text = float(labels[number]), page.blocks[number].text
        names, parts = {}, {}
        at = leaf
        for _ in range(_LEVELS):
            called = outline.names[at]
            if called:
                if called not in read:
                    read[called] = name_tokens(called)
                names.update(dict.fromkeys(read[called][0]))
                parts.update(dict.fromkeys(read[called][1]))
            at = outline.parents[at]
            if not at:
                break
        add(0, names, label, sizes[number])
        add(1, parts, label, sizes[number])
        words = word_tokens(text)
        if 0 < len(words) < _MAX_WORDS and len(text) <= 2 * _MAX_LABEL:
            add(2, dict.fromkeys(words), label, 1)
            if len(text) <= _MAX_LABEL:
                add(3, [label_of(words)], label, 1)
    return [{token: total / weight - prior for token, (total, weight) in each.items()} for each in sums]


def tables_of(pages, without):
    """The tables of all *pages* but those of the fold *without*."""
    found = []
    for kind, least in enumerate(_SAYS):
        per_domain = {}
        for done in pages:
            if fold_of(done["domain"]) != without:
                for token, vote in done["votes"][kind].items():
                    per_domain.setdefault(token, {}).setdefault(done["domain"], []).append(vote)
        scores = {}
        for token in sorted(per_domain):
            votes = [sum(each) / len(each) for each in per_domain[token].values()]
            if len(votes) >= _MIN_DOMAINS:
                scores[token] = round(1000 * sum(votes) / (len(votes) + _SHRINK))
        found.append((scores, least))
    (names, a), (parts, b), (words, c), (labels, d) = found
    return Tables(
        _CLASSES,
        {token: score for token, score in names.items() if abs(score) >= a},
        {
            token: (score if abs(score) >= b else 0, hints_of(token))
            for token, score in parts.items()
            if abs(score) >= b or hints_of(token)
        },
        {token: score for token, score in words.items() if abs(score) >= c},
        {token: score for token, score in labels.items() if abs(score) >= d},
    )
