"""The rules about database connections: where they speak, where they stay silent, and what they propose."""

from __future__ import annotations

import pytest

from sketchpad.model import Design, parse
from sketchpad.rules import Judged, Report, Severity, check, connections

from .asking import Asking

RULES = [value for value in vars(connections).values() if type(value) is type(connections.proxy_not_possible_here)]


def report(sketch: str) -> Report:
    return check(parse(sketch), rules=RULES)


def said(sketch: str) -> list[str]:
    return [finding.rule.id for finding in report(sketch).findings]


def only(sketch: str) -> Judged:
    (finding,) = report(sketch).findings
    return finding


def fixed(sketch: str, fix: str) -> Design:
    return next(one for one in only(sketch).fixes if one.id == fix).edit(parse(sketch))


BUSY = "user u; lambda fn avg_duration_ms=200; {db}; u calls fn; fn rw db; need load peak_rps=4000"


def test_the_message_names_demand_and_supply() -> None:
    finding = only(BUSY.format(db="rds db engine=postgres class=db.t4g.medium"))
    assert finding.message == "fn may open 800 connections; db (db.t4g.medium, postgres) accepts about 400."
    assert finding.on == ("db", "fn")
    assert finding.breaks == ("load",)
    assert finding.fixes[0].id == "insert-rds-proxy"
    assert str(finding.fixes[0]) == "Insert RDS Proxy between fn and db"


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("lambda f peak_rps=1000 avg_duration_ms=400; rds d class=db.t4g.medium; f rw d", Severity.ERROR),
        ("lambda f peak_rps=10 avg_duration_ms=400; rds d class=db.t4g.medium; f rw d", Severity.WARNING),
        ("lambda f; rds d class=db.t4g.medium; f rw d", Severity.WARNING),
        ("lambda f reserved_concurrency=300; rds d class=db.t4g.medium; f rw d", None),
        ("lambda f reserved_concurrency=300 db_conns=2; rds d class=db.t4g.medium; f rw d", Severity.WARNING),
        ("lambda f; rds d class=db.r6g.xlarge; f rw d", None),
        ("lambda f; rds d; f rw d", Severity.WARNING),
        ("lambda f reserved_concurrency=399; rds d; f rw d", None),
        ("lambda f peak_rps=1000 avg_duration_ms=299; rds d; f rw d", None),
        ("lambda f peak_rps=1000 avg_duration_ms=300; rds d; f rw d", Severity.WARNING),
        ("lambda f; rds d engine=db2-se class=db.m6i.large; f rw d", None),
        ("lambda f; rds d engine=sqlserver-se class=db.m6i.large; f rw d", None),
        ("lambda f; aurora_dsql d; f rw d", None),
        ("lambda f; dynamodb d; f rw d", None),
        ("lambda f; documentdb d; f rw d", None),
        ("lambda f; aurora d class=db.t4g.medium; f rw d data_api=true", None),
        ("ecs_fargate f; rds d class=db.t4g.medium; f rw d", None),
        ("sqs q; lambda f; rds d class=db.t4g.medium; q delivers f max_concurrency=50; f rw d", None),
        ("eventbridge_scheduler s; lambda f; rds d class=db.t4g.micro; s invokes_async f; f rw d", None),
        ("lambda f; aurora d capacity=serverless_v2 max_acu=2; f rw d", Severity.WARNING),
        ("lambda f; aurora d capacity=serverless_v2 max_acu=16; f rw d", None),
        ("lambda f; rds d class=db.t4g.medium; f reads d; f writes d", Severity.WARNING),
        ("lambda f; lambda g; rds d class=db.r6g.large; f rw d; g rw d", None),
        ("lambda f; rds d class=db.t4g.medium max_connections=2000; f rw d", None),
    ],
)
def test_functions_on_a_database(sketch: str, severity: Severity | None) -> None:
    assert [finding.severity for finding in report(sketch).findings] == ([] if severity is None else [severity])


def test_one_unknown_rate_makes_the_sum_unknown() -> None:
    finding = only("lambda f peak_rps=4000 avg_duration_ms=200; lambda g; rds d class=db.t4g.medium; f rw d; g rw d")
    assert (finding.severity, finding.on) == (Severity.WARNING, ("d", "f", "g"))
    assert finding.message.startswith("f and g may open 1,000 connections")


