"""What other programs' forms need and not everybody has."""

from __future__ import annotations

import importlib
from typing import Any

from cleaner.errors import CleanerError


def needed(module: str) -> Any:  # noqa: ANN401 - a module without types
    """*module* of the extra `dumps`.

    Raises:
        CleanerError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise CleanerError(
            f"this form is read and written with {package}, which is not installed: pip install 'cleaner[dumps]'"
        ) from None
