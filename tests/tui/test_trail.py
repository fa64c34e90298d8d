"""The places that the cursor jumped from."""

from __future__ import annotations

from sketchpad.model import Slot
from sketchpad.tui.trail import LONGEST, START, Spot

A, B, C = (Spot(Slot(n, 0), f"c{n}") for n in range(3))


def test_one_goes_back_and_forth() -> None:
    trail = START.jumped(A).jumped(B)
    back = trail.back(C)
    assert back is not None
    assert back[0] == B
    again = back[1].back(B)
    assert again is not None
    assert again[0] == A
    forth = again[1].forth(A)
    assert forth is not None
    assert forth[0] == B
    assert forth[1].forth(B) is not None
    assert again[1].back(A) is None
    assert START.forth(A) is None


def test_a_jump_gives_up_what_was_ahead() -> None:
    back = START.jumped(A).back(B)
    assert back is not None
    assert back[1].ahead == (B,)
    assert back[1].jumped(A).ahead == ()


def test_where_one_is_already_is_no_place_to_go_back_to() -> None:
    back = START.jumped(A).jumped(B).back(B)
    assert back is not None
    assert back[0] == A


def test_a_hundred_places_are_kept() -> None:
    trail = START
    for number in range(250):
        trail = trail.jumped(Spot(Slot(number, 0)))
    assert len(trail.behind) == LONGEST == 100
    assert trail.behind[-1].at == (249, 0)
