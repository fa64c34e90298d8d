"""The loss of a Region, and mistakes: how soon work goes on, how much data is gone."""

from __future__ import annotations

import pytest

from sketchpad.analysis.recovery import Topology, recovery_of_client
from sketchpad.catalog import graph
from sketchpad.model import Design
from sketchpad.rules import Severity, check

from .asking import Asking

REGIONS = "region r code=us-east-1; region s code=us-west-2"

# -- how soon ---------------------------------------------------------------------------------------------------

time = Asking(("RES-004",), f"{REGIONS}; user u; ecs_fargate f in r; u calls f; f rw d")


@pytest.mark.parametrize(
    ("sketch", "on", "words"),
    [
        ("rds d in r data_class=order; need rto s=3600", "d", "nothing in another Region"),
        ("rds d in r data_class=order; need rto s=100000000", "d", "no recovery"),
        ("rds d in r data_class=order backup_region=us-west-2; need rto s=14399", "d", "14,400 s"),
        ("rds d in r data_class=order xregion=automated_backup; need rto s=3600", "d", "backup and restore"),
        ("rds d in r data_class=order xregion=backup_copy; need rto s=3600", "d", "backup and restore"),
        ("elasticache d in r data_class=order role=primary; need rto s=3600", "d", "no recovery"),
        (
            "aurora d in r data_class=order secondary_regions=us-west-2; need rto s=899",
            "u",
            "us-east-1 alone serves u",
        ),
        ("rds d in r data_class=session; need rto s=899", "u", "pilot light"),
    ],
)
def test_it_is_not_back_in_time(sketch: str, on: str, words: str) -> None:
    finding = time.only(sketch)
    assert (finding.on, finding.breaks) == (tuple(sorted((on, "rto"))), ("rto",))
    assert finding.severity is Severity.ERROR
    assert words in finding.message
    assert all(id in finding.message.replace("RTO", "rto") for id in finding.on)
    assert time.safe(sketch) == [], "where data goes is for a person to decide"
    for id in time.fixes(sketch):
        assert finding.key not in {other.key for other in time.findings(time.fixed(sketch, id))}, id


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d in r data_class=order",
        "rds d in r data_class=order; need rto",
        "rds d in r data_class=order; need rto s=60 scope=az",
        "rds d in r data_class=order xregion=replica; need rto s=900",
        "rds d in r data_class=order backup_region=us-west-2; need rto s=14400",
        "rds d in r data_class=order dr=out_of_scope; need rto s=900",
        "rds d in r data_class=order rederivable=true; need rto s=900",
        "rds d in r; need rto s=900",
        "elasticache d in r data_class=order; need rto s=900",
        "dynamodb d in r data_class=order replicas=us-west-2; need rto s=900",
    ],
    ids=[
        "nothing asked",
        "no figure",
        "a zone is meant",
        "pilot light",
        "backups",
        "out of scope",
        "can be made again",
        "no class",
        "a cache",
        "a live copy",
    ],
)
def test_it_is_back_in_time(sketch: str) -> None:
    assert time.said(sketch) == []


def test_the_tightest_counts_and_each_that_is_missed_is_named() -> None:
    sketch = "rds d in r data_class=order xregion=replica; need rto as a s=60; need rto as b s=800; need rto as c s=900"
    (client, store) = sorted(time.findings(sketch), key=lambda finding: "d" in finding.on)
    assert (client.on, store.on) == (("a", "b", "u"), ("a", "b", "d"))
    assert "RTO is 60 s" in store.message


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (
            "rds d in r data_class=order",
            ["automated-backups", "replica-elsewhere", "become-aurora", "become-aurora-dsql"],
        ),
        ("s3 d in r data_class=order", ["replicate-objects", "replicate-in-time"]),
        ("aurora d in r data_class=order", ["copy-elsewhere", "become-aurora-dsql"]),
        ("dynamodb d in r data_class=order", ["copy-elsewhere", "strong-consistency"]),
        ("efs d in r data_class=order", ["replicate-files"]),
        ("memorydb d in r data_class=order", []),
    ],
)
def test_each_store_keeps_a_copy_its_own_way(sketch: str, fixes: list[str]) -> None:
    quick = [id for id in fixes if id not in ("automated-backups",)]
    assert time.fixes(f"{sketch}; need rto s=900") == quick
    slow = time.fixes(f"{sketch}; need rto s=20000")
    assert set(slow) >= set(fixes)
    assert "backup-elsewhere" in slow


def served(design: Design) -> Topology:
    found = recovery_of_client(graph(design).node("u"))
    assert found is not None
    return found.topology


