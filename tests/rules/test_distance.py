"""What distance costs, and where a service or data may be."""

from __future__ import annotations

import pytest

from sketchpad.analysis.latency import decided, round_trip_ms
from sketchpad.analysis.offers import LIMITED, VARIANTS
from sketchpad.catalog import KINDS, facts
from sketchpad.model import Design
from sketchpad.rules import Severity, check

from .asking import Asking

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def links(design: Design) -> set[str]:
    return {f"{c.source} {c.verb} {c.target}" for c in design.connections.values()}


# -- services ---------------------------------------------------------------------------------------------------

offer = Asking(("GLB-007",), "region v code=us-east-1; region s code=sa-east-1; region c code=ca-west-1")


def test_every_kind_with_a_list_of_regions_is_judged() -> None:
    listed = {path.split(".")[1] for path in facts.topic("region_availability")}
    variants = {variant.name for variant in VARIANTS.values()}
    assert set(LIMITED) == (listed - variants) | VARIANTS.keys()
    assert set(LIMITED) <= KINDS.keys()


@pytest.mark.parametrize(
    ("sketch", "where"),
    [
        ("eventbridge_bus x in s generation=custom", "sa-east-1"),
        ("app_runner x in s", "sa-east-1"),
        ("dax x in c", "ca-west-1"),
        ("memorydb x in c", "ca-west-1"),
        ("eventbridge_pipe x in c", "ca-west-1"),
        ("vpc_lattice x region=ap-east-2", "ap-east-2"),
        ("rds_proxy x region=ap-east-2", "ap-east-2"),
        ("aurora_dsql x region=af-south-1", "af-south-1"),
        ("aurora_dsql x in v regions=af-south-1", "af-south-1"),
        ("lambda x region=af-south-1 compute_type=managed_instances", "af-south-1"),
        ("eventbridge_bus x in v generation=custom", ""),
        ("eventbridge_bus x in s", ""),
        ("lambda x region=af-south-1", ""),
        ("rds_proxy x in s", ""),
        ("aurora_dsql x in s", ""),
        ("app_runner x", ""),
        ("app_runner x region=atlantis", ""),
        ("dynamodb x in c replicas=af-south-1", ""),
    ],
)
def test_where_a_service_is_not_offered(sketch: str, where: str) -> None:
    messages = [one.message for one in offer.findings(sketch)]
    assert len(messages) == bool(where)
    assert all(message.startswith("x: ") and where in message for message in messages)


@pytest.mark.parametrize(
    ("sketch", "why"),
    [
        ("aurora_dsql x in v regions=us-east-2,us-west-2", "joins 2 Regions, not 3"),
        ("aurora_dsql x in v regions=eu-west-1 witness=us-west-2", "not of one set"),
        ("aurora_dsql x in v regions=us-east-2 witness=eu-west-1", "not of one set"),
        ("aurora_dsql x in s regions=us-east-1", "not of one set"),
        ("aurora_dsql x in v regions=us-east-2 witness=us-west-2", ""),
        ("aurora_dsql x in v regions=us-east-2", ""),
        ("aurora_dsql x region=eu-west-1 regions=eu-central-1 witness=eu-west-2", ""),
    ],
)
def test_which_regions_can_be_joined(sketch: str, why: str) -> None:
    messages = [one.message for one in offer.findings(sketch)]
    assert len(messages) == bool(why)
    assert all(why in message for message in messages)


@pytest.mark.parametrize(
    "sketch",
    [
        "eventbridge_bus x in s generation=custom",
        "app_runner x in s",
        "memorydb x in c",
        "vpc_lattice x region=ap-east-2",
        "aurora_dsql x region=af-south-1",
        "aurora_dsql x in v regions=af-south-1",
        "aurora_dsql x in v regions=us-east-2,us-west-2",
        "aurora_dsql x in v regions=eu-west-1 witness=us-west-2",
        "aurora_dsql x in s regions=us-east-1 witness=us-east-2",
        "lambda x region=af-south-1 compute_type=managed_instances",
        "lambda f; dax x in c; dynamodb d; f reads x; x reads d",
        "lambda f; rds_proxy x region=ap-east-2; rds d; f rw x; x rw d",
        "eventbridge_pipe x in c",
    ],
)
def test_what_is_proposed_for_a_service_helps(sketch: str) -> None:
    fixes = offer.only(sketch).fixes
    assert fixes
    for fix in fixes:
        assert offer.said(fix.edit(offer.design(sketch))) == [], fix.id
    assert offer.safe(sketch) == []


