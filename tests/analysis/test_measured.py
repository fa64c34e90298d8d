"""Estimated round trips against measured ones: the error is what the catalogue says it is."""

from __future__ import annotations

import re
from statistics import median

from sketchpad.analysis.latency import decided, round_trip_ms
from sketchpad.catalog import facts

MEASURED = {
    "us-east-1": "us-east-2 15.1 ca-central-1 16.7 ca-west-1 50.3 mx-central-1 57.5 us-west-1 64.2 us-west-2 64.4 "
    "eu-west-1 69.6 eu-west-2 78.0 eu-west-3 84.0 eu-central-1 93.2 eu-south-2 107.7 eu-north-1 112.8 sa-east-1 115.3 "
    "ap-northeast-1 149.7 me-south-1 161.8 ap-northeast-2 179.8 ap-south-1 192.5 ap-southeast-2 199.8 "
    "ap-southeast-1 219.6 af-south-1 228.0",
    "eu-west-1": "eu-west-2 14.1 eu-west-3 20.1 eu-central-1 27.5 eu-north-1 40.9 us-west-2 118.6 ap-south-1 125.9 "
    "af-south-1 160.3 sa-east-1 178.2 ap-southeast-1 178.5",
    "eu-central-1": "eu-central-2 9.3 eu-south-1 12.2 il-central-1 64.2 me-south-1 86.0",
    "ap-northeast-1": "ap-northeast-3 10.1 ap-northeast-2 36.3 ap-southeast-1 70.6 us-west-2 98.6 ap-southeast-2 106.9 "
    "eu-central-1 227.6",
    "ap-southeast-1": "ap-southeast-3 17.6 ap-south-1 64.5 af-south-1 313.9",
}
"""Medians over a year in ms, of the source `cloudping`."""

SAMPLE = 1.25
"""How much farther off these few pairs may be than all the 528 that the catalogue speaks of."""

NOTE = facts.get("network", "base_ms").note


def pairs() -> list[tuple[float, float]]:
    """What is estimated and what was measured."""
    found = []
    for one, row in MEASURED.items():
        words = row.split()
        for other, ms in zip(words[::2], words[1::2], strict=True):
            estimate = round_trip_ms(one, other)
            assert estimate is not None
            found.append((estimate, float(ms)))
    return found


def errors() -> list[float]:
    """The errors in per cent of what was measured, the least first."""
    return sorted(abs(estimate - ms) / ms * 100 for estimate, ms in pairs())


def documented(what: str) -> float:
    (share,) = re.findall(rf"{what} about ([0-9.]+) %", NOTE)
    return float(share)


def test_the_source_is_the_one_named() -> None:
    assert "cloudping" in facts.get("network", "round_trips_ms").sources
    assert facts.sources["cloudping"].kind == "measured"


def test_half_of_the_estimates_are_as_near_as_documented() -> None:
    assert median(errors()) <= documented("median absolute error") * SAMPLE


def test_nine_in_ten_are_as_near_as_documented() -> None:
    assert errors()[len(errors()) * 9 // 10] <= documented("90th percentile") * SAMPLE


def test_decisions_hardly_ever_take_more_than_what_was_measured() -> None:
    """An error stays on the design's side, but for less than one pair in twenty."""
    above = [(estimate, ms) for estimate, ms in pairs() if decided(estimate) > ms]
    assert len(above) * 20 < len(pairs())
