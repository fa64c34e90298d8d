"""Fixes that let work run elsewhere, or otherwise than it does."""

from __future__ import annotations

import math

from ..analysis.capacity import STARTS, concurrency
from ..analysis.compute_options import COMPUTE, COUNTED, DEDICATED, Option, Work, kinds, options, work_of
from ..analysis.figures import words
from ..catalog import kind_of, verbs_between
from ..editing import Add, ChangeKind, ChangeVerb, Connect, Edit, Reend, SetProperty
from ..model import Component, Node
from .remedies import Declare, at_once, free, setting, together
from .rule import Fix


def accepted_kinds(node: Node) -> frozenset[str] | None:
    """The kinds of compute that the team accepts; None where it says nothing."""
    value = node["allowed"]
    if value is None or value == "none":
        return None
    return frozenset(words(value))


def worth_proposing(node: Node) -> tuple[Option, ...]:
    """What is worth proposing for a component's work, the least operations first; what the team accepts, if any."""
    left = options(work_of(node))
    accepted = accepted_kinds(node)
    return tuple(o for o in left if accepted is None or o.kind in accepted) or left


def become(node: Node, option: Option, work: Work) -> Fix:
    """Make a component one of an option's kind; on hosts of its own where its licence asks for that."""
    stated: list[tuple[str, str]] = [("compute", option.mode)] if option.mode else []
    if work.licence in COUNTED and "tenancy" in kind_of(option.kind).properties:
        stated.append(("tenancy", DEDICATED))
    same = option.kind == node.kind.kind
    edit: Edit = ChangeKind(node.id, option.kind, tuple(stated))
    if same and stated:
        edit = at_once(f"Set {stated[0][0]}={stated[0][1]} on {node.id}", [SetProperty(node.id, *s) for s in stated])
    suffix = f"-{option.mode}" if option.mode not in ("", "ec2") else ""
    return Fix(f"become-{option.kind.replace('_', '-')}{suffix}", edit, f"Make {node} {option.name}")


def to_others(node: Node, left: tuple[Option, ...], most: int = 3) -> list[Fix]:
    """Fixes that move the work to one of the first options left, each kind once; its own kind comes first."""
    work = work_of(node)
    first = {option.kind: option for option in reversed(left)}
    order = sorted(kinds(left), key=lambda kind: kind != node.kind.kind)
    return [become(node, first[kind], work) for kind in order[:most]]


def become_kind(node: Node, kind: str) -> list[Fix]:
    """Make a component one of a kind, where nothing that its work needs rules that out."""
    return [become(node, option, work_of(node)) for option in worth_proposing(node) if option.kind == kind]


def behind_endpoint(node: Node) -> list[Fix]:
    """Put the model behind an endpoint of its own; the rest of the work needs no GPU."""
    endpoint = free(node.graph, f"{node.id}-model")
    edits: list[Edit] = [
        Add(Component(id=endpoint, kind="sagemaker_endpoint", inside=node.component.inside)),
        Connect(node.id, "invokes", endpoint),
        SetProperty(node.id, "gpu", False),
    ]
    return [together("insert-sagemaker-endpoint", f"Move the model of {node} behind a SageMaker endpoint", edits)]


def in_steps(node: Node, longest: float, usual: float, most: int = 5) -> list[Fix]:
    """A workflow of functions that each take their share; not where that makes a row of too many."""
    many = math.ceil(longest / usual)
    if many > most:
        return []
    graph = node.graph
    workflow = free(graph, f"{node.id}-steps")
    share = longest / many
    component = node.component
    properties = {**component.properties, "max_duration_s": share, "timeout_s": math.ceil(usual)}
    edits: list[Edit] = [
        Add(Component(id=workflow, kind="step_functions", inside=component.inside)),
        Connect(workflow, "orchestrates", node.id),
        SetProperty(node.id, "max_duration_s", share),
        SetProperty(node.id, "timeout_s", math.ceil(usual)),
    ]
    for link in node.incoming:
        if link.verb in STARTS:
            foreseen = verbs_between(link.source.kind.kind, "step_functions")
            edits.append(Reend(link.id, target=workflow))
            if foreseen and link.verb not in foreseen:
                edits.append(ChangeVerb(link.id, foreseen[0]))
    for step in range(2, many + 1):
        id = free(graph, f"{node.id}-{step}")
        edits.append(Add(component.but(id=id, name="", at=None, properties=properties)))
        edits.append(Connect(workflow, "orchestrates", id))
    return [together("insert-step-functions", f"Split {node} into {many} steps of a workflow", edits)]


SNAPSTART = frozenset({"java", "python", "dotnet"})
"""The runtimes that can start from a snapshot."""


def kept_warm(node: Node, runtime: str) -> list[Fix]:
    fixes = [setting("provisioned-concurrency", node, "provisioned_concurrency", _provisioned(node))]
    if runtime in SNAPSTART:
        fixes.append(setting("snapstart", node, "snapstart", True))
    work = work_of(node)
    fixes += [become(node, option, work) for option in options(work) if option.kind == "ecs_fargate"]
    return [*fixes, setting("managed-instances", node, "compute_type", "managed_instances")]


def _provisioned(node: Node) -> int:
    """As many environments as are expected at once, at least one."""
    expected = concurrency(node).expected
    return 1 if expected is None else max(1, math.ceil(expected))


def needs_dropped(node: Node, accepted: frozenset[str]) -> list[Fix]:
    """Give up the one need that struck the last accepted option, wherever one alone did."""
    work = work_of(node)
    alone = {why[0] for o in COMPUTE if o.kind in accepted and len(why := o.struck(work)) == 1}
    needs = [name for name in ("gpu", "os_access", "licence", "protocol") if name in alone]
    usual = node.kind.defaults
    return [setting(f"drop-{name.replace('_', '-')}", node, name, usual.get(name), by=Declare) for name in needs]