SHOP = f"{REGIONS}; user u; alb a in r auth=oidc; waf w; w protects a; ecs_fargate f in r; u routes_to a; a routes_to f"
client = Asking(("RES-004",), SHOP)


@pytest.mark.parametrize(
    ("seconds", "fixes"),
    [
        (899, ["warm-standby", "second-region", "second-region-anycast", "relax-rto"]),
        (300, ["warm-standby", "second-region", "second-region-anycast", "relax-rto"]),
        (299, ["second-region", "second-region-anycast", "relax-rto"]),
        (90, ["second-region", "second-region-anycast", "relax-rto"]),
        (89, ["second-region-anycast", "relax-rto"]),
        (29, ["relax-rto"]),
    ],
)
def test_a_second_region_is_as_ready_as_it_must_be(seconds: int, fixes: list[str]) -> None:
    sketch = f"need rto s={seconds}"
    assert client.fixes(sketch) == fixes
    for id in fixes:
        assert client.said(client.fixed(sketch, id)) == [], id


def test_what_a_warm_standby_is_made_of() -> None:
    sketch = "aurora d in r data_class=order; f rw d; dynamodb e in r data_class=order replicas=us-west-1; f reads e"
    asked = f"{sketch}; dynamodb g in r data_class=ledger; f rw g; need rto s=600"
    finding = next(one for one in client.findings(asked) if "u" in one.on)
    fix = next(fix for fix in finding.fixes if fix.id == "warm-standby")
    made = fix.edit(client.design(asked))
    assert served(made) is Topology.WARM_STANDBY
    assert client.said(made) == []
    copy = made.components["f-us-west-1"]
    assert copy.properties["standby"] == "warm"
    assert graph(made).node("f-us-west-1").region == "us-west-1"
    ends = {(link.verb, link.target.id) for link in graph(made).node("f-us-west-1").outgoing}
    assert ends == {("rw", "d"), ("reads", "e"), ("rw", "g")}
    assert [link.source.id for link in graph(made).node("a-us-west-1").incoming if link.verb == "protects"] == ["w"]
    assert made.components["d"].properties["secondary_regions"] == ("us-west-1",)
    assert made.components["d"].properties["write_forwarding"] is True
    assert made.components["e"].properties["replicas"] == "us-west-1"
    assert made.components["g"].properties["write_mode"] == "single_region"
    dns = next(one for one in made.components.values() if one.kind == "route53")
    assert dns.properties == {"policy": "failover", "health_check": True, "hc_interval_s": 10}


def test_the_entry_that_is_there_leads_to_both() -> None:
    ask = Asking(("RES-004",), SHOP.replace("u routes_to a", "route53 e; u routes_to e; e routes_to a"))
    design = ask.fixed("need rto s=300", "second-region")
    assert served(design) is Topology.ACTIVE_ACTIVE
    assert [one.id for one in design.components.values() if one.kind == "route53"] == ["e"]
    assert design.components["e"].properties["health_check"] is True
    anycast = ask.fixed("need rto s=30", "second-region-anycast")
    assert ask.said(anycast) == []


def test_everybody_who_comes_in_there_is_led_by_the_new_entry() -> None:
    ask = Asking(("RES-004",), f"{SHOP}; user v; v routes_to a; lambda h in r; h calls a")
    sketch = "need rto s=300"
    fix = next(fix for fix in ask.findings(sketch)[0].fixes if fix.id == "second-region")
    design = fix.edit(ask.design(sketch))
    (dns,) = (id for id, one in design.components.items() if one.kind == "route53")
    ends = {link.source.id for link in graph(design).node(dns).incoming}
    assert ends == {"u", "v"}
    assert {link.target.id for link in graph(design).node(dns).outgoing} == {"a", "a-us-west-2"}


def test_an_accelerator_leads_to_balancers_alone() -> None:
    ask = Asking(("RES-004",), SHOP.replace("alb a", "apigw_rest a").replace(" auth=oidc", ""))
    assert ask.fixes("need rto s=300") == ["warm-standby", "second-region", "relax-rto"]


def test_where_it_is_not_clear_what_leads_there_is_no_second_region() -> None:
    ask = Asking(("RES-004",), SHOP.replace("alb a in r", "alb a"))
    assert ask.fixes("need rto s=300") == ["relax-rto"]