def test_it_moves_to_the_nearest_region_that_has_it() -> None:
    after = offer.fixed("service shop; vpc net in c; dax x in net,shop", "move")
    (new, other) = after.components["x"].inside
    assert other == "shop"
    assert after.groups[new].properties["code"] == "us-west-2"
    assert offer.fixed("eventbridge_bus x in s generation=custom", "move").components["x"].inside == ("v",)
    assert offer.fixed("dax x region=ca-west-1", "move").components["x"].properties["region"] == "us-west-2"


def test_copies_that_cannot_be_are_dropped() -> None:
    after = offer.fixed("aurora_dsql x in v regions=af-south-1,us-east-2", "drop-copies")
    assert after.components["x"].properties["regions"] == ("us-east-2",)


def test_a_pair_within_the_set() -> None:
    after = offer.fixed("aurora_dsql x in v regions=eu-west-1,us-west-2", "one-pair")
    assert after.components["x"].properties["regions"] == ("us-west-2",)
    assert after.components["x"].properties["witness"] == "us-east-2"
    alone = offer.fixed("aurora_dsql x in s regions=us-east-1 witness=us-east-2", "one-region")
    assert alone.components["x"].properties == {"regions": ()}


def test_the_usual_bus_is_for_a_person_to_choose() -> None:
    sketch = "eventbridge_bus x in s generation=custom"
    assert offer.fixes(sketch) == ["move", "usual-kind"]
    assert offer.fixed(sketch, "usual-kind").components["x"].properties["generation"] == "classic"
    assert offer.safe(sketch) == []


# -- residency --------------------------------------------------------------------------------------------------

stay = Asking(
    ("GLB-008",),
    """
    region d code=eu-central-1
    region v code=us-east-1
    need residency as law regions=eu-central-1,eu-west-1
    """,
)


@pytest.mark.parametrize(
    ("sketch", "where"),
    [
        ("dynamodb x in d replicas=us-east-1", "us-east-1"),
        ("dynamodb x in d replicas=eu-west-1 witness=us-east-1", "us-east-1"),
        ("aurora x in d secondary_regions=eu-west-3,us-east-1", "eu-west-3 and us-east-1"),
        ("rds x in d backup_region=us-east-1", "us-east-1"),
        ("rds x in v", "us-east-1"),
        ("s3 x region=us-east-2", "us-east-2"),
        ("sqs x in v", "us-east-1"),
        ("kinesis_stream x in v", "us-east-1"),
        ("elasticache x in v", "us-east-1"),
        ("backup_vault x in v", "us-east-1"),
        ("dynamodb x in d replicas=eu-west-1", ""),
        ("rds x in d backup_region=eu-west-1", ""),
        ("rds x", ""),
        ("rds x region=atlantis", ""),
        ("lambda x in v", ""),
        ("cloudfront x", ""),
    ],
)
def test_data_stays_where_it_may(sketch: str, where: str) -> None:
    messages = [one.message for one in stay.findings(sketch)]
    assert len(messages) == bool(where)
    assert all(f"data in {where}, where it must not be (law)." in message for message in messages)


@pytest.mark.parametrize(
    ("needs", "breaks"),
    [
        ("need residency as a regions=eu-west-1 data=customer_pii", ("a",)),
        ("need residency as a regions=eu-west-1 data=payment", ()),
        ("need residency as a data=customer_pii", ()),
        ("need residency as a regions=none", ()),
        ("need residency as a regions=us-east-1", ()),
        ("need residency as a regions=eu-west-1; need residency as b regions=us-east-1", ("a",)),
        ("need residency as a regions=eu-west-1; need residency as b regions=eu-west-2 data=customer_pii", ("a", "b")),
    ],
)
def test_which_data_a_requirement_is_about(needs: str, breaks: tuple[str, ...]) -> None:
    ask = Asking(("GLB-008",), "region v code=us-east-1")
    found = ask.findings(f"s3 x in v data_class=customer_pii; {needs}")
    assert [one.breaks for one in found] == ([breaks] if breaks else [])


def test_data_of_no_stated_class_is_not_that_of_a_class() -> None:
    ask = Asking(("GLB-008",), "region v code=us-east-1; need residency regions=eu-west-1 data=customer_pii")
    assert ask.said("s3 x in v; sqs y in v") == []


@pytest.mark.parametrize(
    ("sketch", "fix", "property", "value"),
    [
        ("dynamodb x in d replicas=us-east-1,eu-west-1", "drop-copies", "replicas", ("eu-west-1",)),
        ("rds x in d backup_region=us-east-1", "backup-elsewhere", "backup_region", "eu-west-1"),
        ("rds x region=us-east-1", "move", "region", "eu-west-1"),
    ],
)
def test_data_is_brought_home(sketch: str, fix: str, property: str, value: object) -> None:
    after = stay.fixed(sketch, fix)
    assert after.components["x"].properties[property] == value
    assert stay.said(after) == []


