"""What a thread draws ahead of those who ask for it: no worker waits while a large file is read for its digest."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")

_MOST = 256
"""Items that wait."""
_HEAVIEST = 1 << 16
"""Weight from which on no more of them wait: files that shards are made of, which take 620 bytes each."""


class Ahead(Generic[Item]):
    """The items of *source*, drawn by a thread of its own from the first question on. Leave it as a context.

    Args:
        source: is drawn from.
        most: items that may wait.
        weigh: what an item weighs.
        heaviest: no more are drawn as long as those that wait weigh as much together.
    """

    def __init__(
        self,
        source: Iterator[Item],
        most: int = _MOST,
        weigh: Callable[[Item], int] = lambda _: 1,
        heaviest: int = _HEAVIEST,
    ) -> None:
        self.is_patient = True
        """Whoever asks waits for the next item; else None says that there is none yet."""
        self._source = source
        self._most = most
        self._weigh = weigh
        self._heaviest = heaviest
        self._weight = 0
        self._items: deque[Item] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_over = False
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item | None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()
        with self._changed:
            while not self._items:
                if self._error:
                    raise self._error
                if self._is_over:
                    raise StopIteration
                if not self.is_patient:
                    return None
                self._changed.wait()
            self._changed.notify_all()
            item = self._items.popleft()
            self._weight -= self._weigh(item)
            return item

    def _draw(self) -> None:
        try:
            for item in self._source:
                with self._changed:
                    while self._is_full() and not self._is_over:
                        self._changed.wait()
                    if self._is_over:
                        return
                    self._items.append(item)
                    self._weight += self._weigh(item)
                    self._changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - raised where the items are asked for
            self._error = error
        finally:
            with self._changed:
                self._is_over = True
                self._changed.notify_all()

    def _is_full(self) -> bool:
        return len(self._items) >= self._most or self._weight >= self._heaviest
