"""What each kind of component is charged for in a month, and what of that is left out.

Traffic counts at its average. What stands in no design, such as gigabytes kept or the size of an instance that no
property names, is not guessed; it is named as unpriced.
"""

from __future__ import annotations

from collections.abc import Callable

from ..model import Node
from ..model.lenses import DATA
from .averages import average_rate
from .connections import classes
from .figures import number, word
from .regions import copies_of
from .tariff import HOURS, MILLION, SECONDS, Charge, Charges, Term, Unpriced, hourly, measured, size, term

TARGET = 0.7
"""The utilisation that automatic scaling of tables aims at; what is provided is that much more than what is used."""


def millions(per_second: float | None) -> float | None:
    """How often something happens in a month, in millions; None where the rate is unknown."""
    return None if per_second is None else per_second * SECONDS / MILLION


def _requests(price: str, what: str = "requests", unit: float = MILLION) -> Callable[[Node], Charges]:
    """A kind that is charged by the request and by nothing else."""

    def charges(node: Node) -> Charges:
        rate = average_rate(node)
        yield measured(node, what, None if rate is None else rate * SECONDS / unit, price)

    return charges


def _hours(price: str, *left_out: str) -> Callable[[Node], Charges]:
    """A kind that is charged by the hour."""

    def charges(node: Node) -> Charges:
        yield term(node, "hours", HOURS, price)
        yield from (Unpriced(node.id, what) for what in left_out)

    return charges


def _unknown(*left_out: str) -> Callable[[Node], Charges]:
    """A kind whose charges rest on what no design says."""
    return lambda node: (Unpriced(node.id, what) for what in left_out)


# -- compute ----------------------------------------------------------------------------------------------------


def function_charges(node: Node, rate: float | None) -> Charges:
    """What a function is charged for at so many invocations a second."""
    if word(node, "compute_type") == "managed_instances":
        yield Unpriced(node.id, "managed instances")
        return
    gigabytes = (number(node, "memory_mb") or 0) / 1024
    duration = number(node, "avg_duration_ms")
    yield measured(node, "requests", millions(rate), "lambda.requests_1m")
    busy = None if rate is None or duration is None else rate * SECONDS * duration / 1000 * gigabytes
    yield measured(node, "GB-seconds", busy, "lambda.gb_s_x86")
    if warm := number(node, "provisioned_concurrency"):
        what = f"{warm:,.10g} provisioned environments"
        yield term(node, what, warm * gigabytes * SECONDS, "lambda.provisioned_gb_s")


def _function(node: Node) -> Charges:
    return function_charges(node, average_rate(node))


def _fargate(node: Node) -> Charges:
    tasks = 0 if node["standby"] == "pilot" else number(node, "tasks") or 0
    yield from task_charges(node, tasks, number(node, "vcpu") or 0, number(node, "mem_gb") or 0)


def task_charges(node: Node, tasks: float, vcpu: float, gigabytes: float) -> Charges:
    """What Fargate charges for tasks that run all month, each with so many vCPU and GB."""
    yield term(node, f"vCPU of {tasks:,.10g} tasks", tasks * vcpu * HOURS, "fargate.vcpu_h")
    yield term(node, f"memory of {tasks:,.10g} tasks", tasks * gigabytes * HOURS, "fargate.gb_h")


# -- entries ----------------------------------------------------------------------------------------------------


def _load_balancer(node: Node) -> Charges:
    yield term(node, "hours", HOURS, f"{node.kind.kind}.h")
    yield Unpriced(node.id, "capacity units")


def _websocket(node: Node) -> Charges:
    yield measured(node, "messages", millions(average_rate(node)), "apigw_ws.1m_messages")
    yield Unpriced(node.id, "connection minutes")


def _cdn(node: Node) -> Charges:
    rate = average_rate(node)
    yield measured(node, "requests", None if rate is None else rate * SECONDS / 1e4, "cloudfront.10k_https")
    yield measured(node, "traffic", _gigabytes_in(node, "routes_to", "calls"), "cloudfront.gb_us_eu")


def _accelerator(node: Node) -> Charges:
    yield term(node, "hours", HOURS, "global_accelerator.h")
    yield measured(node, "traffic", _gigabytes_in(node, "routes_to", "calls"), "global_accelerator.gb_us_eu")


def _dns(node: Node) -> Charges:
    yield term(node, "hosted zone", 1, "route53.zone_month")
    if node["health_check"] is True:
        ends = len({link.connection.target for link in node.outgoing if link.verb == "routes_to"})
        yield term(node, f"{ends} health checks", ends, "route53.hc_month")
    yield Unpriced(node.id, "queries")