@pytest.mark.parametrize(
    "sketch",
    [
        "dynamodb x in v replicas=us-east-2,eu-west-1 backup_region=us-west-2",
        "dynamodb x in v consistency=MRSC replicas=us-east-2 witness=us-west-2",
        "aurora_dsql x in d regions=eu-west-1 witness=eu-west-3",
        "sqs x in v",
    ],
)
def test_whatever_it_takes_is_one_fix(sketch: str) -> None:
    (fix,) = stay.only(sketch).fixes
    after = fix.edit(stay.design(sketch))
    assert stay.said(after) == []
    assert not [one for one in check(after).findings if one.rule.family == "FIL"]


@pytest.mark.parametrize("sketch", ["dynamodb x in d replicas=us-east-1", "rds x region=us-east-1"])
def test_data_is_not_moved_or_given_up_unasked(sketch: str) -> None:
    assert stay.safe(sketch) == []


def test_nothing_is_proposed_where_nothing_is_allowed() -> None:
    ask = Asking(("GLB-008",), "need residency regions=eu-west-1; need residency regions=eu-west-2")
    assert ask.fixes("s3 x region=us-east-1") == []


# -- too far ----------------------------------------------------------------------------------------------------

far = Asking(("GLB-001",))
SHOP = """
    region v code=us-east-1; user u; {entry} a in v; ecs_fargate f in v; {store} d in v; waf w; w protects a
    u routes_to a; a routes_to f; f {verb} d
    need users as people at={at}
    need latency as reads read_ms={ms}
"""


def shop(at: str, ms: int = 100, store: str = "dynamodb", verb: str = "reads", entry: str = "alb") -> str:
    return SHOP.format(at=at, ms=ms, store=store, verb=verb, entry=entry)


@pytest.mark.parametrize(
    ("sketch", "places"),
    [
        (shop("Tokyo"), ["Tokyo"]),
        (shop("Tokyo,Frankfurt,Sao_Paulo", 80), ["Tokyo", "Frankfurt", "Sao Paulo"]),
        (shop("Tokyo,New_York"), ["Tokyo"]),
        (shop("ap-northeast-1"), ["ap-northeast-1"]),
        (shop("New_York"), []),
        (shop("Tokyo", 1000), []),
        (shop("Atlantis"), []),
        (shop("none"), []),
        (shop("Tokyo").replace("read_ms", "write_ms"), []),
        (shop("Tokyo") + "; region t code=ap-northeast-1; lambda g in t; u calls g", []),
        (shop("Tokyo") + "; region t code=ap-northeast-1; lambda g in t; user x city=Tokyo; x calls g", []),
        (shop("Tokyo") + "; region t code=ap-northeast-1; lambda g in t; user x city=Osaka; x calls g", ["Tokyo"]),
        (shop("Tokyo") + "; cloudfront c; u routes_to c cacheable=true; c routes_to a", []),
        (shop("Tokyo") + "; cloudfront c; u routes_to c; c routes_to a", ["Tokyo"]),
        ("user u; lambda f; u calls f; need users at=Tokyo; need latency read_ms=1", []),
        ("lambda f region=us-east-1; need users at=Tokyo; need latency read_ms=1", []),
    ],
)
def test_who_is_too_far_away(sketch: str, places: list[str]) -> None:
    messages = [one.message for one in far.findings(sketch)]
    assert len(messages) == bool(places)
    told = messages[0].split(";")[0].split(", ") if messages else []
    assert [one.split(" to us-east-1")[0] for one in told] == places


def test_the_sum_can_be_checked() -> None:
    finding = far.only(shop("Tokyo"))
    assert finding.on == ("a", "people", "reads")
    assert finding.breaks == ("people", "reads")
    sum_, _, rest = finding.message.partition(";")
    terms, _, total = sum_.partition(" = ")
    assert sum(float(term.rsplit(" ", 1)[1]) for term in terms.split(" + ")) == float(total.removesuffix(" ms")) > 100
    assert rest == " the best way enters at a in us-east-1, and the budget of reads is 100 ms."


def test_the_budgets_that_hold_are_not_broken() -> None:
    finding = far.only(shop("Tokyo") + "; need latency as slow read_ms=900; need users as others at=New_York")
    assert finding.breaks == ("people", "reads")


