"""A lock that threads get in the order of their requests."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_locked = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, seconds: float) -> bool:
        """Wait so long at most; whether the lock was acquired."""
        with self._guard:
            if not self._is_locked:
                self._is_locked = True
                return True
            own_turn = threading.Lock()
            own_turn.acquire()
            self._waiting.append(own_turn)
        if own_turn.acquire(timeout=seconds):
            return True
        with self._guard:
            if own_turn in self._waiting:
                self._waiting.remove(own_turn)
                return False
        return True  # it was handed over at the last moment

    def release(self) -> None:
        """Hand over to the thread that has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_locked = False
