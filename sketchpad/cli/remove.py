"""`sketchpad remove`: take parts out of a design."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..editing import Remove
from ..model import Component, Design, Group, Id
from .changing import Changer, changed, named, opened

EXAMPLES = """
sketchpad remove orders.sketch.json jobs
sketchpad remove orders.sketch.json fn-rw-db checkout --dry-run
"""
ABOUT = """
Take out components, groups, connections, requirements and flows. What cannot be without them goes along, and is named;
what lay in a group comes to lie in the one around it.
"""


def run(arguments: Sequence[str]) -> int:
    parser = Changer("remove", ABOUT.strip(), EXAMPLES)
    parser.add_argument("ids", nargs="+", metavar="ID")
    options = parser.parsed(arguments)
    document = opened(options)
    edit = Remove(frozenset(named(",".join(options.ids), document.design)))
    along = tuple(_along(document.design, edit(document.design), edit.ids))
    return changed(options, document, [edit], along)


def _along(before: Design, after: Design, ids: Collection[Id]) -> Iterator[str]:
    """What else is gone, and what lies elsewhere."""
    lost = sorted(part.id for part in before.parts() if part.id not in after and part.id not in ids)
    if lost:
        yield f"with it goes {', '.join(lost)}"
    for id, flow in sorted(before.flows.items()):
        if id in after.flows and len(after.flows[id].steps) < len(flow.steps):
            gone = [step.component for step in flow.steps if step.component not in after.components]
            yield f"{id} loses its step {', '.join(gone)}"
    for waiver in before.waivers:
        if waiver not in after.waivers:
            yield f"with it goes the waiver of {waiver.rule} on {','.join(waiver.on)}"
    members: list[Component | Group] = [*before.groups.values(), *before.components.values()]
    for part in members:
        here = after.get(part.id)
        if isinstance(here, Component | Group) and here.inside != part.inside:
            yield f"{part.id} lies in {', '.join(here.inside) or 'no group'}"
