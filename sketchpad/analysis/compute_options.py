"""Where work can run: the kinds of compute, what strikes each of them, and how the rest ranks.

Hard needs strike first; a wish ranks only what they leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..catalog import facts, kind_of
from ..model import Link, Node
from .capacity import STARTS
from .figures import number, word

BELOW_THE_TASK = frozenset({"host_agent", "privileged", "custom_kernel", "ssh"})
"""What the work may need of the operating system, beyond nothing."""
KERNEL = frozenset({"custom_kernel", "ssh"})
"""What an operating system that AWS looks after does not give."""
COUNTED = frozenset({"per_socket", "per_core", "dedicated_host"})
"""Licences that need a host of one's own."""
BOUND = COUNTED | {"byol"}
"""Licences that need a host which can be seen."""
DEDICATED = "dedicated_host"
"""The tenancy whose sockets and cores can be seen and kept."""


@dataclass(frozen=True, slots=True)
class Work:
    """What work needs of the place where it runs."""

    gpu: bool = False
    os_access: str = "none"
    licence: str = "none"
    tenancy: str = "shared"
    protocol: str = "http"
    max_duration_s: float | None = None
    """The longest piece of work, in seconds."""
    limit_s: float | None = None
    """What a function may take, in seconds; None for the usual ceiling."""
    memory_mb: float | None = None
    vcpu: float | None = None
    answers: bool = False
    """Somebody waits for the result."""
    listens: bool = False
    """Connections are passed on to it as they come in, not as requests."""

    @property
    def function_limit_s(self) -> float:
        usual: float = facts.quota("lambda", "timeout_max_s").value
        return usual if self.limit_s is None else self.limit_s


Strike = Callable[[Work], str]
"""The property of the work for which an option is out; empty where it stays."""


def _gpu(work: Work) -> str:
    return "gpu" if work.gpu else ""


def _any_access(work: Work) -> str:
    return "os_access" if work.os_access in BELOW_THE_TASK else ""


def _kernel(work: Work) -> str:
    return "os_access" if work.os_access in KERNEL else ""


def _any_licence(work: Work) -> str:
    return "licence" if work.licence in BOUND else ""


def _counted_licence(work: Work) -> str:
    return "licence" if work.licence in COUNTED and work.tenancy != DEDICATED else ""


def _too_long(work: Work) -> str:
    return "max_duration_s" if (work.max_duration_s or 0) > work.function_limit_s else ""


def _no_listener(work: Work) -> str:
    """Functions and jobs have no port to listen on."""
    if work.protocol != "http":
        return "protocol"
    return "routes_to" if work.listens else ""


def _too_big_for_function(work: Work) -> str:
    return "memory_mb" if (work.memory_mb or 0) > facts.quota("lambda", "memory_max_mb").value else ""


def _too_big_for_fargate(work: Work) -> str:
    if (work.vcpu or 0) > facts.quota("fargate", "max_vcpu").value:
        return "vcpu"
    return "mem_gb" if (work.memory_mb or 0) > facts.quota("fargate", "max_memory_gb").value * 1024 else ""


def _answers(work: Work) -> str:
    return "calls" if work.answers else ""


@dataclass(frozen=True, slots=True)
class Option:
    """A kind of compute that work may run on."""

    kind: str
    strikes: tuple[Strike, ...]
    mode: str = ""
    """The value of its property `compute`, where the kind has one."""
    offered: bool = True
    """Whether it is ever proposed; the others are only pruned."""

    @property
    def name(self) -> str:
        name = kind_of(self.kind).name
        return f"{name} ({self.mode})" if self.mode == "auto" else name

    def struck(self, work: Work) -> tuple[str, ...]:
        """The properties of the work that rule it out."""
        return tuple(dict.fromkeys(why for strike in self.strikes if (why := strike(work))))


_HIDDEN = (_gpu, _any_access, _any_licence)

