"""Rules about where code runs: what its platform cannot give it, and what it stops."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..analysis.compute_options import (
    BELOW_THE_TASK,
    BOUND,
    COMPUTE,
    COUNTED,
    DEDICATED,
    KERNEL,
    Option,
    ceiling_s,
    hidden,
    kinds,
    options,
    work_of,
)
from ..analysis.figures import known, number, word
from ..analysis.requests import quickest_ms
from ..catalog import facts, kind_of
from ..editing import ChangeKind
from ..model import Node, Requirement
from .moves import (
    accepted_kinds,
    become,
    behind_endpoint,
    in_steps,
    kept_warm,
    needs_dropped,
    to_others,
    worth_proposing,
)
from .remedies import Declare, setting, together
from .rule import ERROR, INFO, WARNING, Finding, Fix, rule
from .shape import Shape, asks, both, states


def _named(left: tuple[Option, ...]) -> str:
    *some, last = (kind_of(kind).name for kind in kinds(left))
    return f"{', '.join(some)} or {last}" if some else last


def _platform(node: Node) -> str:
    """What it runs on, in words: `EKS workload on Fargate`."""
    return f"{node.kind.name} on Fargate" if word(node, "compute") == "fargate" else node.kind.name


@rule("CMP-001", ERROR, each="compute", see=("study", "ecs-gpu", "lambda-mi"), when=states("gpu"))
def gpu_on_unsupported_compute(node: Node) -> Iterator[Finding]:
    """The platform cannot provide the GPU that the work needs.

    A GPU is a hard need, little operations work a soft wish, and the hard need decides first. Fargate tasks take no GPU
    and Lambda has none, on managed instances either, so the choice starts among containers on EC2, managed instances,
    batch jobs and inference endpoints. Which of these is the least work is the second question.

    Fine when: the component only calls a managed inference endpoint, which then has the GPU.

    Bad:
        ecs_fargate model gpu=true
    Good:
        ecs_managed model gpu=true
    """
    if node["gpu"] is not True or not hidden(node, "no_gpu"):
        return
    if any(link.target.has("inference") for link in node.outgoing):
        return
    left = worth_proposing(node)
    yield Finding(
        node,
        f"{node} needs a GPU; {_platform(node)} cannot provide one. "
        f"Pick among {_named(left)}, then choose the simplest of those.",
        fixes=[*to_others(node, left), *behind_endpoint(node)],
    )


ACCESS = {
    "host_agent": "an agent on the host",
    "privileged": "a privileged container",
    "custom_kernel": "a kernel of its own",
    "ssh": "a login on the host",
}
"""What the work needs of the operating system, in words."""


@rule("CMP-002", ERROR, each="compute", see=("study", "ecs-gpu"), when=states("os_access"))
def os_access_on_managed_compute(node: Node) -> Iterator[Finding]:
    """The platform gives no such access to the operating system.

    The more of the stack AWS looks after, the less of it can be touched: EC2 gives the whole system, managed instances
    keep the kernel and the login, Fargate gives nothing below the task and Lambda nothing at all. A kernel module, a
    privileged container or an agent on the host rules the managed options out before convenience counts.

    Fine when: the agent can run as a sidecar or an extension; then the work needs no access.

    Bad:
        lambda probe os_access=custom_kernel
    Good:
        ec2_asg probe os_access=custom_kernel
    """
    need = word(node, "os_access")
    if need not in BELOW_THE_TASK:
        return
    if not (hidden(node, "no_os_access") or (need in KERNEL and hidden(node, "no_kernel"))):
        return
    what = "function" if node.has("function") else "task"
    left = worth_proposing(node)
    sidecar = Fix("needs-no-access", Declare(node.id, "os_access", "none"), f"{node} runs its agent as a sidecar")
    yield Finding(
        node,
        f"{node} needs {ACCESS[need]}; {_platform(node)} gives no access below the {what}.",
        fixes=[*to_others(node, left, 4), sidecar],
    )


@rule("CMP-003", ERROR, each="compute", see=("study", "ec2-dh"), when=states("licence"))
def licence_bound_without_dedicated_host(node: Node) -> Iterator[Finding]:
    """A licence is bound to hardware that cannot be seen or kept.

    A licence counted in sockets or cores needs a host that you can see and that stays yours. Dedicated Hosts give that;
    serverless compute and managed instances hide it. On EC2 with shared tenancy it depends on the contract.

    Fine when: the contract counts virtual processors, or the licence is part of the service's price.

    Bad:
        ecs_fargate engine licence=per_core
    Good:
        ec2_asg engine licence=per_core tenancy=dedicated_host
    """
    licence = word(node, "licence")
    if licence not in BOUND:
        return
    hides = hidden(node, "hides_host")
    shared = licence in COUNTED and node.has("tenancy") and word(node, "tenancy") != DEDICATED
    if not hides and not shared:
        return
    fixes = [become(node, option, work_of(node)) for option in COMPUTE if option.kind == "ec2_asg"]
    if not hides:
        fixes = [setting("dedicated-host", node, "tenancy", DEDICATED), *fixes]
    if node.kind.kind == "ec2_asg":
        fixes = fixes[:1]
    included = Declare(node.id, "licence", "none")
    problem = "hides sockets and cores" if hides else "on shared hosts may move between them"
    yield Finding(
        node,
        f"{node} carries a {licence} licence; {_platform(node)} {problem}.",
        fixes=[*fixes, Fix("licence-included", included, f"{node} uses a service with the licence included")],
        severity=ERROR if hides else WARNING,
    )


@rule("CMP-004", ERROR, each="function", see=("study", "lambda-limits", "botocore"), when=states("max_duration_s"))
def lambda_exceeds_max_duration(node: Node) -> Iterator[Finding]:
    """The work takes longer than an invocation may.

    Lambda stops an invocation after a quarter of an hour, and nobody can raise that. Managed instances allow more where
    nobody waits for the result; a durable function may last a year, yet each of its steps lives inside one invocation.
    What is longer belongs in a container task, a batch job or a workflow of shorter steps.

    Fine when: the function is durable and its longest step fits.

    Bad:
        lambda convert max_duration_s=1800
    Good:
        lambda convert max_duration_s=600 timeout_s=900
    """
    longest = number(node, "max_duration_s")
    if longest is None:
        return
    ceiling = ceiling_s(node)
    if longest <= ceiling:
        return
    usual: float = facts.quota("lambda", "timeout_max_s").value
    year: float = facts.quota("lambda", "durable_execution_max_s").value
    message = f"{node} may run {longest:,.10g} s; Lambda stops it after {ceiling:,.10g} s."
    if node["durable"] is True:
        step = number(node, "step_max_duration_s")
        if step is not None and step <= usual and longest <= year:
            return
        if longest > year:
            message = f"{node} may run {longest:,.10g} s; a durable execution ends after {year:,.10g} s."
        elif step is None:
            message = f"{node} may run {longest:,.10g} s; no longest step is stated, and {usual:,.10g} s is the most."
        else:
            message = f"A step of {node} may run {step:,.10g} s; Lambda stops it after {usual:,.10g} s."
    left = tuple(o for o in worth_proposing(node) if o.kind in ("ecs_fargate", "batch")) or worth_proposing(node)
    fixes = [*to_others(node, left, 2), *in_steps(node, longest, usual)]
    if longest <= year:
        durable = [Declare(node.id, "durable", True), Declare(node.id, "step_max_duration_s", usual)]
        fixes.append(together("durable-steps", f"Make {node} durable with steps of at most {usual:,.10g} s", durable))
    yield Finding(node, message, fixes)


@rule(
    "CMP-005",
    ERROR,
    each="function",
    see=("lambda-limits", "botocore"),
    when=both(states("timeout_s"), states("max_duration_s")),
)
def lambda_timeout_below_work(node: Node) -> Iterator[Finding]:
    """The timeout is shorter than the work.

    A timeout is set once and forgotten. Where the longest expected run is above it, every slow case fails and is tried
    again by the caller or the queue, which doubles the load just when it hurts.

    Fine when: the function is durable; it goes on where it was stopped.

    Bad:
        lambda report timeout_s=30 max_duration_s=120
    Good:
        lambda report timeout_s=180 max_duration_s=120
    """
    longest = number(node, "max_duration_s")
    if longest is None or not node.states("timeout_s") or node["durable"] is True:
        return
    timeout = number(node, "timeout_s")
    if timeout is None or timeout >= longest:
        return
    ceiling = ceiling_s(node)
    if longest <= ceiling:
        enough = min(math.ceil(1.5 * longest), math.floor(ceiling))
        yield Finding(
            node,
            f"{node}: longest run {longest:,.10g} s, timeout {timeout:,.10g} s.",
            fixes=[setting("raise-timeout", node, "timeout_s", enough)],
        )


TAIL = 99
"""From this percentile on, what hits fewer than one call in a hundred counts."""


@rule("CMP-006", WARNING, each="function", breaks=("latency",), see=("study", "lambda-env"), when=asks("latency.pctl"))
def cold_start_breaks_tail_latency(node: Node) -> Iterator[Finding]:
    """A cold start does not fit in the latency that is asked for at the tail.

    Fewer than one call in a hundred meets a cold start, so a budget at the 95th percentile does not see it and one at
    the 99th does. How long it takes depends on the runtime, from under a tenth of a second to several; with spiky
    traffic cold starts come together.

    Fine when: the traffic is so steady that environments hardly ever start while somebody waits.

    Bad:
        region virginia code=us-east-1
        user shoppers
        apigw_rest api in virginia auth=jwt waf=true
        lambda quotes in virginia runtime=java
        shoppers routes_to api
        api routes_to quotes
        need latency read_ms=200 pctl=99
        need users at=New_York
    Good:
        region virginia code=us-east-1
        user shoppers
        apigw_rest api in virginia auth=jwt waf=true
        lambda quotes in virginia runtime=java snapstart=true
        shoppers routes_to api
        api routes_to quotes
        need latency read_ms=200 pctl=99
        need users at=New_York
    """
    if node["snapstart"] is True or number(node, "provisioned_concurrency") or word(node, "compute_type") != "default":
        return
    asked = [r for r in node.graph.requirements("latency") if (known(r.properties.get("pctl")) or 0) >= TAIL]
    if not asked or not node.on_request_path:
        return
    runtime = word(node, "runtime")
    figure = facts.cold_start(runtime)
    if figure is None:
        return
    budgets = {r.id: (budget, r) for r in asked if (budget := _budget(node, r)) is not None}
    cold: float = figure.value["p50"]
    if not budgets:
        return
    takes = quickest_ms(node) + cold
    missed = {id: entry for id, entry in budgets.items() if takes > entry[0]}
    if missed:
        budget, tightest = min(missed.values(), key=lambda entry: (entry[0], entry[1].id))
        yield Finding(
            node,
            f"p{tightest.properties['pctl']:g} budget {budget:,.10g} ms; "
            f"a cold start of {node} adds about {cold:,.10g} ms.",
            fixes=kept_warm(node, runtime),
            breaks=tuple(missed),
        )


def _budget(node: Node, requirement: Requirement) -> float | None:
    """The milliseconds that a request through a function may take: for writes where it only writes, else for reads."""
    read, write = (known(requirement.properties.get(name)) for name in ("read_ms", "write_ms"))
    uses = node.uses
    writes, reads = any(use.writes for use in uses), any(use.reads for use in uses)
    if read is not None and write is not None:
        return min(write if writes else read, read if reads or not writes else write)
    if read is not None:
        return read if reads or not writes else None
    return write if writes or not reads else None


HARD = ("gpu", "special_hardware", "existing_fleet")
"""What justifies servers of one's own, beside access, licence and protocol."""


