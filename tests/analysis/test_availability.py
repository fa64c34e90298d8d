"""How available requests are: promises in a row, Regions side by side, and what is said about the product."""

from __future__ import annotations

import pytest

from sketchpad.analysis.availability import composite, falls_short, promise, shown, terms_of, zones
from sketchpad.catalog import facts, graph
from sketchpad.model import Node, parse


def node(sketch: str, id: str = "n") -> Node:
    return graph(parse(sketch)).node(id)


@pytest.mark.parametrize(
    ("sketch", "count"),
    [
        ("rds n", 1),
        ("rds n multi_az=true", 2),
        ("aurora n", 2),
        ("aurora n az_count=1", 1),
        ("redshift n", 1),
        ("ec2 n", 1),
        ("ec2 n count=4", 4),
        ("monolith_app n count=1 az_count=2", 2),
        ("self_managed_db n", 1),
        ("self_managed_db n nodes=3", 3),
        ("az a; ecs_fargate n in a", 1),
        ("az a; az b; ecs_fargate n in a,b", 2),
        ("az a; ecs_fargate n in a az_count=3", 3),
        ("az a; subnet s in a; ec2 n in s count=2", 1),
        ("ecs_fargate n az_count=odd", None),
        ("dynamodb n", None),
        ("az a; rds_proxy n in a", None),
    ],
)
def test_zones(sketch: str, count: float | None) -> None:
    assert zones(node(sketch)) == count


@pytest.mark.parametrize(
    ("sketch", "pct", "how", "estimate"),
    [
        ("rds n multi_az=true", 99.95, "", False),
        ("rds n", 99.5, "in one zone", False),
        ("aurora n az_count=1", 99.9, "in one zone", False),
        ("memorydb n az_count=1", 99.5, "in one zone", True),
        ("redshift n az_count=1", 99.5, "in one zone", True),
        ("elasticache n az_count=1", 99.5, "in one zone", True),
        ("ec2 n", 99.5, "", False),
        ("ec2 n count=2", 100 - 0.5 * 0.5 / 100, "2 side by side", True),
        ("az a; ec2 n in a count=2", 99.5, "", False),
        ("ecs_fargate n", 99.99, "", False),
        ("alb n az_count=1", 99.5, "in one zone", True),
        ("dynamodb n region=us-east-1", 99.99, "", False),
        ("dynamodb n region=us-east-1 replicas=us-west-2", 99.999, "in several Regions", False),
        ("aurora_dsql n region=us-east-1 regions=us-east-2", 99.999, "in several Regions", False),
        ("aurora n region=us-east-1 secondary_regions=us-west-2", 99.99, "", False),
    ],
)
def test_what_is_promised(sketch: str, pct: float, how: str, estimate: bool) -> None:
    term = promise(node(sketch))
    assert term is not None
    assert (pytest.approx(term.pct), term.how, term.estimate) == (pct, how, estimate)
    assert term.figure.sources[0] in facts.sources
    assert ("estimate" in str(term)) is estimate


@pytest.mark.parametrize("sketch", ["external_system n", "monolith_app n", "vpn n", "teapot n"])
def test_nothing_is_promised(sketch: str) -> None:
    assert promise(node(sketch)) is None


def test_a_service_in_a_region_is_one_dependency() -> None:
    sketch = "lambda a; lambda b; lambda c region=us-east-1; dynamodb d; dynamodb e replicas=us-west-2,us-east-1"
    sketch += "; rds f; rds g"
    some = graph(parse(sketch))
    told = [tuple(n.id for n in term.nodes) for term in terms_of(map(some.node, "abcdefg"))]
    assert told == [("a", "b"), ("c",), ("d",), ("e",), ("f",), ("g",)]


def test_what_stands_in_zones_is_promised_by_itself() -> None:
    some = graph(parse("ecs_fargate a; ecs_fargate b; s3 c; s3 d; alb e; alb f"))
    told = [tuple(n.id for n in term.nodes) for term in terms_of(map(some.node, "abcdef"))]
    assert told == [("a",), ("b",), ("c", "d"), ("e",), ("f",)]


def of(sketch: str) -> list[str]:
    """The components whose promises multiply, for the client of a sketch."""
    return [node.id for term in composite(node_u(sketch)).terms for node in term.nodes]


def node_u(sketch: str) -> Node:
    return node(f"user u; {sketch}", "u")


CRUD = "apigw_rest a; lambda f; dynamodb d; s3 s; u routes_to a; a routes_to f; f rw d; f reads s"


def test_what_is_in_a_row_multiplies() -> None:
    found = composite(node_u(CRUD))
    assert [term.pct for term in found.terms] == [99.95, 99.99, 99.95, 99.9]
    assert found.pct == pytest.approx(100 * 0.9995 * 0.9999 * 0.9995 * 0.999)
    assert found.choices == ()
    assert found.weakest is not None
    assert [node.id for node in found.weakest.nodes] == ["s"]


@pytest.mark.parametrize(
    ("sketch", "ids"),
    [
        ("lambda f; u calls f", ["f"]),
        ("lambda f; rds d; rds e; u calls f; f rw d; f reads e optional=true", ["d", "f"]),
        ("lambda f; sqs q; rds d; u calls f; f publishes q; q delivers f; f rw d", ["d", "f"]),
        (
            "ecs_fargate f; ecs_fargate g; rds d; u calls f; u calls g; f rw d; g rw d; f calls g; g calls f",
            ["d", "f", "g"],
        ),
        ("ecs_fargate f; u calls f; f calls u", ["f"]),
        ("lambda f; cognito c; u calls f; u authenticates c", ["f"]),
        ("sqs q; u publishes q", []),
    ],
    ids=["one", "optional", "a queue parts", "each once, in a circle", "back to the client", "no request", "told only"],
)
def test_what_a_request_needs(sketch: str, ids: list[str]) -> None:
    assert of(sketch) == ids


