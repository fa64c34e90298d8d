"""`sketchpad describe`: a design as sketch notation, or as an outline with its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..model import Component, Connection, Design, Flow, Group, Id, Part, unparse
from ..model.printing import shown, unsaid
from ..model.text import plain
from .output import complain, counted, say
from .reading import one
from .usage import Parser

if TYPE_CHECKING:
    from ..rules import Report

EXAMPLES = """
sketchpad describe orders.sketch.json
sketchpad describe orders.sketch.json --outline
sketchpad describe orders.sketch.json > orders.sketch
"""


Members = dict[Id | None, list[Group | Component]]
Leaving = dict[Id, list[Connection]]


def run(arguments: Sequence[str]) -> int:
    about = "Print a design as sketch notation, one statement a line, or as an outline with its findings."
    parser = Parser("describe", about, EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--outline", action="store_true", help="groups and components as a tree, with findings")
    options = parser.parse_args(arguments)
    design = one(options.file, only_shown=not options.outline).design
    if options.outline:
        lines: Sequence[str] = tuple(outline(design, _report(options.file, design)))
    else:
        lines = unparse(design).splitlines()
        hidden = _kept_keys(design)
        if hidden:
            complain(f"{options.file}: {counted(hidden, 'value')} that only JSON can hold left out")
    clean = [plain(line) for line in lines]
    if clean != list(lines):
        complain(f"{options.file}: characters that a terminal cannot show are replaced or left out")
    say("".join(f"{line}\n" for line in clean))
    return 0


def _report(path: str, design: Design) -> Report:
    """What a file's settings have said of its design."""
    from .settings import Surroundings

    settings = Surroundings().of(path)
    return settings.choice.only(settings.linter().once(design))


def _kept_keys(design: Design) -> int:
    """How much of a design notation cannot say."""
    steps = (step for flow in design.flows.values() for step in flow.steps)
    everything = (design, *design.parts(), *steps, *design.waivers)
    properties = sum(len(unsaid(part)) for part in design.parts())
    return len(design.spare) + sum(len(thing.kept) for thing in everything) + properties


def outline(design: Design, report: Report) -> Iterator[str]:
    """The design as a tree: groups with what lies in them, what each component does, what is asked, what is found."""
    members: Members = {}
    leaving: Leaving = {}
    for _, connection in sorted(design.connections.items()):
        leaving.setdefault(connection.source, []).append(connection)
    everything: Sequence[Group | Component] = (*design.groups.values(), *design.components.values())
    for part in everything:
        home = next((id for id in part.inside if id in design.groups), None)
        members.setdefault(home, []).append(part)
    yield str(design)
    if design.about:
        yield f"  {design.about}"
    seen: set[Id] = set()
    for part in _ordered(members.get(None, [])):
        yield from _branch(design, part, members, leaving, seen)
    lost = [g for _, g in sorted(design.groups.items()) if g.id not in seen]
    for group in lost:  # in a circle of groups none is outermost
        if group.id not in seen:
            yield from _branch(design, group, members, leaving, seen)
    yield from _section("Requirements", (_need(part) for _, part in sorted(design.requirements.items())))
    yield from _section("Flows", (_flow(flow) for _, flow in sorted(design.flows.items())))
    found = []
    for finding in report.findings:
        waived = " (waived)" if finding.waived else ""
        on = ", ".join(finding.on) or "design"
        found.append(f"{finding.severity.word} {finding.rule.id} on {on}: {finding.message}{waived}")
    yield from _section("Findings", iter(found or ["none"]))


def _ordered(parts: Sequence[Group | Component]) -> list[Group | Component]:
    """Groups first, then components, by id."""
    return sorted(parts, key=lambda part: (isinstance(part, Component), part.id))


def _branch(
    design: Design, part: Group | Component, members: Members, leaving: Leaving, seen: set[Id]
) -> Iterator[str]:
    stack: list[tuple[Group | Component, int]] = [(part, 1)]
    while stack:
        here, level = stack.pop()
        if here.id in seen:
            continue
        seen.add(here.id)
        pad = "  " * level
        named = f' "{here.name}"' if here.name else ""
        tags = [id for id in here.inside[1:] if id in design.groups]
        yield f"{pad}{here.kind} {here.id}{named}" + (f" [{', '.join(tags)}]" if tags else "")
        if isinstance(here, Component):
            for c in leaving.get(here.id, ()):
                yield f"{pad}  {c.verb} {c.target}" + (f': "{c.label}"' if c.label else "")
        else:
            stack.extend((child, level + 1) for child in reversed(_ordered(members.get(here.id, []))))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    some = list(lines)
    if some:
        yield title
        yield from (f"  {line}" for line in some)


def _need(part: Part) -> str:
    properties = getattr(part, "properties", {})
    figures = " ".join(f"{name}={shown(value)}" for name, value in sorted(properties.items()))
    text = getattr(part, "text", "")
    return " ".join(filter(None, [part.id, figures, f'"{text}"' if text else ""]))


def _flow(flow: Flow) -> str:
    return f"{flow.id}: {' -> '.join(step.component for step in flow.steps)}"
