"""Rates, concurrency, demand and supply of connections, each on its own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sketchpad.analysis import capacity, compute_options, connections
from sketchpad.catalog import graph
from sketchpad.model import Node, parse


def node(sketch: str, id: str = "f") -> Node:
    return graph(parse(sketch)).node(id)


# -- rates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "rate"),
    [
        ("lambda f peak_rps=7", 7),
        ("lambda f", None),
        ("user u; lambda f; u calls f; need load peak_rps=400", 400),
        ("user u; lambda f peak_rps=7; u calls f; need load peak_rps=400", 7),
        ("user u; lambda f; u calls f; need load peak_rps=400; need load peak_rps=900", 900),
        ("lambda f; need load peak_rps=400", None),
        ("sqs q peak_rps=30; lambda f; q delivers f; need load peak_rps=400", 30),
        ("lambda p; sqs q; lambda f; p publishes q rps=25; q delivers f", 25),
        ("lambda p; sns t; sqs q; lambda f; p publishes t rps=25; t delivers q; q delivers f", 25),
        ("lambda p; lambda o; sqs q; lambda f; p publishes q rps=25; o publishes q; q delivers f", None),
        ("sqs q peak_rps=30; sqs r peak_rps=12; lambda f; q delivers f; r delivers f", 42),
        ("sqs q; sqs r; lambda f; q delivers r; r delivers q; q delivers f", None),
        ("kinesis_stream k peak_rps=12000; lambda f; k delivers f", None),
        ("kinesis_stream k peak_rps=12000; lambda f peak_rps=120; k delivers f", 120),
        ("kinesis_stream k peak_rps=12000; ecs_fargate f; k delivers f", 12000),
        ("lambda f peak_rps=much", None),
        ("lambda f peak_rps=-3", None),
    ],
)
def test_rate(sketch: str, rate: float | None) -> None:
    assert capacity.rate(node(sketch)) == rate


# -- functions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "cap"),
    [
        ("lambda f", 1000),
        ("lambda f account_concurrency=5000", 5000),
        ("lambda f reserved_concurrency=40", 40),
        ("sqs q; lambda f; q delivers f", 1250),
        ("sqs q; lambda f; q delivers f max_concurrency=20", 20),
        ("sqs q; sqs r; lambda f; q delivers f max_concurrency=20; r delivers f max_concurrency=5", 25),
        ("sqs q; user u; lambda f; q delivers f max_concurrency=20; u calls f", 1000),
        ("sqs q; cognito c; lambda f; q delivers f max_concurrency=20; f authenticates c", 20),
        ("kinesis_stream k shards=4; lambda f; k delivers f", 40),
        ("kinesis_stream k; lambda f; k delivers f", 1000),
        ("eventbridge_scheduler s; lambda f; s invokes_async f", 1),
        ("sns t; lambda f; t delivers f", 1000),
    ],
)
def test_cap(sketch: str, cap: float) -> None:
    assert capacity.cap(node(sketch)) == cap


def test_concurrency_is_rate_times_duration_below_the_cap() -> None:
    assert capacity.concurrency(node("lambda f peak_rps=100 avg_duration_ms=250")) == (25, 1000)
    assert capacity.concurrency(node("lambda f peak_rps=100 avg_duration_ms=250 reserved_concurrency=9")) == (9, 9)
    assert capacity.concurrency(node("lambda f peak_rps=100")) == (None, 1000)


def test_functions_of_one_account_share_its_quota() -> None:
    some = graph(parse("lambda a; lambda b db_conns=2; lambda c reserved_concurrency=10"))
    assert capacity.connections([some.node("a"), some.node("b"), some.node("c")]) == (None, 2010)


def test_functions_of_two_regions_do_not() -> None:
    some = graph(parse("region r code=us-east-1; region s code=us-east-2; lambda a in r; lambda b in s"))
    assert capacity.connections([some.node("a"), some.node("b")]).allowed == 2000


CRUD = """
    user u; apigw_http a; lambda f avg_duration_ms=100 {0}; lambda g avg_duration_ms=300 {1}
    u routes_to a; a routes_to f; a routes_to g
    need load peak_rps=1000
