"""What lights up on the canvas: the path of a requirement, the numbered steps of a flow. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..drawing.folding import Folded
from ..editing.groups import members
from ..model import Design, Id, Step
from ..model.printing import marks


class Light(NamedTuple):
    """Parts that are brought out, and what is written on some of them."""

    parts: frozenset[Id] = frozenset()
    numbers: Mapping[Id, str] = {}
    """What stands on a component: the turns that it takes, with their marks, such as `1*`."""


DARK = Light()


def stepped_through(design: Design, steps: Sequence[Step]) -> Light:
    """The steps of a flow, and the connections that lead from one to the next."""
    there = [(number, step) for number, step in enumerate(steps, 1) if step.component in design.components]
    numbers: dict[Id, str] = {}
    for number, step in there:
        said = f"{number}{marks(step)}"
        numbers[step.component] = ",".join(filter(None, (numbers.get(step.component), said)))
    pairs = {frozenset((one.component, other.component)) for (_, one), (_, other) in pairwise(there)}
    return Light(frozenset(numbers) | _between(design, pairs), numbers)


def _between(design: Design, pairs: Iterable[frozenset[Id]]) -> frozenset[Id]:
    """The connections whose ends are one of the pairs."""
    wanted = set(pairs)
    return frozenset(c.id for c in design.connections.values() if frozenset((c.source, c.target)) in wanted)


def shown(light: Light, folded: Folded) -> Light:
    """What lights up of a picture with folded groups: the box of what lies in one, with the turns of all of it."""
    if not folded.into:
        return light
    numbers: dict[Id, str] = {}
    for id, said in light.numbers.items():
        stands = folded.into.get(id, id)
        numbers[stands] = ",".join(filter(None, (numbers.get(stands), said)))
    return Light(folded.shown(light.parts), numbers)


def surroundings(design: Design, ids: frozenset[Id]) -> frozenset[Id]:
    """Some parts with the connections that lead to or from them, and what is at their other ends.

    Of a group it is everything in it; of a connection its ends. Empty where none of them is there.
    """
    own = set(ids & design.components.keys())
    for group in ids & design.groups.keys():
        own |= members(design, group)
    lit = {id for id in ids if id in design.connections}
    lit |= {one.id for one in design.connections.values() if one.source in own or one.target in own}
    ends = {end for id in lit for end in (design.connections[id].source, design.connections[id].target)}
    return frozenset(own | lit | ends)
