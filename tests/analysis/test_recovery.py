"""How soon a design works again, and how much of the latest data is gone."""

from __future__ import annotations

import pytest

from sketchpad.analysis.recovery import (
    Topology,
    copies,
    in_scope,
    latest,
    loss,
    readiest,
    recovery,
    recovery_of_client,
    recovery_of_store,
    stays_behind,
    zone_recovery_s,
)
from sketchpad.catalog import facts, graph
from sketchpad.model import Node, parse

REGIONS = "region r code=us-east-1; region s code=us-west-2;"


def node(sketch: str, id: str = "d") -> Node:
    return graph(parse(REGIONS + sketch)).node(id)


def test_a_topology_knows_its_time() -> None:
    assert [topology.seconds for topology in Topology] == [None, 14400, 900, 300, 30]
    assert {facts.recovery_time(t.name.lower()).checked for t in Topology} == {"est"}


# -- copies of data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "seconds", "topology", "estimate"),
    [
        ("rds d in r", None, Topology.NONE, False),
        ("rds d in r backup_region=us-west-2", 86400, Topology.BACKUP_RESTORE, False),
        ("rds d in r backup_region=us-west-2 backup_interval_s=3600", 3600, Topology.BACKUP_RESTORE, False),
        ("rds d in r backup_region=us-east-1", None, Topology.NONE, False),
        ("rds d in r xregion=backup_copy", 86400, Topology.BACKUP_RESTORE, False),
        ("rds d in r xregion=automated_backup", 300, Topology.BACKUP_RESTORE, False),
        ("rds d in r xregion=replica", 60, Topology.PILOT_LIGHT, True),
        ("s3 d in r xregion=crr", 3600, Topology.PILOT_LIGHT, True),
        ("s3 d in r xregion=crr_rtc", 900, Topology.PILOT_LIGHT, False),
        ("aurora d in r secondary_regions=us-west-2", 5, Topology.ACTIVE_ACTIVE, False),
        ("aurora d in r secondary_regions=us-east-1", None, Topology.NONE, False),
        ("documentdb d in r secondary_regions=us-west-2", 5, Topology.ACTIVE_ACTIVE, False),
        ("elasticache d in r secondary_regions=us-west-2", 1, Topology.ACTIVE_ACTIVE, False),
        ("dynamodb d in r replicas=us-west-2", 5, Topology.ACTIVE_ACTIVE, False),
        ("dynamodb d in r replicas=us-west-2 consistency=MRSC witness=us-east-2", 0, Topology.ACTIVE_ACTIVE, False),
        ("dynamodb d in r witness=us-east-2", None, Topology.NONE, False),
        ("aurora_dsql d in r regions=us-west-2", 0, Topology.ACTIVE_ACTIVE, False),
        ("backup_vault v in s; rds d in r; d backs_up_to v", 86400, Topology.BACKUP_RESTORE, False),
        ("backup_vault v in r; rds d in r; d backs_up_to v", None, Topology.NONE, False),
        (
            "backup_vault v in r backup_region=us-west-2; rds d in r; d backs_up_to v",
            86400,
            Topology.BACKUP_RESTORE,
            False,
        ),
        ("efs d in r; efs e in s; d replicates_to e", 900, Topology.PILOT_LIGHT, False),
        ("efs d in r; efs e in s; e replicates_to d", 900, Topology.PILOT_LIGHT, False),
        ("s3 d in r; s3 e in r; d replicates_to e", None, Topology.NONE, False),
    ],
)
def test_the_copy_that_counts(sketch: str, seconds: float | None, topology: Topology, estimate: bool) -> None:
    store = node(sketch)
    assert (latest(store).seconds, latest(store).estimate) == (seconds, estimate)
    assert readiest(store).topology is topology
    assert bool(copies(store)) is (topology is not Topology.NONE)


def test_the_freshest_copy_need_not_be_the_readiest() -> None:
    store = node("rds d in r xregion=automated_backup backup_interval_s=60 backup_region=us-west-2")
    twin = node("rds d in r backup_region=us-west-2 backup_interval_s=10; rds e in s; d replicates_to e")
    assert (latest(store).seconds, readiest(store).topology) == (60, Topology.BACKUP_RESTORE)
    assert (latest(twin).seconds, readiest(twin).topology) == (10, Topology.PILOT_LIGHT)


