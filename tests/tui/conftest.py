"""Apps that cost little: their clock goes on to the next timer when all is done, their styles are parsed once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping
from time import monotonic
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from sketchpad.tui import hand


class Hasty(asyncio.SelectorEventLoop):
    """A loop in which a second of waiting takes no time, unless something is done in a thread meanwhile."""

    ahead = 0.0
    """Seconds that its clock has gone on by itself."""
    threads = 0
    """How much is being done in threads."""

    def time(self) -> float:
        return super().time() + self.ahead

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        self.threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: object) -> None:
        self.threads -= 1

    def _run_once(self) -> None:
        timers = self._scheduled  # type: ignore[attr-defined]
        if timers and not self._ready and not self.threads:  # type: ignore[attr-defined]
            self.ahead += max(0.0, timers[0].when() - self.time())
        super()._run_once()  # type: ignore[misc]


@pytest.hookimpl(optionalhook=True)
def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], Hasty]]:
    return {"hasty": Hasty}


def now() -> float:
    """The time of the loop that runs, else of the world."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return monotonic()


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers, clicks and keys tell the time by the loop."""
    monkeypatch.setattr("textual._time.get_time", now)
    monkeypatch.setattr(hand, "monotonic", now)


PARSED: dict[Hashable, list[RuleSet]] = {}
"""The rules of each style sheet that some app has read, by its text and the colours that it was read with."""


@pytest.fixture(autouse=True)
def one_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A style sheet is parsed once for all apps of the same colours."""
    parse = Stylesheet._parse_rules

    def parsed(self: Stylesheet, css: str, *about: Hashable, **named: Hashable) -> list[RuleSet]:
        key = css, about, *named.items(), tuple(self._variables.items())
        if key not in PARSED:
            PARSED[key] = parse(self, css, *about, **named)  # type: ignore[arg-type]
        return PARSED[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed)
