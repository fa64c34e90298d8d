"""Taking an end of a connection to another component, by label, by arrows or by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from ...catalog import kind_of, verbs_between
from ...editing import ChangeVerb, Edit, Reend, Several
from ...model import Component, Connection, Id, Slot
from ..scene import Do, Meaning, Scene, WhyNot
from .gestures import Ghost, Keys, Pick, nearest_first
from .walk import labelled


@dataclass(frozen=True)
class Reending(Pick):
    """One end stays, the other one goes elsewhere; the verb stays where it is foreseen there."""

    name = "MOVE END"
    starter = "m"
    keys: ClassVar[Keys] = (
        ("a-z", "label"),
        ("arrows", "where to"),
        ("Tab", "the other end"),
        ("Enter", "put down"),
        ("Esc", "back"),
    )

    connection: Id = ""
    source: bool = False
    """Whether it is the source that goes elsewhere, rather than the target."""

    @classmethod
    def begin(cls, scene: Scene, connection: Connection, near: Slot | None = None) -> Reending | WhyNot:
        """Take hold of the target, or of the end that is nearer to a slot."""
        slots = scene.slots
        if connection.source not in slots or connection.target not in slots:
            return WhyNot("an end of this connection is not there")
        if len(slots) < 3:
            return WhyNot("there is no other component that it could lead to")
        source = near is not None and _far(near, slots[connection.source]) < _far(near, slots[connection.target])
        return cls(connection=connection.id)._holding(scene, source)

    def _holding(self, scene: Scene, source: bool) -> Self:
        """The gesture with one of the ends in the hand, where that end is."""
        held = replace(self, source=source, typed="", count="")
        ends = held._ends(scene)
        legal = [id for id in scene.visible() if id not in ends and held._verbs(scene, scene.design.components[id])]
        return replace(
            held,
            at=scene.slots[ends[1]],
            targets=labelled(nearest_first(scene, legal), last=self.starter),
        )

    def _ends(self, scene: Scene) -> tuple[Id, Id]:
        """The end that stays and the one that goes elsewhere."""
        c = scene.design.connections[self.connection]
        return (c.target, c.source) if self.source else (c.source, c.target)

    def _verbs(self, scene: Scene, other: Component) -> tuple[str, ...]:
        """What is foreseen if the end in the hand goes to a component."""
        stays = scene.design.components[self._ends(scene)[0]]
        return verbs_between(other.kind, stays.kind) if self.source else verbs_between(stays.kind, other.kind)

    @property
    def title(self) -> str:
        return f"{super().title} {'source' if self.source else 'target'} of {self.connection}"

    def press(self, key: str, scene: Scene) -> Meaning | Self | None:
        if key == "tab":
            return self._holding(scene, not self.source)
        return super().press(key, scene)

    def _over(self, scene: Scene) -> Id | None:
        """The component that the end is over."""
        other = scene.component_at(self.at)
        return None if other is None else other.id

    def _problem(self, scene: Scene) -> str:
        stays, was = self._ends(scene)
        id = self._over(scene)
        if id is None:
            return "go to a component, or type the label on one"
        if id == stays:
            return f"its other end is at {id} already"
        return f"it is at {id} already" if id == was else ""

    def ghost(self, scene: Scene) -> Ghost:
        stays, was = self._ends(scene)
        wire = scene.slots[stays], self.at
        id, problem = self._over(scene), self._problem(scene)
        if id is None or problem:
            says = problem if id != was else f"to which component? it is at {was}"
            return Ghost(wire=wire, labels=self.labels(), says=says)
        return Ghost(wire=wire, labels=self.labels(), says=self._says(scene, scene.design.components[id]))

    def _says(self, scene: Scene, other: Component) -> str:
        verb = self._verb(scene, other)
        stays = self._ends(scene)[0]
        said = f"{other.id} {verb} {stays}" if self.source else f"{stays} {verb} {other.id}"
        if self._verbs(scene, other):
            return said
        kinds = [kind_of(scene.design.components[stays].kind).name, kind_of(other.kind).name]
        return f"{said}   nothing is foreseen between {' and '.join(kinds[::-1] if self.source else kinds)}"

    def _verb(self, scene: Scene, other: Component) -> str:
        old, foreseen = scene.design.connections[self.connection].verb, self._verbs(scene, other)
        return old if old in foreseen or not foreseen else foreseen[0]

    def end(self, scene: Scene) -> Meaning:
        id, problem = self._over(scene), self._problem(scene)
        return WhyNot(problem) if id is None or problem else self.picked(id, scene)

    def picked(self, id: Id, scene: Scene) -> Meaning:
        other = scene.design.components[id]
        edit: Edit = Reend(self.connection, source=id if self.source else None, target=None if self.source else id)
        verb = self._verb(scene, other)
        if verb != scene.design.connections[self.connection].verb:
            edit = Several(str(edit), (edit, ChangeVerb(self.connection, verb)))
        return Do(edit, frozenset({self.connection}), scene.slots[id], self._says(scene, other))


def _far(one: Slot, other: Slot) -> int:
    return abs(one.column - other.column) + abs(one.row - other.row)
