"""Connecting components, by label, by arrows or by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from ...catalog import kind_of, verb_of, verbs_between
from ...editing import Connect, Edit, Several
from ...model import Component, Id
from ..scene import Ask, Do, Meaning, Scene, WhyNot
from .gestures import Ghost, Pick, Turning, nearest_first
from .walk import labelled

ANYWAY = "calls"
"""The verb between kinds that nothing is foreseen for, where somebody insists."""


def default_verb(source: str, target: str) -> str:
    return next(iter(verbs_between(source, target)), ANYWAY)


def offered(source: Component, target: Component) -> tuple[str, ...]:
    """The verbs to choose from, the likeliest first; where none is foreseen, those of either end."""
    foreseen = verbs_between(source.kind, target.kind)
    known = (*kind_of(source.kind).outgoing, *kind_of(target.kind).incoming, ANYWAY)
    return foreseen or tuple(dict.fromkeys(known))


@dataclass(frozen=True)
class Wiring(Pick, Turning):
    """Connect one or several components to another one."""

    name = "CONNECT"
    starter = "w"
    keys = (("a-z", "label"), ("arrows", "target"), ("Tab", "verb"), ("Enter", "connect"), ("Esc", "back"))

    sources: tuple[Id, ...] = ()
    ask: Ask | None = None
    legal: frozenset[Id] = frozenset()
    """The components that a verb is foreseen to."""

    @classmethod
    def begin(cls, scene: Scene, ask: Ask | None = None) -> Wiring | WhyNot:
        sources = tuple(sorted(scene.components))
        if not sources:
            return WhyNot("put the cursor on the component that the connection comes from")
        return cls.leaving(scene, sources, ask)

    @classmethod
    def leaving(cls, scene: Scene, sources: tuple[Id, ...], ask: Ask | None = None) -> Wiring | WhyNot:
        ask = ask if len(sources) == 1 else None
        if len(scene.design.components) == len(sources) and ask is None:
            return WhyNot("there is nothing to connect it to yet")
        components = scene.design.components
        kinds = {components[id].kind for id in sources}
        fits = {
            other: all(verbs_between(kind, other) for kind in kinds)
            for other in {part.kind for part in components.values()}
        }
        legal = frozenset(id for id, part in components.items() if fits[part.kind] and id not in sources)
        targets = labelled(nearest_first(scene, [id for id in scene.visible() if id in legal]), last=cls.starter)
        return cls(scene.cursor, sources=sources, targets=targets, legal=legal, ask=ask)

    def _target(self, scene: Scene) -> Component | None:
        target = scene.component_at(self.at)
        return None if target is None or target.id in self.sources else target

    def verbs(self, scene: Scene, target: Component) -> dict[Id, str]:
        """The verb of each source."""
        found = {}
        for id in self.sources:
            verbs = offered(scene.design.components[id], target)
            found[id] = verbs[self.turn % len(verbs)]
        return found

    def problem(self, scene: Scene) -> str:
        target = self._target(scene)
        if target is None:
            if self.ask is not None and scene.box_at(self.at) is None:
                return "Enter puts a new component here"
            return "go to a component, or type the label on one" if self.targets else "go to a component"
        source = scene.design.components[self.sources[0]]
        if not verbs_between(source.kind, target.kind) and not self.turn:
            kinds = f"{kind_of(source.kind).name} and {kind_of(target.kind).name}"
            return f"no verb is foreseen between {kinds}; Tab takes one anyway"
        return ""

    def ghost(self, scene: Scene) -> Ghost:
        target = self._target(scene)
        wire = (scene.slots[self.sources[0]], self.at)
        bright = self.legal.union(self.sources)
        if target is None:
            wired = wire if self.at != wire[0] else None
            return Ghost(wire=wired, labels=self.labels(), bright=bright, says=self.problem(scene))
        verb = next(iter(self.verbs(scene, target).values()))
        others = [other for other in offered(scene.design.components[self.sources[0]], target) if other != verb]
        more = f"   Tab: {', '.join(others)}" if others else ""
        says = f"{self.sources[0]} {verb} {target.id}  ({verb_of(verb).name}){more}"
        return Ghost(wire=wire, labels=self.labels(), bright=bright, says=says, problem=self.problem(scene))

    def end(self, scene: Scene) -> Meaning:
        target, problem = self._target(scene), self.problem(scene)
        if target is None and self.ask is not None and scene.box_at(self.at) is None:
            return self.ask(self.at, self.sources[0])
        if target is None or problem:
            return WhyNot(problem)
        return self._connected(scene, target)

    def picked(self, id: Id, scene: Scene) -> Meaning:
        return self._connected(scene, scene.design.components[id])

    def _connected(self, scene: Scene, target: Component) -> Meaning:
        edits: tuple[Edit, ...] = tuple(
            Connect(id, verb, target.id) for id, verb in self.verbs(scene, target).items() if id != target.id
        )
        edit = edits[0] if len(edits) == 1 else Several(f"Connect {len(edits)} components to {target}", edits)
        return Do(edit, frozenset(self.sources), scene.cursor)

    def again(self) -> Self:
        return replace(self, typed="", turn=0)