def test_no_region_near_enough_says_more() -> None:
    ask = Asking(("GLB-001", "GLB-006"))
    sketch = shop("Tokyo") + "; region t code=ap-northeast-1; rds e in t; f reads e"
    assert ask.said(sketch) == ["GLB-001"]


def served(design: Design, region: str) -> set[str]:
    """The kinds that stand in a Region."""
    groups = {g.id for g in design.groups.values() if g.properties.get("code") == region}
    return {c.kind for c in design.components.values() if groups & set(c.inside)}


@pytest.mark.parametrize(
    ("store", "verb", "kept"),
    [
        ("dynamodb", "rw", "replicas"),
        ("aurora", "reads", "secondary_regions"),
        ("elasticache", "reads", "secondary_regions"),
        ("rds", "reads", ""),
        ("rds", "rw", ""),
        ("s3", "reads", ""),
    ],
)
def test_code_and_data_come_near_everybody(store: str, verb: str, kept: str) -> None:
    sketch = shop("Tokyo,Frankfurt", 80, store, verb)
    after = far.fixed(sketch, "split")
    assert far.said(after) == []
    for region in ("ap-northeast-1", "eu-central-1"):
        assert served(after, region) >= {"alb", "ecs_fargate"}
        assert (store in served(after, region)) is not bool(kept)
    if kept:
        assert after.components["d"].properties[kept] == ("ap-northeast-1", "eu-central-1")
    assert {"u routes_to r53", "r53 routes_to a", "r53 routes_to a-eu-central-1"} <= links(after)
    assert "w protects a-eu-central-1" in links(after)
    assert after.components["r53"].properties == {"policy": "latency", "health_check": True}
    quiet = {"FIL", "GLB"}
    assert not [one.message for one in check(after).findings if one.rule.family in quiet and one.severity is ERROR]


def test_the_dns_that_is_there_leads_to_the_copies() -> None:
    sketch = shop("Tokyo").replace("u routes_to a", "route53 dns; u routes_to dns; dns routes_to a")
    after = far.fixed(sketch, "split")
    assert "dns routes_to a-ap-northeast-1" in links(after)
    assert after.components["dns"].properties["policy"] == "latency"
    assert far.said(after) == []


def test_a_copy_keeps_its_service_and_leaves_the_network() -> None:
    sketch = "service s; vpc n in v; " + shop("Tokyo").replace("ecs_fargate f in v", "ecs_fargate f in n,s")
    assert far.fixed(sketch, "split").components["f-ap-northeast-1"].inside == ("ap-northeast-1", "s")


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (shop("Tokyo"), ["split", "insert-cloudfront", "relax-budget"]),
        (shop("Tokyo", store="memorydb"), ["insert-cloudfront", "relax-budget"]),
        (shop("Tokyo", ms=8), ["relax-budget"]),
        (
            shop("Tokyo").replace("u routes_to a", "cloudfront c; u routes_to c; c routes_to a"),
            ["split", "cache-at-the-edge", "relax-budget"],
        ),
    ],
)
def test_what_helps_and_nothing_else_is_proposed(sketch: str, fixes: list[str]) -> None:
    finding = far.only(sketch)
    assert [fix.id for fix in finding.fixes] == fixes
    for fix in finding.fixes:
        assert far.said(fix.edit(far.design(sketch))) == [], fix.id
    assert far.safe(sketch) == []


# -- another Region on the way ----------------------------------------------------------------------------------