@pytest.mark.parametrize(
    ("sketch", "counts"),
    [
        ("rds d data_class=order", True),
        ("rds d", False),
        ("rds d data_class=session", False),
        ("rds d data_class=order dr=out_of_scope", False),
        ("rds d data_class=order rederivable=true", False),
        ("elasticache d data_class=order", False),
        ("elasticache d data_class=order role=primary", True),
        ("backup_vault d data_class=order", False),
        ("rds d data_class=7", False),
    ],
)
def test_what_has_to_survive(sketch: str, counts: bool) -> None:
    assert in_scope(node(sketch)) is counts
    assert (recovery_of_store(node(sketch)) is not None) is counts


def test_the_worst_store_decides() -> None:
    stores = "rds d in r data_class=order xregion=replica; s3 e in r; s3 f in r data_class=order xregion=crr"
    some = graph(parse(REGIONS + stores))
    found = loss(some)
    assert found is not None
    assert (found[0].id, found[1].seconds) == ("f", 3600)
    assert loss(graph(parse("rds d"))) is None


@pytest.mark.parametrize(
    ("sketch", "lost"),
    [
        ("user u; lambda f; sqs d; u calls f; f publishes d", True),
        ("mobile_client u; kinesis_stream d; u publishes d", True),
        ("user u; lambda f; sqs d rederivable=true; u calls f; f publishes d", False),
        ("lambda f; sqs d; f publishes d", False),
        ("user u; lambda f; sns d; u calls f; f publishes d", False),
        ("user u; lambda f; sns t; sqs d; u calls f; f publishes t; t delivers d", False),
    ],
    ids=["queue", "the client itself", "can be made again", "no request", "a topic keeps nothing", "not its own"],
)
def test_messages_in_flight(sketch: str, lost: bool) -> None:
    assert stays_behind(node(sketch)) is lost


# -- a client ---------------------------------------------------------------------------------------------------

SERVED = """
user u
alb a in r; alb b in s
ecs_fargate f in r
a routes_to f; b routes_to g
"""
PAIR = ["f", "g", "h"]
DNS = "u routes_to e; e routes_to a; e routes_to b"


@pytest.mark.parametrize(
    ("sketch", "topology", "seconds", "limits"),
    [
        ("ecs_fargate g in s; route53 e; u routes_to e; e routes_to a", Topology.PILOT_LIGHT, 900, ["f"]),
        (f"ecs_fargate g in s; route53 e; {DNS}", Topology.ACTIVE_ACTIVE, 150, ["e"]),
        (f"ecs_fargate g in s; route53 e hc_interval_s=10; {DNS}", Topology.ACTIVE_ACTIVE, 90, ["e"]),
        (f"ecs_fargate g in s; route53 e hc_interval_s=10 ttl_s=300; {DNS}", Topology.ACTIVE_ACTIVE, 330, ["e"]),
        (f"ecs_fargate g in s; global_accelerator e; {DNS}", Topology.ACTIVE_ACTIVE, 30, ["e"]),
        (f"ecs_fargate g in s; cloudfront e; {DNS}", Topology.ACTIVE_ACTIVE, 150, ["e"]),
        ("ecs_fargate g in s; u routes_to a; u routes_to b", Topology.ACTIVE_ACTIVE, 150, []),
        (f"ecs_fargate g in s standby=warm; route53 e; {DNS}", Topology.WARM_STANDBY, 300, ["g"]),
        (f"ecs_fargate g in s standby=pilot; route53 e; {DNS}", Topology.PILOT_LIGHT, 900, ["g"]),
        (f"ecs_fargate g in s; g calls f; route53 e; {DNS}", Topology.PILOT_LIGHT, 900, ["f", "g"]),
        (f"ecs_fargate g in s; lambda h in s; g calls h; g calls f; route53 e; {DNS}", Topology.PILOT_LIGHT, 900, PAIR),
        (f"ecs_fargate g in s; g calls f optional=true; route53 e; {DNS}", Topology.ACTIVE_ACTIVE, 150, ["e"]),
        ("ecs_fargate g in s; u routes_to a; f calls g", Topology.PILOT_LIGHT, 900, ["f"]),
        ("ecs_fargate g in s standby=warm; u routes_to a", Topology.PILOT_LIGHT, 900, ["f"]),
        (
            f"ecs_fargate g in s; route53 e; {DNS}; route53 i; f calls i; g calls i; i routes_to a; i routes_to b",
            Topology.ACTIVE_ACTIVE,
            150,
            ["e"],
        ),
    ],
    ids=[
        "one Region",
        "two",
        "checked often",
        "answers kept long",
        "anycast",
        "a CDN",
        "the client chooses",
        "warm",
        "pilot",
        "leans on the other",
        "leans on its own and the other",
        "leans on it a little",
        "two in a row",
        "warm but not on the way",
        "each its own of two",
    ],
)
def test_who_serves_a_client(sketch: str, topology: Topology, seconds: float, limits: list[str]) -> None:
    found = recovery_of_client(node(SERVED.replace("\n", ";") + sketch, "u"))
    assert found is not None
    assert (found.topology, found.seconds, [n.id for n in found.limits]) == (topology, seconds, limits)
    assert found.topology.words in str(found)


