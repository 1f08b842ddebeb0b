from __future__ import annotations

import pytest

from cleaner import Cleaner, RawDocument


@pytest.fixture
def rule_dir(tmp_path):
    """Writes a rule file for the source `site`; gives the folder."""

    def write(rules: str, name: str = "site.toml", head: str = 'schema = 1\nid = "site"\n'):
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + rules, "utf-8")
        return tmp_path / "rules"

    return write


@pytest.fixture
def clean(rule_dir):
    """Cleans a page by rules given as TOML: `Cleaned`, or `Rejected` with what is held."""

    def run(rules: str, page: str, *, profile: str = "corpus", **known: str):
        cleaner = Cleaner([rule_dir(rules)], source="site", profile=profile)
        return cleaner.clean(RawDocument(data=page.encode(), **known))

    return run