@pytest.mark.parametrize(
    ("store", "stated"),
    [
        ("rds d in r data_class=order", {"xregion": "replica"}),
        ("s3 d in r data_class=media", {"xregion": "crr", "versioning": True}),
        ("s3 d in r data_class=media versioning=true", {"xregion": "crr", "versioning": True}),
        ("memorydb d in r data_class=order", {"backup_region": "us-west-2"}),
        ("dynamodb d in r data_class=order", {"replicas": ("us-west-2",)}),
        ("dynamodb d in r data_class=ledger", {"replicas": ("us-west-2",), "write_mode": "single_region"}),
        ("aurora d in r data_class=order", {"secondary_regions": ("us-west-2",), "write_forwarding": True}),
        ("documentdb d in r data_class=order", {"secondary_regions": ("us-west-2",)}),
        ("aurora d in r data_class=order secondary_regions=us-west-2", {"secondary_regions": "us-west-2"}),
    ],
)
def test_the_data_comes_along(store: str, stated: dict[str, object]) -> None:
    sketch = f"{store}; f rw d; need rto s=600"
    finding = next(one for one in client.findings(sketch) if "u" in one.on)
    fix = next(fix for fix in finding.fixes if fix.id == "warm-standby")
    made = fix.edit(client.design(sketch))
    assert made.components["d"].properties == {"data_class": made.components["d"].properties["data_class"], **stated}


def test_files_are_replicated_to_a_system_of_their_own() -> None:
    sketch = "efs d in r data_class=order; f rw d; need rto s=900"
    made = client.fixed(sketch, "replicate-files")
    assert [link.target.id for link in graph(made).node("d").outgoing] == ["d-us-west-2"]
    assert graph(made).node("d-us-west-2").region == "us-west-2"


@pytest.mark.parametrize(
    ("around", "region"),
    [("", "us-east-2"), ("region s code=eu-west-1", "eu-west-1"), ("region s code=mars-1", "us-east-2")],
)
def test_the_nearest_region_of_the_design_else_of_all(around: str, region: str) -> None:
    sketch = f"region r code=us-east-1; {around}; rds d in r data_class=order; need rpo s=86400"
    made = Asking(("RES-005",)).fixed(sketch, "backup-elsewhere")
    assert made.components["d"].properties["backup_region"] == region


def test_where_data_may_not_go_there_is_no_second_region() -> None:
    sketch = "need residency regions=us-east-1; need rto s=300"
    assert client.fixes(sketch) == ["relax-rto"]
    allowed = "need residency regions=us-east-1,eu-west-1; need rto s=300"
    assert "f-eu-west-1" in client.fixed(allowed, "warm-standby").components


BOTH = f"{SHOP}; alb b in s; w protects b; ecs_fargate g in s; b routes_to g".replace("u routes_to a", "e routes_to a")
both = Asking(("RES-004",), f"{BOTH}; u routes_to e; e routes_to b")


@pytest.mark.parametrize(
    ("entry", "seconds", "on", "fixes"),
    [
        ("route53 e", 149, ("e", "rto", "u"), ["check-often", "relax-rto"]),
        ("route53 e", 89, ("e", "rto", "u"), ["relax-rto"]),
        ("route53 e ttl_s=300", 330, ("e", "rto", "u"), ["check-often", "relax-rto"]),
        ("route53 e hc_interval_s=10", 80, ("e", "rto", "u"), ["relax-rto"]),
        ("global_accelerator e", 29, ("e", "rto", "u"), ["relax-rto"]),
    ],
)
def test_the_entry_notices_too_late(entry: str, seconds: int, on: tuple[str, ...], fixes: list[str]) -> None:
    sketch = f"{entry}; need rto s={seconds}"
    assert both.only(sketch).on == on
    assert both.fixes(sketch) == fixes
    for id in fixes:
        assert both.said(both.fixed(sketch, id)) == [], id


@pytest.mark.parametrize(
    ("entry", "seconds"), [("route53 e", 150), ("route53 e hc_interval_s=10", 90), ("global_accelerator e", 30)]
)
def test_the_entry_notices_in_time(entry: str, seconds: int) -> None:
    assert both.said(f"{entry}; need rto s={seconds}") == []


def test_looking_more_often_is_made_unasked() -> None:
    assert both.safe("route53 e; need rto s=120") == ["check-often"]


@pytest.mark.parametrize(
    ("standby", "seconds", "fixes"),
    [
        ("warm", 299, ["standby-active", "relax-rto"]),
        ("pilot", 899, ["standby-warm", "standby-active", "relax-rto"]),
        ("pilot", 200, ["standby-active", "relax-rto"]),
    ],
)
def test_what_waits_has_to_run(standby: str, seconds: int, fixes: list[str]) -> None:
    ask = Asking(("RES-004",), both.around.replace("ecs_fargate g in s", f"ecs_fargate g in s standby={standby}"))
    sketch = f"route53 e; need rto s={seconds}"
    assert ask.fixes(sketch) == fixes
    assert ask.safe(sketch) == []
    for id in fixes:
        assert ask.said(ask.fixed(sketch, id)) == [], id