trip = Asking(
    ("GLB-001", "GLB-005", "GLB-006", "DAT-007"),
    """
    region v code=us-east-1
    region i code=eu-west-1
    region o code=us-east-2
    user u
    lambda f in v
    u calls f
    """,
)
WIDE = "need latency read_ms=300 write_ms=300"


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        (f"rds d in i; f reads d; {WIDE}", WARNING),
        (f"rds d in i; f writes d; {WIDE}", WARNING),
        (f"lambda g in i; f calls g; {WIDE}", WARNING),
        (f"alb a in v; ecs_fargate g in i; u routes_to a; a routes_to g; {WIDE}", WARNING),
        ("rds d in i; f reads d; need latency read_ms=60", ERROR),
        ("rds d in i; f writes d; need latency write_ms=60", ERROR),
        ("rds d in i; f rw d; need latency write_ms=60", ERROR),
        ("rds d in i; f writes d; need latency read_ms=60", WARNING),
        ("rds d in i; f reads d calls_per_request=5; need latency read_ms=300", ERROR),
        ("rds d in i; f reads d calls_per_request=2", WARNING),
        ("lambda g region=ap-southeast-2; f calls g", WARNING),
        (f"dynamodb d in i write_mode=single_region replicas=us-east-1; f writes d; {WIDE}", WARNING),
        (f"aurora d in i write_forwarding=true secondary_regions=us-east-1; f writes d; {WIDE}", WARNING),
        ("rds d in i; f reads d", None),
        (f"rds d in v; f reads d; {WIDE}", None),
        (f"rds d; f reads d; {WIDE}", None),
        (f"rds d region=atlantis; f reads d; {WIDE}", None),
        (f"rds d in i; lambda g in v; g reads d; {WIDE}", None),
        (f"sqs q in i; f publishes q; {WIDE}", None),
        (f"lambda g in i; f calls g is_async=true; {WIDE}", None),
        (f"cloudfront c; alb a in i; u routes_to c; c routes_to a; {WIDE}", None),
        (
            "aurora d in i write_forwarding=true secondary_regions=us-east-1; ecs_fargate s in v standby=warm; "
            f"u calls s; s rw d; {WIDE}",
            None,
        ),
        (f"dynamodb d in i replicas=us-east-1; f reads d; {WIDE}", None),
        (f"dynamodb d in i replicas=us-east-1; f rw d; {WIDE}", None),
        (f"aurora d in i secondary_regions=us-east-1; f reads d; {WIDE}", None),
        (f"rds d in i; f reads d calls_per_request=0; {WIDE}", None),
    ],
)
def test_a_request_waits_for_another_region(sketch: str, severity: Severity | None) -> None:
    assert [one.severity for one in trip.findings(sketch)] == ([] if severity is None else [severity])


def test_the_trip_is_taken_low() -> None:
    ms = -(-decided(round_trip_ms("us-east-1", "eu-west-1") or 0) // 1)
    assert (
        trip.only(f"rds d in i; f reads d; {WIDE}").message
        == f"f in us-east-1 waits about {ms:g} ms for d in eu-west-1."
    )
    at, under = (trip.only(f"rds d in i; f reads d; need latency read_ms={ms + step:g}") for step in (-1, 1))
    assert (at.severity, under.severity) == (ERROR, WARNING)


def test_only_what_is_spent_is_broken() -> None:
    needs = "need latency as tight read_ms=60; need latency as wide read_ms=600; need availability pct=99.9"
    assert trip.only(f"rds d in i; f reads d; {needs}").breaks == ("tight", "availability")
    assert trip.only("rds d in i; f reads d; need latency read_ms=600; need availability pct=99.9").breaks == ()


@pytest.mark.parametrize(
    ("sketch", "rule"),
    [
        (f"dynamodb d in i replicas=us-east-2; f reads d; {WIDE}", "GLB-005"),
        (f"aurora d in i secondary_regions=us-east-2; f writes d; {WIDE}", "DAT-007"),
    ],
)
def test_a_more_specific_word_is_enough(sketch: str, rule: str) -> None:
    assert trip.said(sketch) == [rule]


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        ("rds d in i; f reads d", ["add-copy", "move-caller"]),
        ("s3 d in i; f reads d", ["add-copy", "move-caller"]),
        ("dynamodb d in i; f rw d", ["add-copy", "move-caller"]),
        ("aurora d in i; f reads d from=primary", ["add-copy", "move-caller"]),
        ("aurora d in i; f rw d", ["move-caller"]),
        ("rds d in i; f rw d", ["move-caller"]),
        ("rds d in i; f writes d", ["write-behind", "move-caller"]),
        ("lambda g in i; f calls g", ["publish-instead", "move-caller"]),
        ("lambda g in i; f calls g needs_response=true", ["move-caller"]),
        ("memorydb d in i; f reads d", ["move-caller"]),
    ],
)
def test_what_is_proposed_keeps_the_request_in_its_region(sketch: str, fixes: list[str]) -> None:
    whole = f"{sketch}; {WIDE}"
    finding = trip.only(whole)
    assert [fix.id for fix in finding.fixes] == fixes
    for fix in finding.fixes:
        assert trip.said(fix.edit(trip.design(whole))) == [], fix.id
    assert trip.safe(whole) == []


def test_a_replica_is_read_instead() -> None:
    after = trip.fixed(f"rds d in i class=db.r6g.large; f reads d; {WIDE}", "add-copy")
    assert {"f reads d-us-east-1", "d replicates_to d-us-east-1"} <= links(after)
    copy = after.components["d-us-east-1"]
    assert (copy.inside, copy.properties) == (("v",), {"class": "db.r6g.large"})


def test_events_go_to_the_other_region() -> None:
    after = trip.fixed(f"lambda g in i; f calls g; {WIDE}", "publish-instead")
    assert {"f publishes events", "events delivers g"} <= links(after)
    assert "f calls g" not in links(after)
