from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def cleaner():
    from repeats.sites import Plain

    return Plain()