# -- how much ---------------------------------------------------------------------------------------------------

point = Asking(("RES-005",), f"{REGIONS}; user u; lambda f in r; u calls f; f rw d")


@pytest.mark.parametrize(
    ("sketch", "least"),
    [
        ("rds d in r data_class=order backup_region=us-west-2", 86400),
        ("rds d in r data_class=order backup_region=us-west-2 backup_interval_s=7200", 7200),
        ("rds d in r data_class=order xregion=automated_backup", 300),
        ("rds d in r data_class=order xregion=replica", 60),
        ("aurora d in r data_class=order secondary_regions=us-west-2", 5),
        ("dynamodb d in r data_class=order replicas=us-west-2", 5),
        ("s3 d in r data_class=order xregion=crr", 3600),
        ("s3 d in r data_class=order xregion=crr_rtc", 900),
    ],
)
def test_the_copy_lags(sketch: str, least: int) -> None:
    assert point.said(f"{sketch}; need rpo s={least}") == []
    missed = f"{sketch}; need rpo s={least - 1}"
    finding = point.only(missed)
    assert (finding.on, finding.breaks, finding.severity) == (("d",), ("rpo",), Severity.ERROR)
    assert f"{least:,} s" in finding.message
    for id in point.fixes(missed):
        assert point.said(point.fixed(missed, id)) == [], id


@pytest.mark.parametrize(
    ("sketch", "quick", "at_all"),
    [
        (
            "rds d in r data_class=order",
            ["replica-elsewhere", "become-aurora", "become-aurora-dsql"],
            "automated-backups",
        ),
        ("aurora d in r data_class=order", ["copy-elsewhere", "become-aurora-dsql"], "backup-elsewhere"),
        ("dynamodb d in r data_class=order", ["copy-elsewhere", "strong-consistency"], "backup-elsewhere"),
        ("documentdb d in r data_class=order", ["copy-elsewhere"], "backup-elsewhere"),
        ("s3 d in r data_class=order", [], "replicate-in-time"),
        ("efs d in r data_class=order", [], "replicate-files"),
        ("self_managed_db d in r data_class=order", [], "backup-elsewhere"),
    ],
)
def test_everything_is_lost(sketch: str, quick: list[str], at_all: str) -> None:
    assert "all of it" in point.only(f"{sketch}; need rpo s=60").message
    assert point.fixes(f"{sketch}; need rpo s=60") == quick
    assert at_all in point.fixes(f"{sketch}; need rpo s=100000")
    for seconds in (60, 100000):
        missed = f"{sketch}; need rpo s={seconds}"
        for id in point.fixes(missed):
            assert point.said(point.fixed(missed, id)) == [], id


def test_only_what_waits_for_another_region_loses_nothing() -> None:
    sketch = "dynamodb d in r data_class=order replicas=us-west-2; need rpo s=0"
    assert point.fixes(sketch) == ["strong-consistency"]
    assert point.fixes("rds d in r data_class=order; need rpo s=0") == ["become-aurora-dsql"]
    strong = "dynamodb d in r data_class=order replicas=us-west-2 witness=us-east-2 consistency=MRSC; need rpo s=0"
    assert point.said(strong) == []
    assert point.said("aurora_dsql d in r data_class=order regions=us-west-2; need rpo s=0") == []


FOLLOWED = (
    "s3 d in r data_class=order xregion=crr_rtc versioning=true; s3 e in s data_class=order versioning=true; "
    "d replicates_to e; ecs_fargate g in s standby=warm; g rw e; f rw d; need rpo s=900"
)


def test_buckets_that_copy_to_each_other_are_both_at_work() -> None:
    some = "s3 d in r data_class=order; s3 e in s data_class=order; d replicates_to e; f rw d; need rto s=600"
    assert "d" in {id for finding in time.findings(some) for id in finding.on}
    assert "d" not in {id for finding in time.findings(f"{some}; e replicates_to d") for id in finding.on}


def test_what_only_follows_another_store_is_lost_without_harm() -> None:
    assert point.said(FOLLOWED) == []
    assert point.said(FOLLOWED.replace(" standby=warm", "")) == ["RES-005"], "what is written there is there alone"
    assert point.said(f"{FOLLOWED}; e replicates_to d") == ["RES-005"], "both are at work"


