"""What a front door waits for and what a connection carries at the most.

Waits are in seconds, messages in KB. None stands for unknown or for no limit.
"""

from __future__ import annotations

from typing import NamedTuple

from ..catalog import facts
from ..model import Link, Node
from .figures import number, word

PATIENCE = ("integration_timeout_s", "idle_timeout_s", "origin_timeout_s")
"""The properties by which a front door says how long it waits, in seconds."""

FIXED = {"apigw_http": "http_timeout_s", "apigw_ws": "ws_timeout_s"}
"""Front doors whose wait nobody can set, with their figure."""


def patience(entry: Node) -> str:
    """The property that sets how long a front door waits; empty where it has none."""
    return next((name for name in PATIENCE if name in entry.kind.defaults), "")


def settable(entry: Node) -> str:
    """That property, where this front door may be given another wait; an edge-optimised endpoint may not."""
    return "" if word(entry, "endpoint") == "edge" else patience(entry)


def streams(entry: Node) -> bool:
    """Whether a front door can pass an answer on while it is made."""
    return "streaming" in entry.kind.defaults


def streamed_s(entry: Node) -> float | None:
    """How long an answer that is passed on while it is made may take; None for as long as it likes."""
    return float(facts.quota("api_gateway", "rest_stream_max_s").value) if entry.has("api") else None


def waits_s(entry: Node) -> float | None:
    """How long a front door waits for what is behind it; None where that is unknown or without end."""
    fixed = FIXED.get(entry.kind.kind)
    if fixed is not None:
        return float(facts.quota("api_gateway", fixed).value)
    if streams(entry) and entry["streaming"] is True:
        return streamed_s(entry)
    if not (name := patience(entry)):
        return None
    if not settable(entry):
        return float(facts.quota("api_gateway", "rest_timeout_s").value)
    return number(entry, name)


class Limit(NamedTuple):
    """The largest message that one end of a connection takes."""

    kb: float
    end: Node
    """The end that sets it."""


def carries(link: Link) -> Limit | None:
    """The largest message that a connection carries: the lesser of what its two ends take."""
    ends = ((link.source, _sent_kb(link)), (link.target, _taken_kb(link)))
    limits = [Limit(kb, end) for end, kb in ends if kb is not None]
    return min(limits, key=lambda limit: limit.kb, default=None)


def _sent_kb(link: Link) -> float | None:
    """What the end that sends can pass on; code is free to send what it likes."""
    source = link.source
    if source.has("load_balancer") and link.target.has("function"):
        return float(facts.quota("elb", "alb_lambda_payload_kb").value)
    return own_kb(source)


def _taken_kb(link: Link) -> float | None:
    """What the end that receives accepts; of a function it depends on whether anybody waits for it."""
    if not link.target.has("function"):
        return own_kb(link.target)
    pushed = link.verb == "invokes_async" or (link.verb == "delivers" and _pushes(link.source))
    figure = facts.payload("lambda_async" if pushed else "lambda_sync")
    return float(figure.value) if figure else None


def _pushes(channel: Node) -> bool:
    """Whether a channel hands a message to a function and goes on."""
    return channel.has("topic") or channel.has("bus")


def own_kb(node: Node) -> float | None:
    """The largest message that a component takes by its kind, or by what it states where a kind leaves the choice."""
    figure = facts.payload(node.kind.kind)
    if figure is None:
        return None
    stated = number(node, "max_record_kb")
    return float(figure.value) if stated is None else min(stated, figure.value)
