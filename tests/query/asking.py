"""A result that can be asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaner import Cleaner
from cleaner.query.database import Query, asked

if TYPE_CHECKING:
    from pathlib import Path

CLEANER = Cleaner()


@dataclass(frozen=True)
class Result:
    out: Path

    def ask(self, sql: str, **values: str) -> list[tuple[Any, ...]]:
        with asked(self.out, Query(sql, values)) as answer:
            return list(answer)

    def one(self, sql: str) -> Any:
        ((value,),) = self.ask(sql)
        return value

    def broken(self, sql: str) -> int:
        with asked(self.out, Query(sql)) as answer:
            return answer.broken

    def rows(self, folder: str) -> list[dict[str, Any]]:
        """The rows as they lie on disk."""
        return [
            json.loads(line)
            for part in sorted((self.out / folder).iterdir())
            for line in part.read_text("utf-8").split("\n")
            if line
        ]
