"""What every request of a client passes."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from sketchpad.analysis.passages import Passages
from sketchpad.catalog import graph
from sketchpad.model import Design, parse


def passages(design: Design) -> Passages:
    return Passages(graph(design).node("u"))


@pytest.mark.parametrize(
    ("sketch", "passed", "by", "can"),
    [
        ("u calls a", "a", "", False),
        ("u calls a; u calls b", "a", "b", True),
        ("u calls a; a calls b", "a", "b", False),
        ("u calls a; a calls b", "b", "a", False),
        ("u calls a; a calls b; a calls c", "b", "c", True),
        ("u calls a; a calls b; a calls c; b calls d; c calls d", "d", "bc", False),
        ("u calls a; a calls b; a calls c; b calls d; c calls d", "b", "c", True),
        ("u calls a; a calls b; a calls c; b calls d; c calls d; a calls e", "d", "e", True),
        ("u calls a; a calls b; b calls a; a calls c", "a", "bc", False),
        ("u calls a; a calls b; b calls a", "b", "a", False),
        ("u calls a; u calls b; b calls c; c calls b", "a", "b", True),
        ("u calls a; u calls b; b calls a", "a", "b", False),
        ("u calls a; a calls u; u calls b", "a", "b", True),
    ],
)
def test_whether_there_is_a_way_round(sketch: str, passed: str, by: str, can: bool) -> None:
    found = passages(parse(f"user u; lambda a; lambda b; lambda c; lambda d; lambda e; {sketch}"))
    assert found.can_avoid(passed, [id for id in by if id in found.nodes]) is can


def test_what_is_optional_is_not_relied_on() -> None:
    found = passages(parse("user u; lambda a; lambda b; u calls a; a calls b optional=true"))
    assert list(found.nodes) == ["a"]


def _by_walking(ways: dict[str, list[str]], passed: str, other: str) -> bool:
    """Whether the other one can be come by, and left to where nothing goes on, without the passed one."""

    def reach(start: str) -> set[str]:
        done, stack = {start} - {passed}, [start] if start != passed else []
        while stack:
            for target in ways.get(stack.pop(), ()):
                if target != passed and target not in done:
                    done.add(target)
                    stack.append(target)
        return done

    return other in reach("u") and any(not ways.get(id) for id in reach(other))


@pytest.mark.parametrize("seed", range(60))
def test_it_agrees_with_walking_every_way(seed: int) -> None:
    chance = random.Random(seed)
    ids = [f"n{number}" for number in range(chance.randrange(3, 12))]
    ways: dict[str, list[str]] = {"u": [ids[0]]}
    for number, id in enumerate(ids[:-2]):
        # onward only, so that every way ends
        ways[id] = sorted({chance.choice(ids[number + 1 :]) for _ in range(chance.randrange(1, 4))})
    lines = [f"lambda {id}" for id in ids] + [f"{a} calls {b}" for a, some in ways.items() for b in some]
    found = passages(parse("\n".join(["user u", *lines])))
    for passed in found.nodes:
        for other in found.nodes:
            if other != passed:
                assert found.can_avoid(passed, [other]) is _by_walking(ways, passed, other), (passed, other)


def test_a_thousand_in_a_row_are_no_trouble() -> None:
    row = [f"n{number}" for number in range(1000)]
    lines = [f"lambda {id}" for id in row] + [f"{a} calls {b}" for a, b in pairwise(row)]
    found = passages(parse("\n".join(["user u", "u calls n0", *lines])))
    assert not any(found.can_avoid(id, row) for id in row)