def test_readers_are_judged_apart_from_the_writer() -> None:
    sketch = """
        lambda f reserved_concurrency=300; lambda g reserved_concurrency=300; aurora d class=db.t4g.medium {}
        f writes d
        g reads d{}
    """
    assert said(sketch.format("", "")) == ["CON-001"]
    assert said(sketch.format("", " from=replica")) == []


def test_a_proxy_that_stands_there_is_used() -> None:
    sketch = "lambda f; lambda g; rds_proxy p; rds d class=db.t4g.medium; f rw d; g rw p; p rw d"
    assert fixed(sketch, "use-rds-proxy").connections["f-rw-d"].target == "p"


def test_no_proxy_for_engines_without_one() -> None:
    finding = only("lambda f peak_rps=1000 avg_duration_ms=400; rds d engine=oracle-ee class=db.t3.small; f rw d")
    assert "insert-rds-proxy" not in {fix.id for fix in finding.fixes}


def test_the_limit_leaves_room() -> None:
    after = fixed(BUSY.format(db="rds db class=db.t4g.medium"), "reserve-concurrency")
    assert after.components["fn"].properties["reserved_concurrency"] == 318


@pytest.mark.parametrize(("rps", "safe"), [("", True), (" peak_rps=500", True), (" peak_rps=4000", False)])
def test_a_limit_that_turns_stated_requests_away_is_never_set_unasked(rps: str, safe: bool) -> None:
    ask = Asking(("CON-001",))
    sketch = f"lambda f avg_duration_ms=200{rps}; rds d class=db.t4g.medium; f rw d"
    assert "reserve-concurrency" in ask.fixes(sketch)
    assert ("reserve-concurrency" in ask.safe(sketch)) is safe


def test_the_smallest_class_that_suffices() -> None:
    after = fixed("lambda f reserved_concurrency=500; rds d class=db.t4g.medium; f rw d", "larger-class")
    assert after.components["d"].properties["class"] == "db.t4g.large"


def test_the_data_api_where_there_is_one() -> None:
    after = fixed("lambda f; aurora d class=db.t4g.medium; f rw d", "use-data-api")
    assert after.connections["f-rw-d"].properties["data_api"] is True
    assert "use-data-api" not in {fix.id for fix in only("lambda f; rds d class=db.t4g.medium; f rw d").fixes}


def test_writes_go_through_a_queue() -> None:
    sketch = "lambda f; rds d class=db.t4g.medium; f writes d"
    after = fixed(sketch, "insert-sqs")
    assert after.connections["d-writes-delivers-d-writer"].properties["max_concurrency"] == 318
    assert "f-writes-d" not in after.connections
    assert check(after).findings == ()
    assert "insert-sqs" not in {fix.id for fix in only("lambda f; rds d class=db.t4g.medium; f rw d").fixes}


# -- the proxy --------------------------------------------------------------------------------------------------

PLACES = """
    region r code=us-east-1; region s code=us-west-2; vpc v in r; vpc w in r
    rds_proxy p in {}; rds d in {}; p rw d
"""


@pytest.mark.parametrize(
    ("sketch", "why"),
    [
        ("rds_proxy p; rds d engine=oracle-se2; p rw d", "oracle-se2"),
        ("rds_proxy p; rds d engine=db2-ae; p rw d", "db2-ae"),
        ("rds_proxy p; aurora d capacity=serverless_v1; p rw d", "Serverless v1"),
        ("rds_proxy p; dynamodb d; p rw d", "DynamoDB"),
        ("rds_proxy p; self_managed_db d; p rw d", "not"),
        ("rds_proxy p; aurora_dsql d; p rw d", "not"),
        ("rds_proxy p; rds d; p reads d from=replica", "replica"),
        (PLACES.format("r", "s"), "us-west-2"),
        (PLACES.format("v", "w"), "w"),
        ("rds_proxy p; aurora d; p reads d from=replica", ""),
        ("rds_proxy p; rds d engine=sqlserver-web; p rw d", ""),
        ("rds_proxy p; rds d engine=mariadb; p rw d", ""),
        ("rds_proxy p; aurora d capacity=serverless_v2; p rw d", ""),
        (PLACES.format("v", "v"), ""),
        (PLACES.format("r", "v"), ""),
        ("rds_proxy p; cockroach d; p rw d", ""),
    ],
)
def test_where_a_proxy_can_stand(sketch: str, why: str) -> None:
    messages = [finding.message for finding in report(sketch).findings if finding.rule.id == "CON-002"]
    assert bool(messages) is bool(why)
    assert all(why in message for message in messages)


