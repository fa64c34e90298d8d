"""Every word of the knowledge base's sketches is in the catalogue, and every value fits."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from material import each, sketches

from sketchpad.catalog import FLOW, GROUPS, KINDS, REQUIREMENTS, VERBS, Property, graph, verbs_between
from sketchpad.model import Design, parse


def complaints(design: Design) -> Iterator[str]:
    for component in design.components.values():
        yield from misfits(KINDS[component.kind].properties, component.properties)
    for group in design.groups.values():
        yield from misfits(GROUPS[group.kind].properties, group.properties)
    for requirement in design.requirements.values():
        yield from misfits(REQUIREMENTS[requirement.type].properties, requirement.properties)
    for flow in design.flows.values():
        yield from misfits(FLOW, flow.properties)
    for connection in design.connections.values():
        yield from misfits(VERBS[connection.verb].properties, connection.properties)
        source, target = (design.components[end].kind for end in (connection.source, connection.target))
        if connection.verb not in verbs_between(source, target):
            yield f"{source} {connection.verb} {target} is not foreseen"


def misfits(known: Mapping[str, Property], said: Mapping[str, Any]) -> Iterator[str]:
    for name, value in said.items():
        if name not in known:
            yield f"{name} is unknown"
        elif why := known[name].problem(value):
            yield why


@each("sketch", [pytest.param(text, id=name) for name, text in sketches()])
def test_a_sketch_is_understood(sketch: str) -> None:
    assert list(complaints(parse(sketch))) == []


def test_a_graph_speaks_this_catalogue() -> None:
    found = graph(parse("user u; lambda f; rds_proxy p; rds d; u calls f; f rw p; p rw d"))
    assert found.node("f")["timeout_s"] == 3
    assert found.node("d")["class"] is None
    assert found.node("d").on_request_path
    assert [access.accessor.id for access in found.node("d").accesses] == ["f"]
    assert found.node("f").has("function")
