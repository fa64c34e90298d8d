"""Counts what was tried against each class of fault and what was lost.

A test marked `fault("A1")` counts as one try, with `tries` as so many. One marked `fault("A1", fast=12, full=96)` tries
as often as its `trials` say: a share of it in the suite, all of it with `--faults full`, which `make faults` gives. The
table comes last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from .classes import CLASSES

Case = TypeVar("Case")

TALLY = "fault"
"""The property of a test's report that holds (class, tried, lost)."""

BEGIN, END = "<!-- faults -->", "<!-- end of faults -->"


class Trials:
    """How often a test is to try, and what became of it; iterating gives the number of each try."""

    def __init__(self, fault: str, count: int) -> None:
        self.fault, self.count = fault, count
        self.tried = 0
        self.losses: list[str] = []

    def __iter__(self) -> Iterator[int]:
        yield from range(self.count)

    def of(self, cases: Sequence[Case]) -> Iterator[Case]:
        """As many of the cases as there are to be tries, evenly spread; all of them where there are fewer."""
        count = min(self.count, len(cases))
        yield from (cases[index * len(cases) // count] for index in range(count))

    def survived(self, number: int = 1) -> None:
        self.tried += number

    def lost(self, what: str) -> None:
        """One try after which something was torn, lost, let in, or said by a traceback."""
        self.tried += 1
        self.losses.append(what)

    def judge(self, problem: str | None) -> None:
        """One try; `problem` is what was wrong after it, if anything."""
        self.survived() if problem is None else self.lost(problem)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--faults", choices=("fast", "full"), default="fast", help="how many faults to inject")
    group.addoption("--faults-into", metavar="FILE", help="the document whose table of faults is written anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(class, tries=1, fast=1, full=1): tries a class of faults so many times")


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Iterator[Trials]:
    mark = _mark(request.node)
    assert mark is not None, "a test that asks for trials is marked with its class of faults"
    counts = {"fast": 1, "full": 1, **mark.kwargs}
    trials = Trials(mark.args[0], counts[request.config.getoption("faults")])
    request.node.stash[KEY] = trials
    yield trials
    if request.node.stash.get(FAILED, False):
        return
    assert not trials.losses, f"{len(trials.losses)} of {trials.tried}: " + "\n".join(trials.losses[:50])
    assert trials.tried, "nothing was tried"


KEY = pytest.StashKey[Trials]()
FAILED = pytest.StashKey[bool]()
SKIPPED = pytest.StashKey[bool]()


def _mark(item: pytest.Item) -> pytest.Mark | None:
    mark = item.get_closest_marker("fault")
    if mark is not None:
        assert mark.args[0] in CLASSES, f"{item.nodeid}: there is no class of faults {mark.args[0]}"
    return mark


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome: Any = yield
    report, mark = outcome.get_result(), _mark(item)
    if mark is None:
        return
    trials = item.stash.get(KEY, None)
    failed = item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    skipped = item.stash[SKIPPED] = report.skipped or item.stash.get(SKIPPED, False)
    if report.when == "teardown" and not skipped:
        tried = max(trials.tried if trials else mark.kwargs.get("tries", 1), failed)
        lost = max(len(trials.losses) if trials else 0, failed)
        report.user_properties = [*report.user_properties, (TALLY, (mark.args[0], tried, lost))]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == TALLY:
                    fault, tried, lost = value
                    tallies[fault][0] += tried
                    tallies[fault][1] += lost
    if not tallies or config.getoption("faults") == "fast":
        return
    lines = table(tallies)
    terminalreporter.section("faults")
    terminalreporter.write_line("\n".join(lines))
    if into := config.getoption("faults_into"):
        path = Path(into)
        path.write_text(written(path.read_text(encoding="utf-8"), lines), encoding="utf-8")


def table(tallies: dict[str, list[int]]) -> list[str]:
    """The rows of the table, in Markdown, and what they come to."""
    rows = ["| class | fault | tried | survived | lost |", "| --- | --- | ---: | ---: | ---: |"]
    for fault, words in CLASSES.items():
        if fault in tallies:
            tried, lost = tallies[fault]
            rows.append(f"| {fault} | {words} | {tried:,} | {tried - lost:,} | {lost:,} |")
    tried, lost = (sum(tally[index] for tally in tallies.values()) for index in (0, 1))
    return [*rows, f"| | all | {tried:,} | {tried - lost:,} | {lost:,} |"]


def written(document: str, lines: list[str]) -> str:
    """The document with its table in place of the one that it had."""
    assert BEGIN in document, f"the document has no {BEGIN}"
    assert END in document, f"the document has no {END}"
    new = "\n".join([BEGIN, *lines, END])
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: new, document, flags=re.DOTALL)
