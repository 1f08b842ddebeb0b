"""Where the article of a page stands that no rule file speaks of, in the order of trust.

The page's own statements, as far as they can be checked; then the extractor. Where neither finds one on what the page
shows, the text that its data state is the article. Where nothing is left to believe, the page is held.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cleaner.extract.extraction import extract
from cleaner.extract.json_text import unseen_article
from cleaner.extract.statements import with_statements
from cleaner.model.outside import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.extract.extraction import Extractor
    from cleaner.model.category import Action, Category
    from cleaner.model.document import Page
    from cleaner.model.outside import Outside


def article_of(
    extractor: Extractor, page: Page, owner: str = "", actions: Mapping[Category, Action] | None = None
) -> tuple[Page, Outside]:
    """What of *page* is not its article; and the page, with the blocks of what it only states where that is the article.

    Of a page of Markdown or plain text only the extractor is asked, and when it finds no article, all of it is one:
    there, chrome is the exception. *owner* is the rule file of the page's source; what *actions*, those of the profile,
    keep stays.
    """
    if page.tree is None:
        outside = extract(extractor, page, owner, actions)
        is_whole = outside.doubt is not None and outside.doubt.code == "nothing-extracted"
        return page, NOTHING if is_whole else outside
    outside = extract(partial(with_statements, extractor), page, owner, actions)
    return unseen_article(page, outside) or (page, outside)
