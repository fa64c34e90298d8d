"""Designs that have something for every rule to say, and what can be done to a design without changing it."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

from sketchpad.model import SHELVES, Design, parse
from sketchpad.rules import RULES
from sketchpad.storage import read

TODAY = date(2026, 11, 23)

SKETCH = """
region us code=us-east-1
region eu code=eu-west-1
vpc net in us
service orders
service stock
user buyer
apigw_rest api in us auth=jwt waf=true
lambda shop in us,orders
ecs_fargate depot in eu,stock
rds_proxy pool in net
rds db in net class=db.t4g.micro data_class=order
dynamodb parts in us replicas=eu-west-1 data_class=inventory transactions=true pitr=true
dax near in us
aurora book in us secondary_regions=eu-west-1
elasticache fast in us data_class=order
sqs jobs in us
buyer calls api
api routes_to shop
api routes_to depot
shop rw pool
pool rw db
depot rw db
shop reads near
near reads parts
depot writes book
shop rw fast
shop publishes jobs
jobs delivers depot
need load peak_rps=300
need decompose
need consistency level=strong
need latency write_ms=30 read_ms=100
need users at=London
flow order steps=shop*,depot
waive DAT-001 on db reason="until the split" until=2026-11-23
"""
"""Something for most rules to say, and close to more."""

SMALL = """
region us code=us-east-1
lambda fn in us
dynamodb parts in us replicas=us-west-2 witness=us-east-2 consistency=MRSC data_class=inventory pitr=true
elasticache fast in us data_class=order role=cache
fn writes parts
fn rw fast
need latency write_ms=5
"""
"""Nobody asks yet, and the cache is the only home of its data: what else there is decides."""

CHAIN = f"{SMALL}\nuser buyer\napigw_http api in us\nbuyer calls api\napi routes_to fn"
"""Whom requests reach decides."""

TORN = json.dumps(
    {
        "format": 1,
        "author": "ana",
        "groups": [
            {"id": "a", "kind": "vpc", "in": ["b"]},
            {"id": "b", "kind": "vpc", "in": ["a"]},
            {"id": "odd", "kind": "team"},
        ],
        "components": [
            {"id": "fn", "kind": "lamda", "at": [1, 1], "properties": {"timeout_s": "soon", "x": {"y": 1}}},
            {"id": "db", "kind": "rds", "at": [1, 1], "in": ["a", "gone"], "name": 7, "colour": "red"},
            {"id": "fn", "kind": "sqs"},
        ],
        "connections": [
            {"id": "fn-rw-cache", "from": "fn", "verb": "rw", "to": "cache"},
            {"id": "fn-reads-db", "from": "fn", "verb": "reads", "to": "db"},
            {"id": "user-calls-fn", "from": "user", "verb": "calls", "to": "fn"},
            {"id": "cache-streams_to-db", "from": "cache", "verb": "streams_to", "to": "db"},
        ],
        "flows": [{"id": "sale", "steps": [{"component": "fn"}, {"component": "cache", "loud": True}]}],
        "waivers": [
            {"rule": "FIL-003", "on": ["db", "fn"], "reason": "", "seen": 3},
            {"rule": "FIL-002", "on": ["fn-rw-cache"], "reason": "comes later", "until": "2027-13-01"},
            {"rule": "FIL-099", "on": ["db"], "reason": "a rule of ours", "until": "2026-11-22"},
        ],
    }
)
"""A file with whatever a file can get wrong and still be read."""


def design_of(text: str) -> Design:
    """The design of a text, which is JSON where the notation cannot say it."""
    return read("a.sketch.json", text).design if text.startswith("{") else parse(text)


SKETCHES = {f"{rule.id}-{name}": design_of(sketch) for rule in RULES for name, sketch in rule.examples.items()}
"""The examples of all rules, under names like CON-001-Bad."""


def mixed(design: Design, dice: random.Random) -> Design:
    """The same design with its parts and waivers in another order."""
    shelves: dict[str, Any] = {}
    for sort in SHELVES:
        parts = [*getattr(design, sort.shelf).items()]
        dice.shuffle(parts)
        shelves[sort.shelf] = dict(parts)
    waivers = [*design.waivers]
    dice.shuffle(waivers)
    return design.but(**shelves, waivers=tuple(waivers))
