"""What is open to strangers: databases, buckets, APIs, and data in the clear."""

from __future__ import annotations

import pytest

from sketchpad.model import Design
from sketchpad.rules import Severity, check

from .asking import Asking

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def security(design: Design) -> list[str]:
    return [one.rule.id for one in check(design).findings if one.rule.family == "SEC"]


# -- databases --------------------------------------------------------------------------------------------------

database = Asking(
    ("SEC-001",),
    """
    region r code=us-east-1
    vpc v in r
    subnet pub in v access=public
    subnet prv in v access=private
    service shop
    """,
)


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("rds d in pub", ERROR),
        ("rds d in shop,pub", ERROR),
        ("az z in pub; self_managed_db d in z", ERROR),
        ("elasticache d in pub", ERROR),
        ("memorydb d in pub", ERROR),
        ("documentdb d in pub", ERROR),
        ("efs d in pub", ERROR),
        ("dax d in pub", ERROR),
        ("opensearch d public=true", ERROR),
        ("redshift d in prv public=true", ERROR),
        ("aurora d in pub public=false", WARNING),
        ("rds d in prv", None),
        ("rds d in v", None),
        ("rds d", None),
        ("subnet odd in v; rds d in odd", None),
        ("dynamodb d in pub", None),
        ("s3 d in pub", None),
        ("aurora_dsql d in pub", None),
        ("lambda d in pub", None),
    ],
)
def test_a_database_on_the_internet(sketch: str, severity: Severity | None) -> None:
    assert [one.severity for one in database.findings(sketch)] == ([] if severity is None else [severity])


def test_both_ways_in_are_one_finding() -> None:
    finding = database.only("rds d in pub public=true")
    assert finding.message == "d sits in the public subnet pub and has an address that the internet can reach."
    after = database.fixed("rds d in shop,pub public=true", "private-subnet")
    assert after.components["d"].inside == ("shop", "prv")
    assert after.components["d"].properties["public"] is False
    assert database.said(after) == []


def test_a_private_subnet_is_made_where_there_is_none() -> None:
    ask = Asking(("SEC-001",), "vpc v; vpc w; subnet pub in v access=public; subnet other in w access=private")
    after = ask.fixed("rds d in pub", "private-subnet")
    (made,) = after.components["d"].inside
    assert (after.groups[made].inside, after.groups[made].properties) == (("v",), {"access": "private"})
    assert ask.said(after) == []


def test_an_address_is_taken_away_unasked() -> None:
    assert database.safe("rds d in prv public=true") == ["not-public"]
    assert database.safe("rds d in pub") == []


# -- buckets ----------------------------------------------------------------------------------------------------

bucket = Asking(
    ("SEC-002",),
    """
    need residency as people regions=eu-west-1 data=customer_pii
    need residency as money regions=eu-west-1 data=payment
    need residency as everything regions=eu-west-1
    """,
)


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("s3 b public=true data_class=customer_pii", ERROR),
        ("s3 b public=true data_class=order", ERROR),
        ("s3 b public=true", WARNING),
        ("s3 b public=true data_class=public_content", None),
        ("s3 b public=true data_class=media", None),
        ("s3 b public=true data_class=catalog", None),
        ("s3 b data_class=customer_pii", None),
        ("cloudfront c; s3 b data_class=customer_pii; c routes_to b", None),
        ("rds b public=true data_class=customer_pii", None),
    ],
)
def test_a_public_bucket(sketch: str, severity: Severity | None) -> None:
    assert [one.severity for one in bucket.findings(sketch)] == ([] if severity is None else [severity])


def test_a_public_bucket_breaks_residency_of_its_data() -> None:
    assert bucket.only("s3 b public=true data_class=customer_pii").breaks == ("everything", "people")


def test_cloudfront_comes_between_the_users_and_the_bucket() -> None:
    after = bucket.fixed("user u; s3 b public=true data_class=payment; u routes_to b", "behind-cloudfront")
    assert after.components["b"].properties["public"] is False
    assert after.connections["u-routes_to-b"].target == "cfn"
    assert after.connections["cfn-routes_to-b"].target == "b"
    assert bucket.said(after) == []


def test_a_bucket_that_nobody_is_drawn_to_read_gets_a_distribution() -> None:
    after = bucket.fixed("account a; s3 b in a public=true", "behind-cloudfront")
    assert after.components["cfn"].inside == ("a",)
    assert after.connections["cfn-routes_to-b"].source == "cfn"


def test_a_bucket_behind_cloudfront_is_only_closed() -> None:
    sketch = "cloudfront c; s3 b public=true data_class=payment; c routes_to b"
    assert bucket.fixes(sketch) == ["not-public", "declare-public"]
    assert bucket.safe(sketch) == ["not-public"]


# -- who calls --------------------------------------------------------------------------------------------------