@rule("CMP-007", INFO, each="self_run", breaks=("ops",), see=("study",), when=asks("ops.pref"))
def self_run_compute_without_hard_reason(node: Node) -> Iterator[Finding]:
    """Servers of your own, though as little operations as possible are wanted and nothing forces them.

    Once hard needs have struck what cannot work, the wish for little operations ranks the rest: functions, Fargate,
    managed instances, containers on EC2, bare EC2. Servers that nobody needs cost patches and capacity work.

    Fine when: a hard need holds that the design does not state yet, or the fleet exists and its team stays.

    Bad:
        ec2_asg web
        need ops pref=lowest
    Good:
        ec2_asg web gpu=true
        need ops pref=lowest
    """
    if not any(r.properties.get("pref") == "lowest" for r in node.graph.requirements("ops")):
        return
    if word(node, "compute") in ("auto", "fargate") or any(node[name] is True for name in HARD):
        return
    if word(node, "os_access") in BELOW_THE_TASK or word(node, "licence") in BOUND:
        return
    if word(node, "protocol") in ("udp", "multicast"):
        return
    best = next(iter(worth_proposing(node)))
    if best.kind == node.kind.kind:
        return
    yield Finding(
        node,
        f"Nothing stated forces {node} onto {node.kind.name}; with the least operations {best.name} ranks first.",
        fixes=[
            become(node, best, work_of(node)),
            setting("special-hardware", node, "special_hardware", True, by=Declare),
            setting("existing-fleet", node, "existing_fleet", True, by=Declare),
        ],
    )


