"""What is asked: what nothing addresses, what nobody can judge, what nobody can have."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import decided, round_trip_ms
from sketchpad.model import parse
from sketchpad.rules import Severity, check
from sketchpad.rules.requirements import LOCAL_COMMIT_MS

from .asking import Asking

REGIONS = "region v code=us-east-1; region o code=us-east-2; region d code=eu-central-1;"

lone = Asking(("REQ-001",))


@pytest.mark.parametrize(
    ("need", "without", "enough"),
    [
        ("users at=Tokyo", "user u; route53 e; u routes_to e", "user u; lambda f; u calls f"),
        ("latency read_ms=9", "user u; external_system x; u calls x", "user u; alb a; u routes_to a"),
        ("latency read_ms=9", "user u; lambda f", "user u; cloudfront e; s3 s; u routes_to e; e routes_to s"),
        ("availability pct=99.9", "user u; lambda f", "user u; route53 e; u routes_to e"),
        ("rto s=60", "lambda f; elasticache c", "s3 s"),
        ("rpo s=60", "lambda f; backup_vault v", "elasticache c role=primary"),
        ("cost usd=9", "user u; external_system x", "lambda f"),
        ("cost usd=9", "batch b", "batch b monthly_usd=5"),
        ("load peak_rps=9", "user u; rds s", "sqs q"),
        ("consistency level=strong", "lambda f", "rds s"),
        ("consistency level=strong data=order", "rds s data_class=catalog", "rds s data_class=order"),
        ("ordering level=total", "lambda f", "sqs q"),
        ("ordering level=total on=f", "lambda f; sqs q", "lambda f; sqs q; need ordering as x level=total on=q"),
        ("replay days=3", "lambda f; s3 s", "s3 s event_store=true"),
        ("consumers n=3", "lambda f; rds s; f rw s", "lambda f; lambda g; f invokes_async g"),
        ("consumers n=3 on=g", "lambda f; lambda g; f calls g", "lambda g; lambda h; g calls h"),
        ("residency regions=eu-west-1", "lambda f", "elasticache c"),
        ("ops pref=lowest", "user u; route53 e; u routes_to e", "lambda f"),
        ("decompose", "lambda f", "service s; lambda f in s"),
        ("decompose", "lambda f", "monolith_app m"),
        ("static_ip", "lambda f", "nlb n"),
        ("compliance", "lambda f", "rds s"),
    ],
)
def test_nothing_addresses_it(need: str, without: str, enough: str) -> None:
    finding = lone.only(f"{without}; need {need}")
    assert finding.on == finding.breaks == (need.split()[0],)
    again = [one.on for one in lone.findings(f"{enough}; need {need}")]
    assert again == ([("ordering",)] if "on=f" in need else [])


WRITERS = REGIONS + "need multi_region_writes regions=us-east-1,us-east-2;"


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("lambda f in v; lambda g in v; rds s; f rw s; g rw s", True),
        ("lambda f in v; lambda g in o; rds s; f rw s; g reads s", True),
        ("lambda f in v; lambda g; rds s; f rw s; g rw s", True),
        ("lambda f in v; lambda g in o; rds s; f rw s; g writes s", False),
        ("lambda f in v; lambda g in o; rds s; rds t; f rw s; g writes t", False),
        ("lambda f in v; lambda g in o; rds s; rds_proxy p; f rw s; g rw p; p rw s", False),
    ],
)
def test_several_regions_write_or_do_not(sketch: str, speaks: bool) -> None:
    assert bool(lone.said(WRITERS + sketch)) is speaks


@pytest.mark.parametrize(
    "sketch",
    [
        "need replay days=3",
        "lambda f; need teleport",
        "lambda f; need decompose want=false; need compliance want=false",
    ],
    ids=["nothing is drawn", "an unknown type", "not wanted"],
)
def test_there_is_nothing_to_miss(sketch: str) -> None:
    assert lone.said(sketch) == []


def test_what_would_address_it_is_offered() -> None:
    assert lone.fixes("lambda f; need replay days=3") == [
        "add-eventbridge-bus",
        "add-kinesis-stream",
        "drop-requirement",
    ]
    design = lone.fixed("lambda f; need consistency level=strong data=order", "add-dynamodb")
    assert design["records"].properties["data_class"] == "order"
    assert lone.said(design) == []


@pytest.mark.parametrize("need", ["users at=Tokyo", "latency read_ms=9", "availability pct=99"])
@pytest.mark.parametrize(
    ("sketch", "connection"),
    [
        ("route53 e; alb a; lambda f", ("people", "routes_to", "a")),
        ("user u; lambda f; lambda g", ("u", "calls", "f")),
        ("sqs q", None),
    ],
    ids=["an entry", "code", "neither"],
)
def test_a_client_is_let_in(need: str, sketch: str, connection: tuple[str, str, str] | None) -> None:
    asked = f"{sketch}; need {need}"
    assert ("ask" in lone.fixes(asked)) is (connection is not None)
    if connection is not None:
        design = lone.fixed(asked, "ask")
        assert [(c.source, c.verb, c.target) for c in design.connections.values()] == [connection]
        assert lone.said(design) == []


def test_where_it_names_its_channels_no_other_is_offered() -> None:
    assert lone.fixes("lambda f; need replay days=3 on=f") == ["drop-requirement"]


# -- measurable -----------------------------------------------------------------------------------------------------

judge = Asking(("REQ-002",))


@pytest.mark.parametrize(
    ("vague", "clear"),
    [
        ("latency", "latency read_ms=9"),
        ("latency pctl=99", "latency write_ms=9"),
        ("users; need latency read_ms=9", "users at=Tokyo; need latency read_ms=9"),
        ("users at=Tokyo", "users at=Tokyo; need latency read_ms=9"),
        ("rto scope=az", "rto s=0"),
        ("rpo s=unset", "rpo s=9"),
        ("availability", "availability pct=99"),
        ("cost", "cost usd=0"),
        ("replay", "replay days=1"),
        ("load spike_factor=3", "load spike_factor=3 spike_s=60"),
        ("consistency data=order", "consistency level=eventual"),
        ("ordering", "ordering level=none"),
        ("residency", "residency regions=eu-west-1"),
        ("multi_region_writes", "multi_region_writes regions=eu-west-1,us-east-1"),
    ],
)
def test_it_cannot_be_judged(vague: str, clear: str) -> None:
    finding = judge.only(f"need {vague}")
    assert (finding.severity, finding.breaks) == (Severity.INFO, (vague.split()[0].rstrip(";"),))
    assert judge.said(f"need {clear}") == []


@pytest.mark.parametrize("need", ["load", "load peak_rps=9", "ops pref=lowest", "static_ip", "consumers grow=true"])
def test_it_says_enough(need: str) -> None:
    assert judge.said(f"need {need}") == []


# -- together -------------------------------------------------------------------------------------------------------

both = Asking(("REQ-003",), REGIONS)
STRONG = "need consistency level=strong; need multi_region_writes"


def test_no_store_takes_strong_writes_across_sets() -> None:
    finding = both.only(f"{STRONG} regions=us-east-1,eu-central-1")
    assert finding.on == finding.breaks == ("consistency", "multi_region_writes")
    assert "us-east-1 and eu-central-1" in finding.message


@pytest.mark.parametrize(
    "sketch",
    [
        f"{STRONG} regions=us-east-1,us-east-2",
        f"{STRONG} regions=us-east-1",
        f"{STRONG} regions=us-east-1,moon-1",
        "need consistency level=eventual; need multi_region_writes regions=us-east-1,eu-central-1",
        "need multi_region_writes regions=us-east-1,eu-central-1",
        "need consistency level=strong",
    ],
)
def test_they_can_be_had_together(sketch: str) -> None:
    assert both.said(sketch) == []


@pytest.mark.parametrize(("budget", "speaks"), [(10, True), (60, False)])
def test_a_strong_write_takes_its_time(budget: int, speaks: bool) -> None:
    sketch = f"{STRONG} regions=us-east-1,us-west-2; need latency write_ms={budget}"
    said = both.findings(sketch)
    assert bool(said) is speaks
    assert all(one.on == ("consistency", "latency", "multi_region_writes") for one in said)


def test_a_budget_that_is_just_enough() -> None:
    commit = decided(round_trip_ms("us-east-1", "us-west-2") or 0) + LOCAL_COMMIT_MS
    for budget, said in ((commit, []), (commit - 0.01, ["REQ-003"])):
        assert both.said(f"{STRONG} regions=us-east-1,us-west-2; need latency write_ms={budget!r}") == said


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("rds s in v; need rpo s=0; need latency write_ms=3", True),
        ("rds s in v; need rpo s=0; need latency write_ms=30", False),
        ("rds s region=sa-east-1; need rpo s=0; need latency write_ms=30", True),
        ("rds s region=sa-east-1; rds t in v; need rpo s=0; need latency write_ms=30", False),
        ("rds s in v; need rpo s=1; need latency write_ms=3", False),
        ("rds s in v; need rpo s=0 scope=az; need latency write_ms=3", False),
        ("rds s in v; need rpo s=0; need latency read_ms=3", False),
        ("rds s; need rpo s=0; need latency write_ms=3", False),
    ],
)
def test_nothing_is_lost_and_nobody_waits(sketch: str, speaks: bool) -> None:
    assert [one.on for one in both.findings(sketch)] == ([("latency", "rpo")] if speaks else [])


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("need users at=Tokyo; need latency read_ms=10", True),
        ("need users at=Tokyo; need latency read_ms=12", False),
        ("need users at=Tokyo; need latency write_ms=10", False),
        ("need users at=Atlantis; need latency read_ms=10", False),
        ("cloudfront c; need users at=Tokyo; need latency read_ms=10", False),
    ],
)
def test_nobody_is_nearer_than_the_nearest_region(sketch: str, speaks: bool) -> None:
    assert [one.on for one in both.findings(sketch)] == ([("latency", "users")] if speaks else [])


def test_the_places_that_are_too_far_are_named() -> None:
    finding = both.only("need users at=Tokyo,Lagos; need latency read_ms=20")
    assert "Lagos" in finding.message
    assert "Tokyo" not in finding.message


@pytest.mark.parametrize(
    ("need", "speaks"),
    [
        ("level=total rps=1001", True),
        ("level=total rps=1000", False),
        ("level=per_key rps=9000", False),
        ("level=total", False),
    ],
)
def test_one_order_over_many(need: str, speaks: bool) -> None:
    assert [one.on for one in both.findings(f"need ordering {need}")] == ([("ordering",)] if speaks else [])


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (f"{STRONG} regions=us-east-1,eu-central-1", ["relax-consistency"]),
        (
            f"dynamodb t in v replicas=eu-central-1; {STRONG} regions=us-east-1,us-east-2,eu-central-1",
            ["home-region", "relax-consistency", "shrink-regions"],
        ),
        (f"{STRONG} regions=us-east-1,us-west-2; need latency write_ms=10", ["relax-consistency", "relax-latency"]),
        ("rds s in v; need rpo s=0; need latency write_ms=3", ["relax-rpo", "relax-latency"]),
        ("need users at=Tokyo; need latency read_ms=10", ["relax-latency"]),
        ("need ordering level=total rps=5000", ["order-per-key", "relax-ordering"]),
    ],
)
def test_each_way_out_leads_out(sketch: str, fixes: list[str]) -> None:
    assert both.fixes(sketch) == fixes
    for fix in fixes:
        assert both.said(both.fixed(sketch, fix)) == [], fix
    assert both.safe(sketch) == []


def test_a_home_region_writes_alone() -> None:
    sketch = f"dynamodb t in v replicas=eu-central-1; {STRONG} regions=us-east-1,eu-central-1"
    assert both.fixed(sketch, "home-region")["t"].properties["write_mode"] == "single_region"


def test_a_contradiction_speaks_for_the_distance() -> None:
    sketch = "lambda f in v; user u; u calls f; need users at=Tokyo; need latency read_ms=10"
    assert {one.rule.id for one in check(parse(REGIONS + sketch)).standing} & {"GLB-001", "REQ-003"} == {"REQ-003"}