caller = Asking(("SEC-003",), "user u; mobile_client m; external_system partner")


@pytest.mark.parametrize(
    ("sketch", "severity"),
    [
        ("apigw_rest a; lambda f; dynamodb d data_class=order; u routes_to a; a routes_to f; f rw d", ERROR),
        ("apigw_rest a; lambda f; s3 d data_class=profile; u routes_to a; a routes_to f; f reads d", ERROR),
        ("apigw_rest a; lambda f; dynamodb d data_class=session; u routes_to a; a routes_to f; f rw d", WARNING),
        ("apigw_http a; m calls a", WARNING),
        ("apigw_ws a; u routes_to a", WARNING),
        ("appsync a; u routes_to a", WARNING),
        ("alb a; u routes_to a", WARNING),
        ("route53 r; cloudfront c; alb a; u routes_to r; r routes_to c; c routes_to a", WARNING),
        ("alb a; u routes_to a; lambda f auth=none; a routes_to f", WARNING),
        ("apigw_rest a auth=jwt; u routes_to a", None),
        ("apigw_rest a auth=iam; u routes_to a", None),
        ("alb a auth=mtls; u routes_to a", None),
        ("alb a auth=app; u routes_to a", None),
        ("alb a; ecs_fargate f auth=app; u routes_to a; a routes_to f", None),
        ("alb a; alb b scheme=internal; lambda f auth=app; u routes_to a; a routes_to b; b routes_to f", None),
        ("apigw_rest a; cognito c; u routes_to a; a authenticates c", None),
        ("apigw_rest a; lambda f; cognito c; u routes_to a; a routes_to f; f authenticates c", None),
        ("apigw_rest a public_by_design=true; u routes_to a", None),
        ("apigw_rest a endpoint=private; u routes_to a", None),
        ("apigw_http a public=false; u routes_to a", None),
        ("alb a scheme=internal; u routes_to a", None),
        ("apigw_rest a", None),
        ("apigw_rest a; partner calls a", None),
        ("apigw_rest a; lambda f; f calls a", None),
        ("apigw_rest a auth=jwt; alb b; u routes_to a; a routes_to b", None),
        ("nlb a; u routes_to a", None),
        ("cloudfront a; u routes_to a", None),
    ],
)
def test_an_api_that_anybody_calls(sketch: str, severity: Severity | None) -> None:
    assert [one.severity for one in caller.findings(sketch)] == ([] if severity is None else [severity])


def test_the_message_names_what_lies_behind() -> None:
    sketch = "alb a; lambda f; rds d data_class=payment; rds e data_class=order; u routes_to a; a routes_to f"
    finding = caller.only(f"{sketch}; f rw d; f reads e")
    assert finding.message == "a takes anonymous calls from the internet, with order and payment data behind it."
    more = "; rds g data_class=ledger; rds h data_class=balance; f rw g; f rw h"
    assert (
        "with balance, ledger, order and payment data behind it"
        in caller.only(f"{sketch}; f rw d; f rw e{more}").message
    )


@pytest.mark.parametrize(
    ("api", "way"), [("apigw_rest", "jwt"), ("apigw_http", "jwt"), ("appsync", "jwt"), ("alb", "cognito")]
)
def test_callers_sign_in(api: str, way: str) -> None:
    after = caller.fixed(f"region r code=us-east-1; {api} a in r; u routes_to a", "sign-in")
    assert after.components["a"].properties["auth"] == way
    assert after.components["user-pool"].inside == ("r",)
    assert after.connections["a-authenticates-user-pool"].verb == "authenticates"
    assert caller.said(after) == []


def test_the_user_pool_that_is_there_is_asked() -> None:
    sketch = "region r code=us-east-1; region s code=eu-west-1; apigw_rest a in r; u routes_to a"
    near = caller.fixed(f"{sketch}; cognito far in s; cognito pool in r", "sign-in")
    assert "a-authenticates-pool" in near.connections
    assert "user-pool" not in near.components


def test_a_websocket_api_cannot_ask_a_user_pool() -> None:
    sketch = "apigw_ws a; u routes_to a"
    assert caller.fixes(sketch) == ["iam-auth", "public-by-design"]
    assert caller.fixed(sketch, "iam-auth").components["a"].properties["auth"] == "iam"
    assert caller.safe(sketch) == []


# -- firewalls --------------------------------------------------------------------------------------------------

wall = Asking(("SEC-004",), "user u; mobile_client m")