@rule("CMP-008", WARNING, each="code", see=("study",), when=states("allowed"))
def no_compute_option_left(node: Node) -> Iterator[Finding]:
    """What the work needs and what the team accepts leave no place to run it.

    Hard needs can strike everything that is accepted: a GPU among serverless kinds only, a licence by the core among
    containers only. Then the inputs contradict each other, and no choice of component mends that.

    Fine when: the list of accepted kinds is about to change.

    Bad:
        ecs_ec2 train gpu=true allowed=lambda,ecs_fargate
    Good:
        ecs_ec2 train gpu=true allowed=lambda,ecs_ec2
    """
    accepted = accepted_kinds(node)
    if not accepted:
        return
    work = work_of(node)
    if accepted & set(kinds(options(work, offered=False))):
        return
    left = kinds(options(work))
    listed = tuple(kind for kind in kinds(COMPUTE) if kind in accepted)
    fixes = [
        setting(f"accept-{kind.replace('_', '-')}", node, "allowed", (*listed, kind), by=Declare) for kind in left[:3]
    ]
    yield Finding(
        node,
        f"{node}: its needs leave {', '.join(left)}, but only {', '.join(listed)} are accepted.",
        fixes=[*fixes, *needs_dropped(node, accepted)],
    )


SUCCESSOR = {"serverless_v1": "serverless_v2"}
"""The capacity that takes the place of an ended one."""


