"""Rules about what does not fit: work that outlasts the wait for it, messages larger than their way."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..analysis.figures import number
from ..analysis.limits import carries, settable, streamed_s, streams, waits_s
from ..catalog import facts, kind_of, properties_of, verbs_between
from ..editing import ChangeKind, Edit, Reend, SetProperty
from ..model import Id, Link, Node
from .events import BUS, QUEUE, Parts, told_by
from .remedies import Declare, beside, setting, together
from .rule import ERROR, LINK, WARNING, Finding, Fix, rule
from .shape import between, both, states, verbs

ASKS = frozenset({"calls", "routes_to"})
"""The verbs by which a front door hands a request on."""


@rule(
    "INT-004",
    ERROR,
    each=LINK,
    breaks=("latency",),
    see=("apigw-rest", "apigw-http", "apigw-ws", "apigw-stream", "elb", "cloudfront"),
    when=both(verbs(*ASKS), between("entry", "compute")),
)
def front_door_times_out_first(link: Link) -> Iterator[Finding]:
    """The front door stops waiting before the work is done.

    A gateway gives up after half a minute, a load balancer after a minute, however long the code behind may run. The
    caller sees a fault while the work goes on, is paid for, and is often begun a second time. Long work is answered at
    once with the number of a job, and goes on behind a queue or in a workflow. Stated work beyond the wait is an error,
    a mere timeout of a function beyond it a warning.

    Fine when: the answer is streamed while it is made and done in time, or the connection says that the work goes on
    behind it (`is_async=true`).

    Bad:
        user analyst
        apigw_rest api auth=jwt waf=true
        lambda report max_duration_s=90 timeout_s=120
        analyst routes_to api
        api routes_to report
    Good:
        user analyst
        apigw_rest api auth=jwt waf=true
        lambda report max_duration_s=20 timeout_s=25
        analyst routes_to api
        api routes_to report
    """
    if link.verb not in ASKS or link["is_async"] is True:
        return
    entry, target = link.source, link.target
    if not entry.has("entry") or not target.has("compute"):
        return
    work, stated = number(target, "max_duration_s"), True
    if work is None and target.has("function") and target.states("timeout_s"):
        work, stated = number(target, "timeout_s"), False
    most = waits_s(entry) if work is not None else None
    if work is None or most is None or work <= most:
        return
    yield Finding(
        (entry, target),
        f"{entry} waits {most:,.10g} s; {target} may take {work:,.10g} s.",
        fixes=[
            *_behind_queue(link, entry, target),
            *_streamed(entry, work),
            *_patient(entry, work),
            *_as_workflow(link, entry, target),
            *([] if stated else _hurried(target, most)),
        ],
        severity=ERROR if stated else WARNING,
    )


def _behind_queue(link: Link, entry: Node, target: Node) -> list[Fix]:
    """A small function takes the request and answers at once; the work waits for its turn in a queue."""
    if not told_by(QUEUE, target):
        return []
    parts = Parts(link.graph)
    intake = parts.add(f"{target.id}-intake", "lambda", target.component.inside)
    queue = parts.queue(target)
    parts.connect(intake, "publishes", queue)
    edits = [*parts.edits, Reend(link.id, target=intake), SetProperty(link.id, "is_async", True)]
    return [together("insert-sqs", f"Answer at once, and let {target} work from a queue", edits)]


def _streamed(entry: Node, work: float) -> list[Fix]:
    most = streamed_s(entry)
    if not streams(entry) or (most is not None and work > most):
        return []
    return [Fix("stream-answers", Declare(entry.id, "streaming", True), f"{entry} passes answers on as they are made")]


def _patient(entry: Node, work: float) -> list[Fix]:
    """Let the front door wait longer, where it may; of an API that is for AWS to grant, at the price of throughput."""
    name = settable(entry)
    about = properties_of(entry.component).get(name)
    if about is None:
        return []
    longest = streamed_s(entry) if entry.has("api") else about.maximum
    enough = math.ceil(work)
    if longest is None or enough > longest:
        return []
    edit: Edit = (Declare if entry.has("api") else SetProperty)(entry.id, name, enough)
    return [Fix("wait-longer", edit, f"Let {entry} wait {enough:,} s")]


def _as_workflow(link: Link, entry: Node, target: Node) -> list[Fix]:
    """An API starts a workflow and answers; the workflow runs the work."""
    workflow = "step_functions"
    fits = entry.has("api") and "routes_to" in verbs_between(entry.kind.kind, workflow)
    if not fits or "orchestrates" not in verbs_between(workflow, target.kind.kind):
        return []
    parts = Parts(link.graph)
    new = parts.add(f"{target.id}-workflow", workflow, beside(target))
    parts.connect(new, "orchestrates", target.id)
    edits = [*parts.edits, Reend(link.id, target=new), SetProperty(link.id, "is_async", True)]
    return [together("insert-step-functions", f"Answer at once, and let a workflow run {target}", edits)]


def _hurried(target: Node, most: float) -> list[Fix]:
    enough = math.floor(most)
    if enough < 1:
        return []
    return [Fix("lower-timeout", Declare(target.id, "timeout_s", enough), f"{target} is done within {enough} s")]


# -- messages ---------------------------------------------------------------------------------------------------


@rule(
    "INT-006",
    ERROR,
    each=LINK,
    see=("botocore", "lambda-limits", "apigw-rest", "eb-news", "sfn"),
    when=states("payload_kb"),
)
def payload_exceeds_channel_limit(link: Link) -> Iterator[Finding]:
    """A message is larger than what its way carries.

    Each service takes messages up to a size of its own, from 128 KB over a WebSocket to some megabytes, and refuses
    what is larger. Queues, buses and functions that nobody waits for take a mebibyte; topics and workflows end at a
    quarter of that. A way through several of them is as wide as the narrowest.

    Fine when: the payload lies in a bucket and only a reference to it travels (`claim_check=true`).

    Bad:
        lambda scanner
        sns pages
        sqs jobs dlq=true
        scanner publishes pages payload_kb=700
        pages delivers jobs
    Good:
        lambda scanner
        eventbridge_bus pages
        sqs jobs dlq=true
        scanner publishes pages payload_kb=700
        pages delivers jobs
    """
    size = number(link, "payload_kb")
    if size is None or link["claim_check"] is True:
        return
    limit = carries(link)
    if limit is None or size <= limit.kb:
        return
    source, target = link.source, link.target
    yield Finding(
        (source, target),
        f"{source} to {target}: a message of {size:,.10g} KB; {limit.end} takes {limit.kb:,.10g} KB.",
        fixes=[*_claim_check(link), *_wider_channel(link, limit.end, size), *_larger_records(link, limit.end, size)],
    )


def _claim_check(link: Link) -> list[Fix]:
    """Keep the payload in a bucket: whoever sends it writes there, and whoever gets the reference reads."""
    way, writers, readers = _whole_way(link)
    parts = Parts(link.graph)
    bucket = parts.add(f"{link.source.id}-payloads", "s3", beside(link.source) or beside(link.target))
    for id, node in writers.items():
        verb = next((verb for verb in ("writes", "routes_to") if verb in verbs_between(node.kind.kind, "s3")), "")
        if verb:
            parts.connect(id, verb, bucket)
    for id in readers:
        parts.connect(id, "reads", bucket)
    marks = [SetProperty(id, "claim_check", True) for id in way]
    return [
        together(
            "claim-check",
            f"Keep the payload in a bucket, and send a reference to {link.target}",
            [*parts.edits, *marks],
        )
    ]


def _whole_way(link: Link) -> tuple[list[Id], dict[Id, Node], dict[Id, Node]]:
    """The connections that a message takes, the code or the door that it comes from, and the code that it ends with."""
    way = {link.id: link}
    writers = _ends([link], way, upstream=True)
    readers = _ends([link], way, upstream=False)
    return sorted(way), writers, {id: node for id, node in readers.items() if node.has("code")}


def _ends(links: list[Link], way: dict[Id, Link], upstream: bool) -> dict[Id, Node]:
    """Follow messages through channels to their ends, by id; the connections on the way that state a size join it."""
    found: dict[Id, Node] = {}
    seen: set[Id] = set()
    while links:
        link = links.pop()
        node = link.source if upstream else link.target
        if node.id in seen:
            continue
        seen.add(node.id)
        if not (node.has("channel") or node.has("relay")):
            found[node.id] = node
            continue
        further = [
            one for one in (node.incoming if upstream else node.outgoing) if one.verb in ("delivers", "publishes")
        ]
        way.update({one.id: one for one in further if one.states("payload_kb")})
        links.extend(further)
    return dict(sorted(found.items()))


def _wider_channel(link: Link, narrow: Node, size: float) -> list[Fix]:
    """A bus in the place of a topic without order, where it takes the message."""
    most = facts.payload(BUS)
    if not narrow.has("topic") or narrow["type"] == "fifo" or most is None or size > most.value:
        return []
    return [Fix("become-eventbridge-bus", ChangeKind(narrow.id, BUS), f"Make {narrow} an {kind_of(BUS).name}")]


def _larger_records(link: Link, narrow: Node, size: float) -> list[Fix]:
    about = properties_of(narrow.component).get("max_record_kb")
    if about is None or about.maximum is None or size > about.maximum:
        return []
    return [setting("larger-records", narrow, "max_record_kb", math.ceil(size))]