def test_what_has_no_figure_does_not_count() -> None:
    found = composite(node_u("lambda f; external_system crm; u calls f; f calls crm"))
    assert found.pct == pytest.approx(99.95)
    assert [node.id for node in found.unknown] == ["crm"]
    assert any("crm" in line and "does not count" in line for line in found.lines)


TWO = """
region r code=us-east-1
region s code=eu-west-1
alb a in r
alb b in s
ecs_fargate f in r
ecs_fargate g in s
a routes_to f
b routes_to g
"""
BRANCH = 0.9999 * 0.9999
PAIR = 1 - (1 - BRANCH) ** 2


@pytest.mark.parametrize(("entry", "own"), [("route53", 1.0), ("global_accelerator", 0.9999), ("cloudfront", 0.999)])
def test_one_of_two_regions_suffices(entry: str, own: float) -> None:
    found = composite(node_u(f"{TWO}; {entry} e; u routes_to e; e routes_to a; e routes_to b"))
    assert found.pct == pytest.approx(100 * own * PAIR)
    (choice,) = found.choices
    assert choice.regions == {
        "us-east-1": pytest.approx(100 * BRANCH),
        "eu-west-1": pytest.approx(100 * BRANCH),
    }
    assert "us-east-1 99.98 %" in str(choice)


def test_what_both_regions_rely_on_stands_in_a_row() -> None:
    sketch = f"{TWO}; route53 e; rds d in r multi_az=true; u routes_to e; e routes_to a; e routes_to b; f rw d; g rw d"
    found = composite(node_u(sketch))
    assert [node.id for term in found.terms for node in term.nodes] == ["d", "e"]
    assert found.pct == pytest.approx(100 * 0.9995 * PAIR)


def test_what_one_region_alone_relies_on_weakens_that_one() -> None:
    sketch = f"{TWO}; route53 e; rds d in r; u routes_to e; e routes_to a; e routes_to b; f rw d"
    assert composite(node_u(sketch)).pct == pytest.approx(100 * (1 - (1 - BRANCH * 0.995) * (1 - BRANCH)))


@pytest.mark.parametrize(
    "sketch",
    [
        "route53 e; u routes_to e; e routes_to a; alb c in r; e routes_to c",
        "alb e; u routes_to e; e routes_to a; e routes_to b",
        "s3 c in s; cloudfront e; u routes_to e; e routes_to a; e routes_to c",
        "u routes_to a; u routes_to b",
        "alb c; route53 e; u routes_to e; e routes_to a; e routes_to c",
    ],
    ids=["one Region", "no global entry", "a site and its files", "the client's own doing", "a Region unknown"],
)
def test_no_region_stands_in_for_another(sketch: str) -> None:
    assert composite(node_u(f"{TWO}; {sketch}")).choices == ()


def test_an_entry_behind_an_entry() -> None:
    """Every Region asks a service that is in two Regions itself."""
    inner = "route53 i; lambda x in r; lambda y in s; f calls i; g calls i; i routes_to x; i routes_to y"
    found = composite(node_u(f"{TWO}; route53 e; u routes_to e; e routes_to a; e routes_to b; {inner}"))
    assert [choice.entry.id for choice in found.choices] == ["e", "i"]
    assert found.pct == pytest.approx(100 * PAIR * (1 - 0.0005**2))


def test_entries_that_lead_to_each_other_end() -> None:
    loop = "route53 e; route53 i; u routes_to e; e routes_to a; e routes_to b; f calls i; i routes_to a; i routes_to b"
    loop += "; g calls e"
    assert 99.9 < composite(node_u(f"{TWO}; {loop}")).pct < 100


def test_many_entries_behind_each_other_take_no_time() -> None:
    lines = ["u routes_to e0"]
    for level in range(40):
        lines.append(f"route53 e{level}")
        for branch, region in enumerate("rst"):
            lines += [f"ecs_fargate x{level}-{branch} in {region}", f"e{level} routes_to x{level}-{branch}"]
            if branch < 2 and level < 39:
                lines.append(f"x{level}-{branch} calls e{level + 1}")
    regions = "region r code=us-east-1; region s code=eu-west-1; region t code=us-west-2"
    assert composite(node_u("; ".join([regions, *lines]))).pct > 99.99


def test_the_product_can_be_checked_by_hand() -> None:
    lines = composite(node_u(CRUD)).lines
    assert len(lines) == 5
    assert lines[0].startswith("a (API Gateway REST) 99.95 %; ")
    assert lines[0].endswith("2019-01-31")
    assert lines[-1] == "together 99.79 %, an estimate"


@pytest.mark.parametrize(
    ("pct", "text"),
    [
        (99.5, "99.5 %"),
        (99.7901, "99.79 %"),
        (99.985, "99.985 %"),
        (99.999, "99.999 %"),
        (99.99999999, "over 99.9999 %"),
        (100, "100 %"),
    ],
)
def test_how_it_is_shown(pct: float, text: str) -> None:
    assert shown(pct) == text


@pytest.mark.parametrize(
    ("pct", "target", "short"),
    [(99.75, 99.9, False), (99.749, 99.9, True), (99.975, 99.99, False), (99.9749, 99.99, True), (99.99, 100, True)],
)
def test_a_promise_leaves_room(pct: float, target: float, short: bool) -> None:
    assert falls_short(pct, target) is short