@pytest.mark.parametrize(
    ("sketch", "speaks"),
    [
        ("apigw_rest a; u routes_to a", True),
        ("apigw_http a; u routes_to a", True),
        ("alb a; route53 r; u routes_to r; r routes_to a", True),
        ("alb a; cloudfront c; u routes_to c; c routes_to a", True),
        ("apigw_http a; cloudfront c waf=true; u routes_to c; m calls a; c routes_to a", True),
        ("apigw_rest a waf=true; u routes_to a", False),
        ("alb a; waf w; w protects a; u routes_to a", False),
        ("alb a; cloudfront c waf=true; u routes_to c; c routes_to a", False),
        ("alb a; cloudfront c; waf w; w protects c; u routes_to c; c routes_to a", False),
        ("alb a; cloudfront c waf=true; route53 r; u routes_to c; c routes_to r; r routes_to a", False),
        ("apigw_http a; route53 r; cloudfront c waf=true; u routes_to r; r routes_to c; c routes_to a", False),
        ("apigw_rest a endpoint=private; u routes_to a", False),
        ("alb a scheme=internal; u routes_to a", False),
        ("apigw_rest a", False),
        ("nlb a; u routes_to a", False),
    ],
)
def test_an_api_without_a_firewall(sketch: str, speaks: bool) -> None:
    assert [one.severity for one in wall.findings(sketch)] == ([WARNING] if speaks else [])


def test_only_some_apis_need_cloudfront() -> None:
    assert wall.only("alb a; u routes_to a").message == "a has no web application firewall."
    finding = wall.only("apigw_http a; u routes_to a")
    assert (
        finding.message == "a has no web application firewall; API Gateway HTTP API takes one through CloudFront only."
    )


def test_the_firewall_that_is_there_protects_it_too() -> None:
    after = wall.fixed("alb a; alb b; waf w; w protects b; u routes_to a", "protect")
    assert after.connections["w-protects-a"].source == "w"
    assert wall.said(after) == []


def test_a_firewall_comes_to_stand_in_the_region() -> None:
    after = wall.fixed("region r code=us-east-1; vpc v in r; alb a in v; u routes_to a", "insert-waf")
    assert after.components["firewall"].inside == ("r",)
    assert after.connections["firewall-protects-a"].target == "a"
    assert wall.said(after) == []


def test_cloudfront_comes_before_an_http_api() -> None:
    after = wall.fixed("apigw_http a; u routes_to a; m calls a", "cloudfront-with-waf")
    assert after.components["cfn"].properties == {"waf": True}
    assert {c.target for c in after.connections.values() if c.source in "um"} == {"cfn"}
    assert security(after) == ["SEC-003"]


def test_cloudfront_that_is_there_gets_the_firewall() -> None:
    sketch = "apigw_ws a; cloudfront c; u routes_to c; c routes_to a; m calls a"
    after = wall.fixed(sketch, "cloudfront-with-waf")
    assert after.components["c"].properties["waf"] is True
    assert after.connections["m-calls-a"].target == "cfn"
    assert wall.said(after) == []


# -- in the clear -----------------------------------------------------------------------------------------------

clear = Asking(("SEC-005",), "lambda f; lambda g")


@pytest.mark.parametrize(
    ("sketch", "on"),
    [
        ("rds d data_class=payment encrypted=false", ("d",)),
        ("s3 d data_class=profile encrypted=false", ("d",)),
        ("elasticache d data_class=credentials encrypted=false", ("d",)),
        ("backup_vault d data_class=health encrypted=false", ("d",)),
        ("rds d encrypted=false; need compliance", ("d",)),
        ("opensearch d data_class=health; f reads d protocol=http", ("d", "f")),
        ("rds_proxy p; rds d data_class=health; f rw p protocol=http; p rw d", ("f", "p")),
        ("f calls g protocol=http data=payment", ("f", "g")),
        ("rds d data_class=payment", ()),
        ("rds d data_class=order encrypted=false", ()),
        ("rds d encrypted=false", ()),
        ("rds d encrypted=false; need compliance want=false", ()),
        ("opensearch d data_class=health; f reads d protocol=https", ()),
        ("opensearch d data_class=health; f reads d", ()),
        ("opensearch d data_class=catalog; f reads d protocol=http", ()),
        ("f calls g protocol=http data=catalog", ()),
        ("f calls g protocol=http", ()),
    ],
)
def test_data_in_the_clear(sketch: str, on: tuple[str, ...]) -> None:
    assert [one.on for one in clear.findings(sketch)] == ([on] if on else [])


def test_compliance_that_is_wanted_is_broken() -> None:
    needs = "need compliance as law; need compliance as wish want=false"
    assert clear.only(f"rds d data_class=payment encrypted=false; {needs}").breaks == ("law",)
    assert clear.only(f"f calls g protocol=http data=payment; {needs}").breaks == ("law",)


def test_encryption_is_switched_on_unasked() -> None:
    assert clear.safe("rds d data_class=payment encrypted=false") == ["encrypt"]
    assert clear.safe("f calls g protocol=http data=payment") == ["use-https"]
    after = clear.fixed("f calls g protocol=http data=payment", "use-https")
    assert after.connections["f-calls-g"].properties["protocol"] == "https"