COMPUTE: tuple[Option, ...] = (
    Option("lambda", (*_HIDDEN, _too_long, _no_listener, _too_big_for_function)),
    Option("ecs_fargate", (*_HIDDEN, _too_big_for_fargate)),
    Option("app_runner", (*_HIDDEN, _no_listener), offered=False),
    Option("eks", (*_HIDDEN, _too_big_for_fargate), mode="fargate", offered=False),
    Option("ecs_managed", (_kernel, _any_licence)),
    Option("eks", (_kernel, _counted_licence), mode="auto"),
    Option("ecs_ec2", (_counted_licence,)),
    Option("eks", (_counted_licence,), mode="ec2"),
    Option("batch", (_answers, _no_listener, _counted_licence), mode="ec2"),
    Option("batch", (*_HIDDEN, _answers, _no_listener, _too_big_for_fargate), mode="fargate", offered=False),
    Option("ec2_asg", ()),
    Option("ec2", (), offered=False),
    Option("monolith_app", (), offered=False),
    Option("sagemaker_endpoint", (_any_access, _any_licence, _no_listener), offered=False),
    Option("bedrock", (_any_access, _any_licence, _no_listener), offered=False),
)
"""Every option, the one with the least operations first. Servers of one's own are left when nothing else is."""


def ceiling_s(function: Node) -> float:
    """When an invocation of a function is stopped at the latest, in seconds.

    On managed instances it may take longer, as long as nobody waits for it and no broker or document store feeds it.
    """
    if word(function, "compute_type") == "managed_instances" and all(
        _unhurried(link) for link in function.incoming if link.verb in STARTS
    ):
        longest: float = facts.quota("lambda", "timeout_max_managed_instances_async_s").value
        return longest
    return Work().function_limit_s


def _unhurried(link: Link) -> bool:
    match link.verb:
        case "delivers":
            return not link.source.has("broker")
        case "streams_to":
            return not link.source.has("document")
    return link.verb == "invokes_async"


def _limit_s(node: Node) -> float | None:
    """What it may take as a function, in seconds, over all its invocations."""
    if not node.has("function"):
        return None
    if node["durable"] is True:
        whole: float = facts.quota("lambda", "durable_execution_max_s").value
        return whole
    return ceiling_s(node)


def work_of(node: Node) -> Work:
    """What a component of a design needs."""
    memory_gb = number(node, "mem_gb")
    return Work(
        gpu=node["gpu"] is True,
        os_access=word(node, "os_access") or "none",
        licence=word(node, "licence") or "none",
        tenancy=word(node, "tenancy") or "shared",
        protocol=word(node, "protocol") or "http",
        max_duration_s=number(node, "max_duration_s"),
        limit_s=_limit_s(node),
        memory_mb=number(node, "memory_mb") if memory_gb is None else memory_gb * 1024,
        vcpu=number(node, "vcpu"),
        answers=any(link.waits for link in node.incoming),
        listens=any(_passes_connections(link.source) for link in node.incoming if link.waits),
    )


def _passes_connections(source: Node) -> bool:
    """Whether it spreads connections rather than requests: a load balancer that does not read what it carries."""
    return source.has("anycast") or (source.has("load_balancer") and not source.has("request_router"))


def options(work: Work, offered: bool = True) -> tuple[Option, ...]:
    """What is left for some work, the least operations first: only what is worth proposing, or everything."""
    return tuple(o for o in COMPUTE if (o.offered or not offered) and not o.struck(work))


def kinds(some: Iterable[Option]) -> tuple[str, ...]:
    """The kinds of options, each once."""
    return tuple(dict.fromkeys(option.kind for option in some))


def hidden(node: Node, trait: str) -> bool:
    """Whether a component's platform has a trait such as `no_gpu`; on Fargate and in Auto Mode it has theirs too."""
    if node.has(trait):
        return True
    platform = {"fargate": "ecs_fargate"}.get(word(node, "compute"))
    if platform is not None:
        return trait in kind_of(platform).traits
    return trait == "no_kernel" and node["compute"] == "auto"
