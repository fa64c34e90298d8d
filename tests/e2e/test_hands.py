"""Two architects draw a whole system from nothing: one never touches the mouse, the other one only types names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchpad.model import unparse
from sketchpad.storage import read

from .hands import Pointer, Typist
from .terminal import TMUX, terminal

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(TMUX is None, reason="there is no tmux")]

FILE = "orders.sketch.json"


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
    print(hand.keys)
    print(unparse(read(tmp_path / FILE).design))


def by_mouse(hand: Pointer) -> None:
    """The same; what is typed are names and figures."""
    hand.sees("Nothing here yet")
    hand.double((8, 14), "Add a component")
    hand.picks("Users (browser)", "Add Users")
    hand.names("usr-1", "Shoppers")
    hand.extends("Shoppers", (18, 0), "Route 53", "Add Route 53")
    print(hand.shown.screen)


def test_mouse_alone(tmp_path: Path) -> None:
    with terminal(tmp_path, FILE, 160, 48) as shown:
        hand = Pointer(shown)
        by_mouse(hand)
    print(hand.actions)
    print(unparse(read(tmp_path / FILE).design))