def _gigabytes_in(node: Node, *verbs: str) -> float | None:
    """What flows in on connections of some verbs in a month, in GB; unknown where none says it."""
    some = [number(link, "gb_month") for link in node.incoming if link.verb in verbs]
    stated = [gb for gb in some if gb is not None]
    return sum(stated) if stated else None


# -- stores -----------------------------------------------------------------------------------------------------


def _instances(node: Node, many: float) -> Charge:
    name = word(node, "class")
    found = hourly(word(node, "engine"), name) if name else None
    if found is None:
        return Unpriced(node.id, "instances of a class without a price" if name else "instances, their class unknown")
    return Term(node.id, f"{many:,.10g} x {name}", many * HOURS, "h", found.usd, found.price)


def _rds_instances(node: Node) -> float:
    return (2 if node["multi_az"] is True else 1) + (1 if node["xregion"] == "replica" else 0)


def _rds(node: Node) -> Charges:
    many = _rds_instances(node)
    yield _instances(node, many)
    yield term(node, "storage", many * (number(node, "storage_gb") or 0), "rds.gp3_gb_month")
    if word(node, "xregion") not in ("", "none", "replica"):
        yield Unpriced(node.id, "backups in another Region")


def _aurora_instances(node: Node) -> float:
    """One in each zone, and one in each further Region; none where capacity comes without instances."""
    if word(node, "capacity").startswith("serverless"):
        return 0
    return (number(node, "az_count") or 1) + len(copies_of(node))


def _aurora(node: Node) -> Charges:
    if word(node, "capacity") == "serverless_v2":
        least = number(node, "min_acu") or 0
        clusters = 1 + len(copies_of(node))
        yield term(node, f"{least:,.10g} ACU at the least", least * clusters * HOURS, "aurora.acu_h")
        yield Unpriced(node.id, "capacity above the minimum")
    elif many := _aurora_instances(node):
        yield _instances(node, many)
    else:
        yield Unpriced(node.id, "capacity")
    yield from (Unpriced(node.id, what) for what in ("storage", "input and output"))


INSTANCES: dict[str, Callable[[Node], float]] = {"rds": _rds_instances, "aurora": _aurora_instances}
"""How many instances of its class a database runs, by kind."""


def smaller_class(store: Node, saving: float) -> str | None:
    """The dearest instance class that saves so many USD a month, of its own family if there is one; None for none."""
    engine, many = word(store, "engine"), INSTANCES.get(store.kind.kind)
    own = hourly(engine, word(store, "class"))
    hours = many(store) * HOURS if many is not None else 0
    if own is None or not hours:
        return None
    most = own.usd - saving / hours
    priced = {name: found.usd for name in classes(engine) if (found := hourly(engine, name)) is not None}
    cheaper = [name for name, usd in priced.items() if usd <= most]
    family = word(store, "class").rpartition(".")[0]
    return max(cheaper, key=lambda name: (name.rpartition(".")[0] == family, priced[name], name), default=None)


def _proxy(node: Node) -> Charges:
    for link in node.outgoing:
        measure = size(word(link.target, "class")) if link.verb in DATA else None
        if measure is not None:
            vcpu = 2 * max(1, measure[1])
            yield term(node, f"{vcpu:,.10g} vCPU of {link.target}", vcpu * HOURS, "rds_proxy.vcpu_h")
            return
    yield Unpriced(node.id, "vCPU of the database behind it")


def _table(node: Node) -> Charges:
    writes, reads = number(node, "avg_writes"), number(node, "avg_reads")
    if node["capacity"] == "provisioned":
        yield from provisioned_charges(node, _units(node, "wcu", writes), _units(node, "rcu", reads))
    else:
        yield from on_demand_charges(node, writes, reads)
    yield Unpriced(node.id, "storage")


def _units(table: Node, name: str, used: float | None) -> float | None:
    """Units that a provisioned table keeps on average: those that follow the load, else those that are stated."""
    return scaled_units(used) if table["autoscaling"] is True and used is not None else number(table, name)


def on_demand_charges(table: Node, writes: float | None, reads: float | None) -> Charges:
    """What a table is charged for by the request, at so many writes and reads a second, each of one unit."""
    copies = 1 + len(copies_of(table))
    yield measured(table, _copied("write requests", copies), millions(writes and writes * copies), "dynamodb.wru_1m")
    yield measured(table, "read requests", millions(reads), "dynamodb.rru_1m")


def provisioned_charges(table: Node, write_units: float | None, read_units: float | None) -> Charges:
    """What a table is charged for by the hour, with so many units of each sort."""
    copies = 1 + len(copies_of(table))
    hours = None if write_units is None else write_units * copies * HOURS
    yield measured(table, _copied("write units", copies), hours, "dynamodb.wcu_h")
    yield measured(table, "read units", None if read_units is None else read_units * HOURS, "dynamodb.rcu_h")


