"""The shortest ways through whatever has steps of some length."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

Where = TypeVar("Where", bound=Hashable)
Step = TypeVar("Step")


@dataclass(frozen=True, slots=True)
class Way(Generic[Where, Step]):
    """The shortest way to somewhere: how long it is, and by which last step."""

    to: Where
    length: float
    by: Step | None = None
    """None where the way begins."""
    before: Way[Where, Step] | None = None

    @property
    def stages(self) -> tuple[Way[Where, Step], ...]:
        """The ways to each place on it, from where it begins to itself."""
        found = [self]
        while (before := found[-1].before) is not None:
            found.append(before)
        return tuple(reversed(found))


def shortest(
    starts: Iterable[Where], further: Callable[[Where], Iterable[tuple[float, Where, Step]]]
) -> Iterator[Way[Where, Step]]:
    """The shortest way to each place that can be reached, the nearest first.

    `further` gives the steps on from a place: how long each is, where it leads and what it is. Of ways of the same
    length the one that was found first counts, and nothing is looked at beyond what the caller takes.
    """
    queue: list[tuple[float, int, Way[Where, Step]]] = []
    ticket = 0
    for start in starts:
        heappush(queue, (0, ticket, Way(start, 0)))
        ticket += 1
    done: set[Where] = set()
    while queue:
        length, _, way = heappop(queue)
        if way.to in done:
            continue
        done.add(way.to)
        yield way
        for more, to, step in further(way.to):
            if to not in done:
                heappush(queue, (length + more, ticket, Way(to, length + more, step, way)))
                ticket += 1