"""


@pytest.mark.parametrize(
    ("f", "g", "expected"), [("", "", 300), ("peak_rps=600", "", 360), ("peak_rps=600", "peak_rps=400", 180)]
)
def test_a_router_hands_each_request_to_one_function(f: str, g: str, expected: float) -> None:
    some = graph(parse(CRUD.format(f, g)))
    assert capacity.connections([some.node("f"), some.node("g")]).expected == expected


def test_functions_in_a_row_each_see_the_load() -> None:
    some = graph(
        parse(
            "user u; lambda f avg_duration_ms=100; lambda g avg_duration_ms=50; u calls f; f calls g;"
            "need load peak_rps=1000"
        )
    )
    assert capacity.connections([some.node("f"), some.node("g")]).expected == 150


def test_a_fleet_holds_its_pools() -> None:
    assert capacity.pooled(node("ecs_fargate f max_tasks=30")) == 300
    assert capacity.pooled(node("ecs_fargate f max_tasks=30 pool_size=4")) == 120
    assert capacity.pooled(node("ecs_fargate f")) is None


# -- databases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t3.xlarge", 16),
        ("db.m6i.4xlarge", 64),
        ("db.m5.12xlarge", 192),
        ("db.r7g.16xlarge", 512),
        ("db.x2g.large", 32),
        ("db.x2iedn.xlarge", None),
        ("db.z1d.large", None),
        ("db.serverless", None),
        ("large", None),
    ],
)
def test_memory(name: str, gib: float | None) -> None:
    assert connections.memory_gib(name) == gib


@pytest.mark.parametrize(
    ("sketch", "supply"),
    [
        ("rds f class=db.t4g.medium", 398),
        ("rds f engine=mysql class=db.m5.large", 637),
        ("rds f engine=mariadb class=db.m6g.large", 317),
        ("rds f engine=sqlserver-se class=db.m6i.large", 32767),
        ("rds f engine=oracle-ee class=db.r6i.xlarge", 3359),
        ("rds f engine=oracle-ee class=db.r6i.32xlarge", 20000),
        ("rds f engine=db2-se class=db.m6i.large", None),
        ("rds f", None),
        ("rds f max_connections=250", 250),
        ("rds f class=db.t4g.medium max_connections=250", 250),
        ("aurora f class=db.r6g.large", 1715),
        ("aurora f engine=aurora-mysql class=db.r6g.large", 998),
        ("aurora f engine=aurora-mysql class=db.r7g.8xlarge", 4998),
        ("aurora f capacity=serverless_v2 max_acu=8", 1662),
        ("aurora f capacity=serverless_v2 max_acu=64", 1993),
        ("aurora f capacity=serverless_v2 max_acu=64 min_acu=2", 4993),
        ("aurora f capacity=serverless_v2 max_acu=12 min_acu=2", 2507),
        ("aurora f capacity=serverless_v2", None),
        ("aurora f capacity=serverless_v1 class=db.r6g.large", None),
    ],
)
def test_supply(sketch: str, supply: int | None) -> None:
    assert connections.supply(node(sketch)) == supply


def test_readers_of_a_cluster_accept_connections_each() -> None:
    assert connections.supply(node("aurora f class=db.r6g.large az_count=3"), "replica") == 2 * 1715
    assert connections.supply(node("rds f class=db.t4g.medium"), "replica") == 398


@pytest.mark.parametrize(
    ("sketch", "wanted", "larger"),
    [
        ("rds f class=db.t4g.medium", 500, ("class", "db.t4g.large")),
        ("rds f class=db.m6g.large", 1000, ("class", "db.m6g.xlarge")),
        ("rds f class=db.m5.large", 1000, ("class", "db.m5.xlarge")),
        ("aurora f class=db.r6g.large", 3000, ("class", "db.r6g.xlarge")),
        ("rds f class=db.t4g.medium", 1000, ("class", "db.r7g.large")),
        ("aurora f class=db.r6g.large", 100_000, None),
        ("aurora f capacity=serverless_v2 max_acu=8 min_acu=2", 3000, ("max_acu", 16)),
        ("aurora f capacity=serverless_v2 max_acu=8", 3000, None),
        ("rds f max_connections=10", 500, None),
    ],
)
def test_the_smallest_that_suffices(sketch: str, wanted: float, larger: tuple[str, object] | None) -> None:
    assert connections.larger(node(sketch), wanted) == larger


def test_who_holds_connections_directly() -> None:
    sketch = """
        lambda a; lambda b; lambda c; lambda d; rds_proxy p; aurora f
        a writes f
        b reads f from=replica
        c rw p
        p rw f
        d reads f data_api=true
    """
    held = connections.direct(node(sketch))
    assert {copy: [str(one.accessor) for one in some] for copy, some in held.items()} == {
        "primary": ["a"],
        "replica": ["b"],
    }


# -- where work can run -----------------------------------------------------------------------------------------


def left(sketch: str) -> tuple[str, ...]:
    return compute_options.kinds(compute_options.options(compute_options.work_of(node(sketch))))


@pytest.mark.parametrize(
    ("sketch", "kinds"),
    [
        ("lambda f", ("lambda", "ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
        ("lambda f gpu=true", ("ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
        ("lambda f os_access=privileged", ("ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
        ("lambda f os_access=ssh", ("ecs_ec2", "eks", "batch", "ec2_asg")),
        ("lambda f licence=per_core", ("ec2_asg",)),
        ("lambda f licence=byol", ("eks", "ecs_ec2", "batch", "ec2_asg")),
        ("ecs_ec2 f licence=per_core tenancy=dedicated_host", ("eks", "ecs_ec2", "batch", "ec2_asg")),
        ("lambda f max_duration_s=901", ("ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
        ("nlb n; ecs_ec2 f protocol=udp; n routes_to f", ("ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "ec2_asg")),
        ("nlb n; ec2 f; n routes_to f", ("ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "ec2_asg")),
        ("alb n; ec2 f; n routes_to f", ("lambda", "ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "ec2_asg")),
        ("ecs_fargate f vcpu=64", ("lambda", "ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
        ("ecs_fargate f mem_gb=200", ("ecs_fargate", "ecs_managed", "eks", "ecs_ec2", "batch", "ec2_asg")),
    ],
)
def test_hard_needs_prune(sketch: str, kinds: tuple[str, ...]) -> None:
    assert left(sketch) == kinds


@pytest.mark.parametrize(
    ("sketch", "seconds"),
    [
        ("lambda f", 900),
        ("lambda f compute_type=managed_instances", 5400),
        ("sqs q; lambda f compute_type=managed_instances; q delivers f", 5400),
        ("dynamodb d; lambda f compute_type=managed_instances; d streams_to f", 5400),
        ("documentdb d; lambda f compute_type=managed_instances; d streams_to f", 900),
        ("amazon_mq q; lambda f compute_type=managed_instances; q delivers f", 900),
        ("user u; lambda f compute_type=managed_instances; u calls f", 900),
    ],
)
def test_when_an_invocation_is_stopped(sketch: str, seconds: float) -> None:
    assert compute_options.ceiling_s(node(sketch)) == seconds


def test_the_rate_of_a_channel_is_found_once_however_many_ways_lead_to_it() -> None:
    layers = [[f"t{layer}-{place}" for place in range(4)] for layer in range(20)]
    topics = "".join(f"sns {topic}\n" for topics in layers for topic in topics)
    ways = "".join(f"{one} delivers {other}\n" for upper, lower in pairwise(layers) for one in upper for other in lower)
    stated = "".join(f"lambda fn{place}\nfn{place} publishes t0-{place} rps=1\n" for place in range(4))
    design = parse(f"{topics}{ways}{stated}sqs jobs\n{layers[-1][0]} delivers jobs")
    assert capacity.channel_rate(graph(design).node("jobs")) == 4**19