def scaled_units(used: float) -> float:
    """Units that automatic scaling keeps for a use of so many a second."""
    return used / TARGET


def _copied(what: str, copies: int) -> str:
    return f"{what} in {copies} Regions" if copies > 1 else what


# -- messaging --------------------------------------------------------------------------------------------------

CALLS_EACH = 3
"""Requests for one message of a queue: send, receive, delete."""


def _queue(node: Node) -> Charges:
    rate, batch = average_rate(node), number(node, "batch") or 1
    price = "sqs.fifo_1m" if node["type"] == "fifo" else "sqs.std_1m"
    yield measured(node, "requests", millions(rate and rate * CALLS_EACH / max(batch, 1)), price)


def _topic(node: Node) -> Charges:
    price = "sns.fifo_1m" if node["type"] == "fifo" else "sns.std_1m"
    yield measured(node, "messages", millions(average_rate(node)), price)


def _bus(node: Node) -> Charges:
    if node["generation"] == "custom":
        yield Unpriced(node.id, "events of a bus of the custom generation")
        return
    yield measured(node, "events", millions(average_rate(node)), "eventbridge.classic_1m")
    if number(node, "archive_days") != 0:
        yield Unpriced(node.id, "archive")


def _stream(node: Node) -> Charges:
    if node["mode"] != "provisioned":
        yield term(node, "hours", HOURS, "kinesis.ondemand_stream_h")
        yield Unpriced(node.id, "data in and out")
        return
    shards = number(node, "shards")
    yield measured(node, "shard hours", None if shards is None else shards * HOURS, "kinesis.shard_h")
    yield measured(node, "records", millions(average_rate(node)), "kinesis.put_1m")


def _workflow(node: Node) -> Charges:
    rate = average_rate(node)
    if node["type"] == "express":
        yield measured(node, "executions", millions(rate), "step_functions.express_1m")
        return
    steps = sum(link.verb == "orchestrates" for link in node.outgoing) + 1
    moves = None if rate is None else rate * SECONDS * steps / 1000
    yield measured(node, "state transitions", moves, "step_functions.std_1k")


# -- networks ---------------------------------------------------------------------------------------------------


def _nat(node: Node) -> Charges:
    yield term(node, "hours", HOURS, "nat.h")
    yield measured(node, "traffic", _gigabytes_in(node, "egress"), "nat.gb")


def _endpoint(node: Node) -> Charges:
    if node["type"] == "gateway":
        return
    yield term(node, "hours", HOURS, "vpce.h")
    yield measured(node, "traffic", _gigabytes_in(node, "egress"), "vpce.gb")


def _transit(node: Node) -> Charges:
    joined = {link.id for link in (*node.incoming, *node.outgoing) if link.verb == "connects"}
    yield term(node, f"{len(joined)} attachments", len(joined) * HOURS, "tgw.attach_h")
    yield Unpriced(node.id, "traffic")


def firewall_charges(node: Node, rate: float | None) -> Charges:
    """A web access list and the requests that pass it; its rules are left out."""
    yield term(node, "web access list", 1, "waf.acl_month")
    yield measured(node, "inspected requests", millions(rate), "waf.1m")


CHARGES: dict[str, Callable[[Node], Charges]] = {
    "lambda": _function,
    "ecs_fargate": _fargate,
    "alb": _load_balancer,
    "nlb": _load_balancer,
    "apigw_rest": _requests("apigw_rest.1m"),
    "apigw_http": _requests("apigw_http.1m"),
    "apigw_ws": _websocket,
    "appsync": _requests("appsync.1m"),
    "cloudfront": _cdn,
    "global_accelerator": _accelerator,
    "route53": _dns,
    "rds": _rds,
    "aurora": _aurora,
    "rds_proxy": _proxy,
    "dynamodb": _table,
    "sqs": _queue,
    "sns": _topic,
    "eventbridge_bus": _bus,
    "kinesis_stream": _stream,
    "step_functions": _workflow,
    "nat_gateway": _nat,
    "vpc_endpoint": _endpoint,
    "transit_gateway": _transit,
    "vpn": _hours("vpn.h", "traffic"),
    "waf": lambda node: firewall_charges(node, None),
    "s3": _unknown("storage", "requests"),
    "efs": _unknown("storage"),
    "firehose": _unknown("traffic"),
    "msk": _unknown("brokers", "storage"),
    "cognito": _unknown("users"),
    "eks": _unknown("the cluster, which workloads share", "nodes"),
}
"""How each kind is charged; the charges of other kinds of AWS are wholly unpriced."""