@pytest.mark.parametrize(
    "sketch",
    [
        "rds d in r data_class=order",
        "rds d in r data_class=order; need rpo",
        "rds d in r data_class=order; need rpo s=0 scope=az",
        "rds d in r data_class=session; need rpo s=0",
        "rds d in r; need rpo s=0",
        "rds d in r data_class=order dr=out_of_scope; need rpo s=0",
        "rds d in r data_class=order rederivable=true; need rpo s=0",
        "elasticache d in r data_class=order; need rpo s=0",
    ],
    ids=[
        "nothing asked",
        "no figure",
        "a zone",
        "sessions",
        "no class",
        "out of scope",
        "can be made again",
        "a cache",
    ],
)
def test_nothing_has_to_be_kept(sketch: str) -> None:
    assert point.said(sketch) == []


@pytest.mark.parametrize("channel", ["sqs q in r", "kinesis_stream q in r"])
def test_messages_stay_behind(channel: str) -> None:
    sketch = f"dynamodb d; {channel}; f publishes q; need rpo s=0"
    finding = point.only(sketch)
    assert (finding.on, finding.severity, finding.breaks) == (("q",), Severity.WARNING, ("rpo",))
    design = point.fixed(sketch, "send-again")
    assert point.said(design) == []
    assert design.components["f"].properties["outbox"] is True
    assert point.safe(sketch) == []


@pytest.mark.parametrize(
    "sketch",
    [
        "sqs q in r; f publishes q; need rpo s=1",
        "sqs q in r rederivable=true; f publishes q; need rpo s=0",
        "sqs q in r; lambda g; g publishes q; need rpo s=0",
        "sns q in r; f publishes q; need rpo s=0",
        "sqs q in r; f publishes q; need rpo s=0 scope=az",
    ],
    ids=["a second", "can be sent again", "no request", "nothing waits in a topic", "a zone"],
)
def test_messages_may_stay_behind(sketch: str) -> None:
    assert point.said(f"dynamodb d; {sketch}") == []


# -- mistakes ---------------------------------------------------------------------------------------------------

mistake = Asking(("RES-006",), "lambda f")


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("dynamodb d data_class=order", ["pitr", "backup-plan"]),
        ("dynamodb d data_class=order pitr=false", ["pitr", "backup-plan"]),
        ("s3 d data_class=media", ["versioning", "backup-plan"]),
        ("rds d data_class=order backup_days=0", ["keep-backups"]),
        ("documentdb d data_class=order backup_days=0", ["keep-backups"]),
        ("neptune d data_class=order backup_days=0", ["keep-backups"]),
        ("self_managed_db d data_class=order", ["backup-plan"]),
        ("dynamodb d data_class=order replicas=us-west-2", ["pitr", "backup-plan"]),
    ],
)
def test_there_is_no_way_back(sketch: str, fixes: list[str]) -> None:
    assert mistake.only(sketch).severity is Severity.WARNING
    assert mistake.only(f"{sketch}; need rpo s=60").severity is Severity.ERROR
    assert mistake.fixes(sketch) == fixes
    assert mistake.safe(sketch) == fixes
    for id in fixes:
        assert mistake.said(mistake.fixed(sketch, id)) == [], id


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb d",
        "dynamodb d data_class=session",
        "dynamodb d data_class=order rederivable=true",
        "dynamodb d data_class=order pitr=true",
        "dynamodb d data_class=order backup_plan=true",
        "s3 d data_class=media versioning=true",
        "s3 d data_class=media backup_plan=true",
        "rds d data_class=order",
        "aurora d data_class=order",
        "aurora d data_class=order backup_days=0",
        "aurora_dsql d data_class=order",
        "self_managed_db d data_class=order backup_plan=true",
        "elasticache d data_class=order role=primary",
        "dynamodb d data_class=order; backup_vault v; d backs_up_to v",
        "backup_vault d data_class=order",
        "dynamodb d data_class=7",
        "rds p data_class=order; rds d data_class=order backup_days=0; p replicates_to d; ecs_fargate z; z reads d",
    ],
)
def test_there_is_a_way_back(sketch: str) -> None:
    assert mistake.said(sketch) == []


# -- all of it --------------------------------------------------------------------------------------------------


def test_a_standby_made_by_a_fix_is_a_sound_design() -> None:
    """What the fix of a whole Region makes is no worse by any rule than before."""
    asked = f"{SHOP}; aurora d in r data_class=order class=db.r6g.large; f rw d; need rto s=600; need rpo s=60"
    before = client.design(asked.removeprefix(SHOP))
    finding = next(one for one in client.findings(before) if "u" in one.on)
    for fix in finding.fixes:
        if fix.id != "relax-rto":
            after = check(fix.edit(before))
            old = {one.key for one in check(before).findings}
            assert [
                one.message for one in after.findings if one.key not in old and one.severity is Severity.ERROR
            ] == []
