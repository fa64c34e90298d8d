"""When what is done is forced to the disk."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from sketchpad.tui.keeping import Keeping
from sketchpad.tui.session import Session


class Clock:
    """Stands for a desk: its timers go off, and its workers run, when they are told to."""

    def __init__(self) -> None:
        self.timers: list[Callable[[], None]] = []
        self.workers: list[Coroutine[Any, Any, None]] = []

    def set_timer(self, seconds: float, do: Callable[[], None]) -> Clock:
        self.timers.append(do)
        return self

    def run_worker(self, work: Coroutine[Any, Any, None]) -> None:
        self.workers.append(work)

    def stop(self) -> None: ...


class Written:
    """Stands for a journal."""

    off = ""

    def __init__(self) -> None:
        self.wait: float | None = None
        self.settled = 0

    def due(self) -> float | None:
        return self.wait

    def settle(self) -> None:
        self.settled += 1
        self.wait = None


async def test_the_next_design_does_not_wait_for_the_one_before() -> None:
    """Its first edit may come while the last of the other waits for its turn, or is being forced to the disk."""
    clock: Any = Clock()
    keeping, first, second, third = Keeping(clock), *(Written() for _ in range(3))
    for kept, wait in ((first, 1.0), (second, 0.0), (third, 1.0)):
        session = Session()
        keeping.over(session)
        kept.wait = wait
        session.woken(kept)  # type: ignore[arg-type]
        if kept is second:
            clock.timers[-1]()
    first.wait = third.wait = 0.0
    clock.timers[0]()
    clock.timers[-1]()
    for work in clock.workers:
        await work
    assert [kept.settled for kept in (first, second, third)] == [1, 1, 1]
