"""Every single edit around a rule's own sketches, there and back: the live findings are those of a fresh run.

Random edits seldom come near the point where a rule changes its mind; here each design is at that point already.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from sketchpad.editing import Edit, EditError
from sketchpad.model import Design, parse
from sketchpad.rules import RULES, Linter, Rule, check

from .designs import SKETCHES
from .edits import edits_around, said

TODAY = date(2026, 11, 23)
BY_ID = {rule.id: rule for rule in RULES}
OFTEN, SELDOM = 0.1, 0.05
"""The share of edits that are followed whether anything comes of them or not."""


def around(start: Design) -> Iterator[tuple[Edit, Design]]:
    """Each single edit, with the design that it makes."""
    for edit in edits_around(start):
        try:
            after = edit(start)
        except EditError:
            continue
        yield edit, after


def follow(live: Linter, design: Design, rules: list[Rule], what: object) -> None:
    """Whoever judges afresh knows nothing of what was judged before."""
    live.see(design)
    assert said(live.report(TODAY)) == said(check(design, TODAY, rules)), what


def there_and_back(rule: Rule, start: Design) -> None:
    """A rule alone: every edit that changes what it says, and some that do not."""
    live, quick, dice = Linter([rule]), Linter([rule]), random.Random(rule.id)
    home = said(quick.once(start, TODAY))
    follow(live, start, [rule], "the start")
    for edit, after in around(start):
        if said(quick.once(after, TODAY)) != home or dice.random() < OFTEN:
            follow(live, after, [rule], edit)
            live.see(start)
            assert said(live.report(TODAY)) == home, f"back from {edit}"


@pytest.mark.parametrize("name", SKETCHES)
def test_what_a_rule_says_follows_every_edit(name: str) -> None:
    there_and_back(BY_ID[name.rpartition("-")[0]], SKETCHES[name])


@pytest.mark.parametrize("name", SKETCHES)
def test_what_all_rules_say_follows_some_edits(name: str) -> None:
    start, rules, dice, live = SKETCHES[name], list(RULES), random.Random(name), Linter()
    follow(live, start, rules, "the start")
    for edit, after in around(start):
        if dice.random() < SELDOM:
            follow(live, after, rules, edit)
            follow(live, start, rules, f"back from {edit}")


EDGES = {
    "DAT-002": "service a; service b; lambda x in a; rds d in b; x reads d",
    "DAT-006": "lambda f region=us-east-1; sqs q; q delivers f; f writes t; need latency write_ms=5;"
    "dynamodb t region=us-east-1 consistency=MRSC replicas=us-east-2,us-west-2",
    "DAT-008": "lambda f; elasticache c data_class=session; f reads c; need consistency level=strong",
    "DAT-009": "elasticache c data_class=order",
    "MSG-002": "sqs q; lambda x; lambda y; q delivers x; q delivers y; sns t; t delivers q; need consumers n=2 on=t",
    "MSG-005": "eventbridge_bus b; lambda p; p publishes b rps=301; sqs q type=fifo; b delivers q",
    "MSG-008": "s3 s; sqs q; eventbridge_bus b; b delivers q; need replay days=3",
    "MSG-009": "kinesis_stream k; sns t; lambda p; p publishes t rps=3; t delivers k; need ordering level=none on=k",
    "INT-001": "service s; user u; alb l; lambda a; lambda b in s; lambda c; lambda d; u routes_to l; l routes_to a;"
    "a calls b; b calls c; l routes_to c",
    "INT-002": "service s; lambda a in s; lambda b in s; lambda c; a calls b; b calls a; c calls a; c calls c",
    "SAG-001": "service s; lambda x in s; lambda y durable=true; step_functions w; w orchestrates x; y orchestrates x;"
    "sqs q; x publishes q; dynamodb d; x rw d; flow f steps=x*,y,d^",
    "SAG-003": "service s; lambda x in s; lambda y; step_functions w; w orchestrates x; w orchestrates y; lambda u;"
    "w orchestrates u compensates=x; flow f steps=x,y^",
    "SAG-004": "region r code=us-east-1; lambda x; step_functions w in r; w orchestrates x; flow f steps=x^ rps=200",
    "SAG-005": "lambda f; dax n; dynamodb d data_class=order; f rw n; n rw d; sqs q; f publishes q; step_functions w",
    "SCL-001": "user u; ecs_fargate f; u calls f; need load spike_factor=3 spike_s=60; need latency read_ms=9",
    "SCL-002": "lambda f; on_prem x max_concurrent=50; f calls x; sqs q; q delivers f max_concurrency=60",
    "SCL-003": "account a; region r in a code=us-east-1; user u; apigw_http w; u calls w; w routes_to f; w routes_to g;"
    "lambda f in r avg_duration_ms=1000; lambda g in r avg_duration_ms=900 peak_rps=500; need load peak_rps=600",
    "SCL-004": "user u; dynamodb t capacity=provisioned; u reads t; need load spike_factor=3 spike_s=60",
    "CST-002": "region r code=us-east-1; ec2 e in r; nat_gateway n in r; s3 s in r; vpc_endpoint v in r type=gateway;"
    "e egress n to=s gb_month=500; v egress s; e egress v",
    "CST-003": "user u; lambda f avg_duration_ms=900; nat_gateway n; u calls f; f egress n gb_month=900;"
    "need load peak_rps=900 avg_rps=900; need cost usd=900",
    "CST-004": "region a code=us-east-1; region b code=eu-west-1; dynamodb t in a replicas=eu-west-1; lambda f in b;"
    "f reads t gb_month=9000; f writes t gb_month=90",
    "CST-005": "user u; lambda f traffic=steady avg_duration_ms=900; u calls f; need load peak_rps=900",
    "SCL-005": "lambda f; dynamodb t peak_reads=90000 hot_key_share=0.1; dax c; f reads c; c reads t",
    "REQ-001": "region r code=us-east-1; user u; route53 e; u routes_to e; lambda f in r; elasticache c; s3 s;"
    "need latency read_ms=9; need rpo s=9; need replay days=3; need multi_region_writes; need consumers n=3; need cost",
    "REQ-003": "dynamodb s region=us-east-1; need rpo s=0; need latency write_ms=3 read_ms=10; need users at=Tokyo;"
    "need consistency level=strong; need multi_region_writes regions=us-east-1,eu-west-1",
    "GLB-001": "region r code=us-east-1; user u; user x city=Tokyo; alb a in r; lambda f in r; u routes_to a;"
    "a routes_to f; need users at=Tokyo; need latency read_ms=100",
    "GLB-002": "region r code=us-east-1; region s code=eu-west-1; user u; user v city=Tokyo; alb a in r; alb b in s;"
    "u routes_to a; v routes_to b; route53 d",
    "GLB-005": "region r code=us-east-1; region s code=eu-west-1; user u; lambda f in s; dax x; f reads x; x reads d;"
    "dynamodb d in r replicas=us-east-2; u calls f; need latency read_ms=9",
    "SEC-003": "user u; route53 e; apigw_rest a; lambda f; rds d data_class=order; u routes_to e; e routes_to a;"
    "a routes_to f; f rw d",
    "SEC-004": "user u; route53 e; cloudfront c waf=true; apigw_http a; u routes_to e; e routes_to c; c routes_to a",
    "RES-001": "user u; lambda f; lambda g; u calls f; g rw d; rds d; need availability pct=99.9",
    "RES-002": "user u; alb a; ec2 f; ec2 g; u calls a; a routes_to f; f calls g; need availability pct=99.9",
    "RES-003": "region r code=us-east-1; region s code=eu-west-1; user u; route53 e; u routes_to e; lambda f in r;"
    "e routes_to f; lambda g in s; rds d; f rw d; need availability pct=99.99",
    "RES-004": "region r code=us-east-1; region s code=eu-west-1; user u; route53 e; u routes_to e; lambda f in r;"
    "lambda g in s standby=warm; e routes_to f; e routes_to g; g calls f optional=true; need rto s=200",
    "RES-005": "user u; lambda f; u calls f; sqs q region=us-east-1; rds d region=us-east-1 data_class=order;"
    "backup_vault v region=eu-west-1; d backs_up_to v; need rpo s=0",
    "RES-006": "dynamodb d data_class=order; backup_vault v; need rpo s=900",
    "RES-008": "region r code=us-east-1; vpc v in r; vpc w in r; lambda f in v; nat_gateway n in v; nat_gateway m in w;"
    "ecs_fargate g in v; g egress n; f egress m; need availability pct=99",
}
"""Where it matters what else there is in the design, near or far."""


@pytest.mark.parametrize("id", EDGES)
def test_what_a_rule_says_follows_what_comes_elsewhere(id: str) -> None:
    there_and_back(BY_ID[id], parse(EDGES[id]))


NESTED = """
service orders
vpc net in orders
service stock
lambda shop in %s
lambda depot in stock
rds db
shop rw db
depot rw db
"""


@pytest.mark.parametrize("nearest", ["orders", "net"])
def test_a_group_that_is_named_before_it_is_there(nearest: str) -> None:
    """What lies in a group to come, or in one that lies in it, is judged again once that group comes."""
    whole = parse(NESTED % nearest)
    without = whole.but(groups={id: group for id, group in whole.groups.items() if id != "orders"})
    rules = [BY_ID["DAT-001"]]
    live = Linter(rules)
    for design, speaks in ((without, False), (whole, True), (without, False)):
        follow(live, design, rules, "the group")
        assert bool(live.report(TODAY).findings) is speaks
