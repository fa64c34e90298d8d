"""Two architects draw a whole system from nothing: one never touches the mouse, the other one only types names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchpad.model import Design, parse, unparse
from sketchpad.storage import read

from .hands import Pointer, Typist
from .terminal import TMUX, terminal

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(TMUX is None, reason="there is no tmux")]

FILE = "orders.sketch.json"

MOST_KEYS = 300
"""In five minutes: a key a second."""

MOST_ACTIONS = 110
"""In five minutes, with names to type between them."""

DRAWN = """
region eu-west-1 code=eu-west-1
region eu-west-1-2 code=us-east-1
vpc vpc-1 in eu-west-1
vpc vpc-1-2 in eu-west-1-2
alb alb-1 at 3,2 in vpc-1
alb alb-1-2 at 3,6 in vpc-1-2
apigw_rest api-1 at 3,0 in eu-west-1
apigw_rest api-1-2 at 3,4 in eu-west-1-2
aurora aur-1 at 5,2 in vpc-1
aurora aur-1-2 at 5,6 in vpc-1-2
cloudfront cfn-1 at 2,0
cognito cog-1 at 3,-1
dynamodb ddb-1 at 5,0 in eu-west-1
dynamodb ddb-1-2 at 5,4 in eu-west-1-2
ecs_fargate ecs-1 at 4,2 in vpc-1 name=Catalog
ecs_fargate ecs-1-2 at 4,6 in vpc-1-2 name=Catalog
elasticache elc-1 at 4,3 in vpc-1
elasticache elc-1-2 at 4,7 in vpc-1-2
external_system ext-1 at 4,-1 name=Payments
lambda lam-1 at 4,0 in eu-west-1 name=Orders
lambda lam-1-2 at 4,4 in eu-west-1-2 name=Orders
lambda lam-2 at 5,1 in eu-west-1 name=Worker
lambda lam-2-2 at 5,5 in eu-west-1-2 name=Worker
route53 r53-1 at 1,0
s3 s3-1 at 2,1 name=Storefront
sqs sqs-1 at 4,1 in eu-west-1
sqs sqs-1-2 at 4,5 in eu-west-1-2
user usr-1 at 0,0 name=Shoppers
waf waf-1 at 2,-1
alb-1-2 routes_to ecs-1-2
alb-1 routes_to ecs-1
api-1-2 routes_to lam-1-2
api-1 authenticates cog-1
api-1 routes_to lam-1
cfn-1 routes_to api-1
cfn-1 routes_to s3-1
cfn-1 routes_to alb-1
cfn-1 routes_to alb-1-2
cfn-1 routes_to api-1-2
ecs-1-2 rw aur-1-2
ecs-1-2 rw elc-1-2
ecs-1 rw aur-1
ecs-1 rw elc-1
lam-1-2 publishes sqs-1-2
lam-1-2 rw ddb-1-2
lam-1 calls ext-1
lam-1 publishes sqs-1 label="order placed"
lam-1 rw ddb-1
lam-2-2 rw ddb-1-2
lam-2 rw ddb-1
r53-1 routes_to cfn-1
sqs-1-2 delivers lam-2-2
sqs-1 delivers lam-2
usr-1 routes_to r53-1
waf-1 protects cfn-1
need availability pct=99.95
need cost usd=9000
need latency pctl=99 read_ms=100
flow checkout steps=lam-1*,sqs-1,lam-2~
"""


def by_keys(hand: Typist) -> None:
    """Two Regions that take orders, behind one front door."""
    hand.sees("Nothing here yet")
    hand("Z 0", "Add Users")
    hand.names("Shoppers")
    hand("W W Right Enter", "Add a component")
    hand.types("r53", "Add Route 53 r53-1")
    hand("Right Enter", "Add a component")
    hand.types("cfn", "Add CloudFront cfn-1")
    hand("Right 8 Right 1 Right 4", "Add DynamoDB")
    hand.leaves("EXTEND")
    hand("Left", "LAM lam-1  ")
    hand.names("Orders")
    hand("W W Down 3 Right 1", "Add Lambda function lam-2")
    hand.leaves("EXTEND")
    hand.names("Worker")
    hand.connects("ddb-1", "Connect lam-2 rw ddb-1")
    hand.goes("Orders")
    hand("W Up Enter", "Add a component")
    hand.types("ext", "Add External system")
    hand.names("Payments")
    hand("Down Left W Up Enter", "Add a component")
    hand.types("cog", "Add Cognito")
    hand("Down Left W Down 2", "Add S3")
    hand.names("Storefront")
    hand("Up W Up Enter", "Add a component")
    hand.types("waf", "Add AWS WAF waf-1 before cfn-1")
    hand.goes("sqs-1")
    hand("Down Left 5", "Add Application")
    hand("W W Right 6 Right Enter", "Add a component")
    hand.types("aur", "Add Aurora")
    hand.leaves("EXTEND")
    hand("Left", "ECS ecs-1")
    hand.names("Catalog")
    hand("W Down Enter", "Add a component")
    hand.types("elc", "Add ElastiCache")
    hand("Left b Right Right Up Enter", "kind, then a value")
    hand.types("vpc", "as VPC vpc-1")
    hand.goes("ddb-1")
    hand("b Left Left Down Down Down Enter", "kind, then a value")
    hand.types("r eu-west-1", "as Region")
    hand("y", "copied 9")
    hand.goes("api-1")
    hand("Down Down Down Down p", "Paste")
    hand("e", "Properties")
    hand("Down Enter", "us-west-2")
    hand.types("us-east-1", "Set code=us-east-1")
    hand.leaves("Properties")
    hand.goes("cfn-1")
    hand("w w Right 2 Down Enter 2 Down Enter 2 Down Enter", "Connect cfn-1 routes_to alb-1-2")
    hand.leaves("CONNECT")
    hand.goes("Orders")
    hand("F Space * Down Space Right Space ~ Enter", "the business transaction")
    hand.types("checkout", "checkout")
    hand(") ) ) r", "Stands on the line")
    hand.types("order placed", "Label lam-1-publishes-sqs-1")
    hand("R N", "Add a requirement")
    hand.types("lat 100 99", "Require latency")
    hand.types("av 99.95", "Require availability")
    hand.types("cost 9000", "Require cost")
    hand.leaves("Add a requirement")
    hand.leaves("Requirements")
    hand("C-s", f"saved {FILE}")


def test_keys_alone(tmp_path: Path) -> None:
    with terminal(tmp_path, FILE, 120, 36) as shown:
        hand = Typist(shown)
        by_keys(hand)
    assert read(tmp_path / FILE).design == parse(DRAWN)
    print(f"{hand.keys} keys for 25 components, 28 connections, four groups, a flow and what is required")
    assert hand.keys <= MOST_KEYS


def by_mouse(hand: Pointer) -> None:
    """The same; what is typed are names and figures."""
    hand.sees("Nothing here yet")
    hand.double((8, 20), "Add a component")
    hand.picks("Users (browser)", "Add Users")
    hand.names("usr-1", "Shoppers")
    hand.extends("Shoppers", (18, 0), "Route 53", "Add Route 53")
    hand.extends("r53-1", (18, 0), "CloudFront", "Add CloudFront")
    hand.extends("cfn-1", (18, 0), "API Gateway REST", "Add API")
    hand.extends("api-1", (18, 0), "Lambda function", "Add Lambda")
    hand.names("lam-1", "Orders")
    hand.extends("Orders", (18, 0), "DynamoDB table", "Add DynamoDB")
    hand.extends("cfn-1", (-2, 8), "S3 bucket", "Add S3")
    hand.names("s3-1", "Storefront")
    hand.extends("Orders", (-2, 8), "SQS queue", "Add SQS")
    hand.extends("sqs-1", (18, 0), "Lambda function", "Add Lambda")
    hand.names("lam-2", "Worker")
    hand.connects("Worker", "ddb-1", "Connect lam-2 rw ddb-1")
    hand.extends("Orders", (-2, -8), "External system", "Add External system")
    hand.names("ext-1", "Payments")
    hand.extends("api-1", (-2, -8), "Cognito", "Add Cognito")
    hand.extends("cfn-1", (-2, -8), "AWS WAF", "Add AWS WAF waf-1 before cfn-1")
    x, y = hand.box("sqs-1")
    hand.double((x - 16, y + 6), "Add a component")
    hand.picks("Application Load Balancer", "Add Application")
    hand.extends("alb-1", (18, 0), "ECS on Fargate", "Add ECS")
    hand.names("ecs-1", "Catalog")
    hand.extends("Catalog", (18, 0), "Aurora cluster", "Add Aurora")
    hand.extends("Catalog", (-2, 8), "ElastiCache", "Add ElastiCache")
    hand.connects("cfn-1", "alb-1", "Connect cfn-1 routes_to alb-1")
    hand.encloses("alb-1", "aur-1", "elc-1", "VPC", "", "as VPC vpc-1")
    hand.encloses("api-1", "aur-1", "elc-1", "Region", "eu-west-1", "as Region eu-west-1")
    hand.menu(hand.text(" Region eu-west-1 ═"), "not here")
    hand.click(" Copy ", "copied 9")
    below = hand.box("alb-1")[0], hand.text("╚════")[1] + 3
    hand.menu(below, "not here")
    hand.click(" Paste ", "Paste")
    hand.sees("Region eu-west-1-2")
    hand.double(hand.text("•code"), "us-east-2", "Enter done")
    hand.types("us-east-1", "│  us-east-1 ")
    hand.click(" Storefront ", "Region us-east-1")
    hand.wheel(hand.box("Storefront"), 1, ctrl=True)
    hand.sees("compact")
    hand.connects("cfn-1", "api-1-2", "Connect cfn-1 routes_to api-1-2")
    hand.wheel(hand.box("Storefront"), 3)
    hand.sees("elc-1-2")
    hand.connects("cfn-1", "alb-1-2", "Connect cfn-1 routes_to alb-1-2")
    hand.menu(hand.text("publishes"), "not here")
    hand.click(" Rename ", "Stands on the line")
    hand.types("order placed")
    hand.click("Enter done", "Label lam-1-publishes-sqs-1")
    x, y = hand.box("Storefront")
    hand.click_at((x, y + 6), "+ add a requirement")
    hand.double(hand.text("add a requirement"), "Add a requirement")
    hand.types("latency 100 99")
    hand.click("Enter choose", "Require latency", "latency, cost, residency", "17 types")
    hand.types("availability 99.95")
    hand.click("Enter choose", "Require availability", "latency, cost, residency", "17 types")
    hand.types("cost 9000")
    hand.click("Enter choose", "Require cost", "latency, cost, residency", "17 types")
    hand.click("Esc back", "9,000 USD", "Enter edit", gone="Add a requirement")
    hand.menu(hand.box("Orders"), "not here")
    hand.click(" Flow ", "FLOW")
    hand.click_at(hand.box("Orders"), "FLOW   lam-1")
    left, foot = hand.text("* ^ ~ ")
    hand.click_at((left - 3, foot), "lam-1*")
    hand.click_at(hand.box("sqs-1"), "> sqs-1")
    hand.click_at(hand.box("Worker"), "> lam-2")
    hand.click_at((left + 1, foot), "lam-2~")
    hand.click_at(hand.box("Worker"), "the business transaction")
    hand.types("checkout")
    hand.click("Enter done", "the steps of checkout", "^S Save")
    hand.click("^S Save", f"saved {FILE}")


def test_mouse_alone(tmp_path: Path) -> None:
    with terminal(tmp_path, FILE, 200, 60) as shown:
        hand = Pointer(shown)
        by_mouse(hand)
    drawn = read(tmp_path / FILE).design
    assert moved(drawn) == moved(parse(DRAWN))
    print(f"{hand.actions} clicks, drags and turns of the wheel for the same design")
    assert hand.actions <= MOST_ACTIONS


def moved(design: Design) -> str:
    """The design as notation, with its first component in the first slot."""
    corner = min(c.at for c in design.components.values() if c.at is not None)
    by = -corner.column, -corner.row
    return unparse(design.having(*(c.but(at=c.at.moved(by)) for c in design.components.values() if c.at is not None)))
