"""Circles of calls: however a design came to be, they are those that it has."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.catalog import graph
from sketchpad.model import Component, Connection, Design, Graph, Id
from sketchpad.model.circles import knots

IDS = ("a", "b", "c", "d", "e", "f")


def test_knots_are_what_leads_to_itself() -> None:
    calls = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["e"], "e": ["d", "z"], "f": ["f"], "g": ["a"]}
    assert knots(calls) == [("a", "b", "c"), ("d", "e"), ("f",)]
    assert knots({}) == []


def test_a_long_way_round_is_followed() -> None:
    ring = {f"{n:05}": [f"{(n + 1) % 5000:05}"] for n in range(5000)}
    (knot,) = knots(ring)
    assert len(knot) == len(ring)


def led_to(calls: set[tuple[Id, Id]], start: Id) -> set[Id]:
    found: set[Id] = set()
    stack = [start]
    while stack:
        here = stack.pop()
        new = {there for source, there in calls if source == here} - found
        found |= new
        stack.extend(new)
    return found


def expected(design: Design) -> dict[Id, tuple[Id, ...]]:
    """The circle of each component, from all that leads to all."""
    calls = {(c.source, c.target) for c in design.connections.values() if c.verb != "reads"}
    calls = {call for call in calls if set(call) <= design.components.keys()}
    reach = {id: led_to(calls, id) for id in design.components}
    return {id: tuple(sorted(x for x in reach[id] if id in reach[x])) for id in design.components}


def said(live: Graph) -> dict[Id, tuple[Id, ...]]:
    return {id: live.circle(id) for id in live.design.components}


pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(["calls", "invokes", "reads"]), st.sampled_from(IDS))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from(IDS)), st.sets(pairs, max_size=12)), min_size=2, max_size=6))
def test_circles_that_went_along_are_those_of_a_fresh_graph(
    steps: list[tuple[set[Id], set[tuple[Id, str, Id]]]],
) -> None:
    """Calls may lead to what is not there, or not yet; a connection may come to do something else."""
    live = graph(Design())
    said(live)
    for components, links in steps:
        there = {id: Component(id=id, kind="lambda") for id in components}
        parts = {f"{a}-{b}": Connection(id=f"{a}-{b}", source=a, verb=verb, target=b) for a, verb, b in sorted(links)}
        before, old = said(live), live
        live, keys = live.after(Design(components=there, connections=parts))
        assert said(live) == expected(live.design)
        both = old.design.components.keys() & live.design.components.keys()
        assert {("circle", id) for id in both if before[id] != live.circle(id)} <= keys