def test_the_proxy_moves_to_its_database() -> None:
    after = fixed(PLACES.format("v", "w"), "move-proxy")
    assert after.components["p"].inside == ("w",)
    assert check(after, rules=RULES).findings == ()


def test_a_proxy_that_cannot_be_goes_and_a_limit_comes() -> None:
    sketch = "lambda f; rds_proxy p; rds d engine=oracle-ee class=db.t3.small; f rw p; p rw d"
    after = fixed(sketch, "remove-proxy")
    assert "p" not in after.components
    assert after.connections["f-rw-p"].target == "d"
    assert check(after, rules=RULES).findings == ()


PROXIED = "lambda f peak_rps={rps} avg_duration_ms=300; rds_proxy p {proxy}; rds d {db}; f {verb} p {link}; p rw d"


@pytest.mark.parametrize(
    ("rps", "proxy", "db", "link", "severity"),
    [
        (5000, "", "class=db.t4g.medium", "tx_ms=120", Severity.ERROR),
        (5000, "", "class=db.t4g.medium", "", None),
        (5000, "", "", "tx_ms=120", None),
        (1000, "", "class=db.t4g.medium", "tx_ms=120", None),
        (1000, "max_pct=30", "class=db.t4g.medium", "tx_ms=120", Severity.ERROR),
        (5000, "pinning=true", "class=db.t4g.medium", "", Severity.WARNING),
        (500, "pinning=true", "class=db.t4g.medium", "", None),
    ],
)
def test_the_pool_behind_a_proxy(rps: int, proxy: str, db: str, link: str, severity: Severity | None) -> None:
    sketch = PROXIED.format(rps=rps, proxy=proxy, db=db, link=link, verb="rw")
    assert [finding.severity for finding in report(sketch).findings] == ([] if severity is None else [severity])


def test_pinning_at_an_unknown_rate_goes_by_what_is_allowed() -> None:
    assert said("lambda f; rds_proxy p pinning=true; rds d class=db.t4g.medium; f rw p; p rw d") == ["CON-003"]
    limited = "lambda f reserved_concurrency=50; rds_proxy p pinning=true; rds d class=db.t4g.medium; f rw p; p rw d"
    assert said(limited) == []


def test_reads_move_to_the_readers() -> None:
    sketch = """
        lambda f peak_rps=5000; rds_proxy p; aurora d class=db.t4g.medium az_count=3
        f reads p tx_ms=100
        p rw d
    """
    after = fixed(sketch, "read-from-replicas")
    assert after.connections["f-reads-p"].properties["from"] == "replica"
    assert check(after, rules=RULES).findings == ()


def test_reads_move_to_a_cache_that_is_filled_ahead() -> None:
    sketch = "lambda f peak_rps=5000; rds_proxy p; rds d class=db.t4g.medium; f reads p tx_ms=100; p rw d"
    after = fixed(sketch, "insert-elasticache")
    assert {link.source for link in after.connections.values() if link.target == "p"} == {"d-loader"}
    assert check(after, rules=RULES).findings == ()


def test_the_rest_of_the_pool_where_that_suffices() -> None:
    sketch = PROXIED.format(rps=1000, proxy="max_pct=30", db="class=db.t4g.medium", link="tx_ms=120", verb="rw")
    assert fixed(sketch, "whole-pool").components["p"].properties["max_pct"] == 100


def test_a_proxy_that_cannot_stand_there_has_no_pool_to_judge() -> None:
    sketch = "lambda f peak_rps=90000; rds_proxy p; rds d engine=oracle-ee class=db.t3.small; f rw p tx_ms=500; p rw d"
    assert said(sketch) == ["CON-002"]