@pytest.mark.parametrize(
    "sketch",
    ["user u", "user u; lambda f; u calls f", "user u; cloudfront c; s3 d in r; u routes_to c; c routes_to d"],
    ids=["nothing", "a place unknown", "no compute"],
)
def test_nothing_is_known_of_a_client(sketch: str) -> None:
    assert recovery_of_client(node(sketch, "u")) is None


def test_a_third_region_that_both_need_is_one_to_lose() -> None:
    third = "region t code=eu-west-1; ecs_fargate h in t; f calls h; g calls h"
    sketch = f"{SERVED}; ecs_fargate g in s; {third}; route53 e; {DNS}"
    found = recovery_of_client(node(sketch, "u"))
    assert found is not None
    assert (found.topology, [n.id for n in found.limits]) == (Topology.PILOT_LIGHT, ["f", "g"])
    assert "eu-west-1" in found.why


# -- the whole --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "topology", "limit"),
    [
        ("rds d in r data_class=order", Topology.NONE, "d"),
        ("rds d in r data_class=order backup_region=us-west-2", Topology.BACKUP_RESTORE, "d"),
        ("rds d in r data_class=order xregion=replica", Topology.PILOT_LIGHT, "d"),
        ("aurora d in r data_class=order secondary_regions=us-west-2", Topology.PILOT_LIGHT, "f"),
        ("rds d in r data_class=session", Topology.PILOT_LIGHT, "f"),
    ],
)
def test_the_weakest_part_decides(sketch: str, topology: Topology, limit: str) -> None:
    found = recovery(graph(parse(f"{REGIONS} user u; ecs_fargate f in r; u calls f; f rw d; {sketch}")))
    assert found is not None
    assert (found.topology, [n.id for n in found.limits]) == (topology, [limit])


def test_nothing_is_known_of_an_empty_design() -> None:
    assert recovery(graph(parse("lambda f"))) is None


@pytest.mark.parametrize(("target", "missed"), [(899, True), (900, False)])
def test_against_a_target(target: float, missed: bool) -> None:
    found = recovery_of_store(node("rds d in r data_class=order xregion=replica"))
    assert found is not None
    assert found.misses(target) is missed


def test_without_bound_every_target_is_missed() -> None:
    found = recovery_of_store(node("rds d in r data_class=order"))
    assert found is not None
    assert found.misses(1e12)
    assert "without bound" in str(found)


@pytest.mark.parametrize(
    ("sketch", "seconds"),
    [("rds d", 600), ("rds d multi_az=true", 60), ("aurora d az_count=1", 600), ("aurora d", 60), ("dynamodb d", 0)],
)
def test_after_a_zone(sketch: str, seconds: float) -> None:
    assert zone_recovery_s(node(sketch)) == seconds


def test_regions_are_listed_as_people_do() -> None:
    regions = "region a code=us-east-1; region b code=us-west-2; region c code=eu-west-1"
    code = "; ".join(f"alb l{one} in {one}; ecs_fargate f{one} in {one}; l{one} routes_to f{one}" for one in "abc")
    ways = "; ".join(f"dns routes_to l{one}" for one in "abc")
    some = graph(parse(f"{regions}; user u; route53 dns policy=latency; {code}; u routes_to dns; {ways}"))
    found = recovery_of_client(some.node("u"))
    assert found is not None
    assert found.why == "eu-west-1, us-east-1 and us-west-2 serve u"