def _may_end(shape: Shape) -> bool:
    """Whether something is said of the end of its kind, or of a sort of it."""
    return any(name == shape.kind or name.startswith(f"{shape.kind}_") for name in facts.topic("lifecycle"))


@rule("CMP-009", WARNING, each=("compute", "network", "store"), see=("apprunner", "notes26"), when=_may_end)
def discontinued_service(node: Node) -> Iterator[Finding]:
    """The service has ended or takes no new customers.

    A design drawn from older diagrams may still hold services that AWS has closed: some refuse new customers, some are
    gone. A new design should not start on them.

    Fine when: you are a customer of it already, it only refuses new ones, and the move away is planned.

    Bad:
        app_runner web
    Good:
        ecs_fargate web
    """
    kind, capacity = node.kind.kind, word(node, "capacity")
    endings = facts.topic("lifecycle")
    figure = endings.get(kind) or (endings.get(f"{kind}_{capacity}") if capacity else None)
    if figure is None:
        return
    ended: bool = figure.value["ended"]
    fixes = [
        Fix(f"become-{k.replace('_', '-')}", ChangeKind(node.id, k), f"Make {node} {kind_of(k).name}")
        for k in figure.value.get("kinds", ())
    ]
    if not fixes and capacity in SUCCESSOR:
        fixes = [setting("raise-version", node, "capacity", SUCCESSOR[capacity])]
    yield Finding(
        node,
        f"{node}, {node.kind.name.split(' (')[0]}: {figure.note}. Use {figure.value['use']}.",
        fixes=fixes,
        severity=ERROR if ended else WARNING,
    )
