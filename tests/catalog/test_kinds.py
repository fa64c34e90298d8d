"""What the catalogue holds together: names, codes, verbs, traits, defaults."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from sketchpad.catalog import FLOW, GROUPS, KINDS, REQUIREMENTS, VERBS, Kind, Property, kind_of, traits, verbs_between
from sketchpad.model import GROUP_KINDS, GROUP_VALUES, RESERVED, parse

ALL = {**KINDS, **GROUPS}


def owners() -> Iterator[tuple[str, Mapping[str, Property]]]:
    yield from ((kind.kind, kind.properties) for kind in ALL.values())
    yield from ((verb.verb, verb.properties) for verb in VERBS.values())
    yield from ((requirement.type, requirement.properties) for requirement in REQUIREMENTS.values())
    yield "flow", FLOW


PROPERTIES = [
    pytest.param(about, id=f"{owner}.{about.name}") for owner, properties in owners() for about in properties.values()
]


def test_there_are_the_kinds_of_the_contract() -> None:
    assert len(KINDS) == 62
    assert tuple(GROUPS) == GROUP_KINDS
    assert {kind: next(iter(about.properties), None) for kind, about in GROUPS.items()} == {
        kind: GROUP_VALUES.get(kind) for kind in GROUP_KINDS
    }


def test_codes_are_short_and_unique() -> None:
    codes = Counter(kind.code for kind in ALL.values())
    assert [code for code, count in codes.items() if count > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[A-Z][A-Z0-9]{1,3}", code)] == []


def test_no_word_means_two_things() -> None:
    words = Counter([*ALL, *VERBS, *RESERVED])
    assert [word for word, count in words.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", word) for word in words)


def test_each_digit_places_one_kind() -> None:
    assert sorted(kind.hot for kind in KINDS.values() if kind.hot is not None) == list(range(10))


@pytest.mark.parametrize("kind", ALL.values(), ids=str)
def test_a_kind_says_what_it_is(kind: Kind) -> None:
    assert kind.name
    assert kind.help.endswith(".")
    assert kind.traits
    assert kind.traits <= traits().keys()
    assert len(set(kind.aliases)) == len(kind.aliases)
    assert all(alias == alias.lower() for alias in kind.aliases)
    assert {*kind.outgoing, *kind.incoming} <= VERBS.keys()
    assert all(re.fullmatch(r"AWS::\w+::\w+", name) for name in kind.cloudformation)
    assert all(re.fullmatch(r"aws_[a-z0-9_]+", name) for name in kind.terraform)


def test_every_trait_is_used() -> None:
    assert {trait for kind in ALL.values() for trait in kind.traits} == traits().keys()


@pytest.mark.parametrize("about", PROPERTIES)
def test_a_property_explains_itself_and_its_default_fits(about: Property) -> None:
    assert about.help.endswith(".")
    assert about.problem(about.default) is None
    assert about.expected
    assert (about.type == "enum") <= bool(about.choices)
    assert len(set(about.choices)) == len(about.choices)


@pytest.mark.parametrize("type", REQUIREMENTS)
def test_a_template_is_a_requirement_of_its_type(type: str) -> None:
    (said,) = parse(REQUIREMENTS[type].template).requirements.values()
    assert said.type == type
    assert {*said.properties} <= REQUIREMENTS[type].properties.keys()
    assert [
        why for name, value in said.properties.items() if (why := REQUIREMENTS[type].properties[name].problem(value))
    ] == []


@pytest.mark.parametrize(
    ("source", "target", "verb"),
    [
        ("lambda", "rds", "rw"),
        ("lambda", "rds_proxy", "rw"),
        ("rds_proxy", "rds", "rw"),
        ("dax", "dynamodb", "rw"),
        ("alb", "ecs_fargate", "routes_to"),
        ("apigw_http", "lambda", "routes_to"),
        ("lambda", "sqs", "publishes"),
        ("eventbridge_pipe", "sqs", "publishes"),
        ("sqs", "lambda", "delivers"),
        ("sns", "sqs", "delivers"),
        ("firehose", "s3", "delivers"),
        ("s3", "lambda", "invokes_async"),
        ("s3", "s3", "replicates_to"),
        ("user", "alb", "routes_to"),
        ("user", "lambda", "calls"),
        ("user", "cognito", "authenticates"),
        ("lambda", "lambda", "calls"),
        ("step_functions", "lambda", "orchestrates"),
        ("dynamodb", "lambda", "streams_to"),
        ("dynamodb", "backup_vault", "backs_up_to"),
        ("ecs_fargate", "nat_gateway", "egress"),
        ("vpc_endpoint", "s3", "egress"),
        ("waf", "alb", "protects"),
        ("vpn", "on_prem", "connects"),
    ],
)
def test_the_likeliest_verb_comes_first(source: str, target: str, verb: str) -> None:
    assert verbs_between(source, target)[0] == verb


def test_nothing_is_foreseen_where_it_makes_no_sense() -> None:
    assert verbs_between("rds", "user") == ()
    assert verbs_between("lambda", "mainframe") == ()


def test_the_verbs_that_wait() -> None:
    waiting = {verb.verb for verb in VERBS.values() if verb.waits}
    assert waiting == {"routes_to", "calls", "invokes", "reads", "writes", "rw"}


def test_an_unknown_kind_is_a_generic_one() -> None:
    kind = kind_of("secrets_manager")
    assert (kind.code, kind.category, kind.name) == ("SEC", "unknown", "secrets_manager")
    assert not kind.properties
    assert kind_of("x").code == "X?"


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("s3", "account region service"),
        ("rds", "account region az vpc subnet service"),
        ("lambda", "account region az vpc subnet service"),
        ("route53", "account service"),
        ("user", "service"),
        ("region", "account"),
        ("subnet", "account region az vpc"),
    ],
)
def test_where_a_kind_may_lie(kind: str, inside: str) -> None:
    assert [group for group in GROUP_KINDS if kind_of(kind).fits(group)] == inside.split()


TRAITED = {
    "client": "user mobile_client iot_device",
    "global": "route53 cloudfront global_accelerator",
    "front": "rds_proxy dax",
    "connection_bound": "rds aurora",
    "no_gpu": "lambda ecs_fargate app_runner",
    "fleet": "ecs_fargate ecs_ec2 ecs_managed eks ec2_asg",
    "zonal_store": "rds aurora memorydb documentdb neptune opensearch redshift efs self_managed_db elasticache",
    "fan_out": "sns eventbridge_bus kinesis_stream msk",
    "single_writer": "aurora documentdb neptune elasticache",
    "request_router": "alb apigw_rest apigw_http apigw_ws appsync vpc_lattice app_mesh",
}


@pytest.mark.parametrize("trait", TRAITED)
def test_who_has_a_trait_that_rules_hang_on(trait: str) -> None:
    assert {kind.kind for kind in KINDS.values() if trait in kind.traits} == set(TRAITED[trait].split())


FORGOTTEN = [
    *[
        (kind.kind, name)
        for kind in KINDS.values()
        if "region" in kind.placement
        for name in ("region", "primary_region")
    ],
    *[(kind.kind, "published") for kind in KINDS.values() if kind.category == "store"],
    *[("neptune", "backup_days"), ("eks", "tenancy"), ("sagemaker_endpoint", "licence"), ("account", "number")],
]


@pytest.mark.parametrize(("kind", "name"), FORGOTTEN)
def test_properties_that_rules_read(kind: str, name: str) -> None:
    assert name in kind_of(kind).properties


def test_choices_that_rules_read() -> None:
    assert "serverless_v1" in KINDS["aurora"].properties["capacity"].choices
    assert "global" in KINDS["rds"].properties["xregion"].choices
    assert "multicast" in KINDS["ec2"].properties["protocol"].choices
    assert "multicast" in VERBS["routes_to"].properties["protocol"].choices
    assert KINDS["lambda"].properties["timeout_s"].maximum == 5400
    assert {"transitional", "protocol", "data"} <= VERBS["rw"].properties.keys()
    assert "transitional" in VERBS["routes_to"].properties
    assert "needs_response" in VERBS["invokes_async"].properties
    assert all("want" in REQUIREMENTS[type].properties for type in ("decompose", "static_ip", "compliance"))


def test_verbs_that_the_contract_adds() -> None:
    assert all("protects" in kind.incoming for kind in KINDS.values() if kind.category == "entry")
    assert all("backs_up_to" in kind.outgoing for kind in KINDS.values() if kind.category == "store")
    assert all("invokes" in kind.incoming for kind in KINDS.values() if kind.category == "compute")
    assert {"replicates_to", "egress"} <= set(KINDS["s3"].incoming)
