"""What the table of faults says of tests that pass, that lose something and that break."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.fault("A1", fast=2, full=5)
def test_survives(trials):
    for number in trials:
        trials.judge(None)

@pytest.mark.fault("A1")
def test_one_try():
    pass

@pytest.mark.fault("B1", fast=2, full=5)
def test_loses_one(trials):
    for number in trials:
        trials.judge("torn" if number == 1 else None)

@pytest.mark.fault("B2", full=5)
def test_breaks(trials):
    raise ValueError

@pytest.mark.fault("B3")
def test_is_skipped():
    pytest.skip("not here")
"""


def test_the_table(pytester: pytest.Pytester) -> None:
    pytester.makeconftest('pytest_plugins = ["faults.tallies"]')
    pytester.makepyfile(TESTS)
    document = pytester.path / "faults.md"
    document.write_text("Before.\n<!-- faults -->\nold\n<!-- end of faults -->\nAfter.\n")
    pytester.runpytest_inprocess("-p", "no:textual-snapshot", "--faults", "full", f"--faults-into={document}")
    assert document.read_text() == (
        "Before.\n<!-- faults -->\n"
        "| class | fault | tried | survived | lost |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| A1 | kill -9 at each call of a save | 6 | 6 | 0 |\n"
        "| B1 | disk full at each call of a save | 5 | 4 | 1 |\n"
        "| B2 | any other error at each call, interrupted calls, short writes | 1 | 0 | 1 |\n"
        "| | all | 12 | 10 | 2 |\n"
        "<!-- end of faults -->\nAfter.\n"
    )


def test_a_share_in_the_suite(pytester: pytest.Pytester) -> None:
    pytester.makeconftest('pytest_plugins = ["faults.tallies"]')
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess("-p", "no:textual-snapshot", "-k", "loses")
    result.stdout.fnmatch_lines(["*1 of 2: torn*"])