# -- fleets -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("ecs_fargate f max_tasks=40; rds d class=db.t4g.medium; f rw d", Severity.ERROR),
        ("ecs_fargate f max_tasks=35; rds d class=db.t4g.medium; f rw d", Severity.WARNING),
        ("ecs_fargate f max_tasks=30; rds d class=db.t4g.medium; f rw d", None),
        ("ecs_fargate f; rds d class=db.t4g.medium; f rw d", None),
        ("ecs_fargate f max_tasks=40; rds d; f rw d", None),
        ("ecs_fargate f max_tasks=40; rds_proxy p; rds d class=db.t4g.medium; f rw p; p rw d", None),
        ("ec2_asg f max_tasks=20; eks g max_tasks=20; rds d class=db.t4g.medium; f rw d; g reads d", Severity.ERROR),
        ("ec2 f; rds d class=db.t4g.micro; f rw d", None),
    ],
)
def test_fleets_on_a_database(sketch: str, severity: Severity | None) -> None:
    assert [finding.severity for finding in report(sketch).findings] == ([] if severity is None else [severity])


def test_rounding_hides_no_excess() -> None:
    assert "accepts 398." in only("ecs_fargate f max_tasks=40; rds d class=db.t4g.medium; f rw d").message
    assert "accepts about 400." in only("ecs_fargate f max_tasks=41; rds d class=db.t4g.medium; f rw d").message


def test_fleets_shrink_together() -> None:
    sketch = "ec2_asg f max_tasks=40; eks g max_tasks=20; rds d class=db.t4g.medium; f rw d; g reads d"
    after = fixed(sketch, "smaller-max-tasks")
    assert [after.components[id].properties["max_tasks"] for id in "fg"] == [21, 10]
    assert check(after, rules=RULES).findings == ()


# -- without connections, or with many --------------------------------------------------------------------------

DSQL = "lambda f peak_rps={} avg_duration_ms=500 account_concurrency=20000 {}; aurora_dsql d; f rw d; need load {}"


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("lambda f; rds d; f reads d data_api=true", Severity.ERROR),
        ("ecs_fargate f; dynamodb d; f reads d data_api=true", Severity.ERROR),
        ("lambda f; aurora d; f reads d data_api=true", None),
        ("lambda f; aurora d; f reads d data_api=true result_kb=1024", None),
        ("lambda f; aurora d; f reads d data_api=true result_kb=1025", Severity.ERROR),
        ("lambda f; aurora d class=db.r6g.xlarge; f reads d result_kb=4000", None),
        (DSQL.format(30000, "", "avg_rps=1"), Severity.ERROR),
        (DSQL.format(10000, "", "avg_rps=1"), None),
        (DSQL.format(10000, "", "spike_s=10"), Severity.WARNING),
        (DSQL.format(10000, "", "spike_s=60"), None),
        (DSQL.format(10000, "provisioned_concurrency=4000", "spike_s=10"), None),
        (DSQL.format(5000, "", "spike_factor=2 spike_s=10"), None),
        ("lambda f; aurora_dsql d; f rw d; need load spike_s=1", None),
    ],
)
def test_the_ways_without_connections(sketch: str, severity: Severity | None) -> None:
    assert [finding.severity for finding in report(sketch).findings] == ([] if severity is None else [severity])


def test_environments_that_wait_for_the_spike() -> None:
    sketch = DSQL.format(10000, "", "spike_s=10")
    assert fixed(sketch, "provisioned-concurrency").components["f"].properties["provisioned_concurrency"] == 3000
    assert check(fixed(sketch, "provisioned-concurrency"), rules=RULES).findings == ()


@pytest.mark.parametrize("value", [{"a": 1}, [1, {"b": 2}], None, "unset", 10**400, -1, 0, True, ""])
def test_no_value_makes_a_rule_fall(value: object) -> None:
    design = parse("""
        user u; lambda f; ecs_fargate g max_tasks=9; rds_proxy p; rds d class=db.t3.micro; aurora a; aurora_dsql q
        u calls f; f rw d; f rw p; p rw d; f reads a; f rw q; g rw d
        need load peak_rps=100 spike_s=1
    """)
    names = ["engine", "class", "capacity", "max_acu", "min_acu", "max_connections", "reserved_concurrency", "db_conns"]
    names += ["peak_rps", "avg_duration_ms", "max_tasks", "pool_size", "max_pct", "pinning", "az_count", "data_api"]
    names += ["from", "tx_ms", "result_kb", "account_concurrency", "provisioned_concurrency", "region"]
    for name in names:
        parts = [c.but(properties={**c.properties, name: value}) for c in design.components.values()]
        links = [c.but(properties={**c.properties, name: value}) for c in design.connections.values()]
        check(design.having(*parts, *links), rules=RULES)
