"""One thing is made in a thread while the one before it is used."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def one_ahead(make: Callable[[Item], Made], items: Iterable[Item]) -> Generator[Made, None, None]:
    """`make` of each item, in their order. Closed, it waits for what is just being made; nothing is made after that."""
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = None
        for item in items:
            ready, coming = coming, thread.submit(make, item)
            if ready is not None:
                yield ready.result()
        if coming is not None:
            yield coming.result()
