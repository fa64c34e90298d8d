"""Business transactions over several services: who leads them, what can be undone, what a workflow can carry."""

from __future__ import annotations

import pytest

from sketchpad.catalog import graph
from sketchpad.model import Design, Node, parse
from sketchpad.rules import ERROR, INFO, WARNING, Judged, check

from .asking import Asking

SERVICES = """
region r code=eu-central-1
service s; service t; service v
lambda x in r,s
lambda y in r,t
lambda z in r,v
"""
sagas = Asking(("SAG-001", "SAG-002", "SAG-003", "SAG-004"), SERVICES)
alone = Asking(("SAG-001",), SERVICES)
LED = "step_functions w in r; w orchestrates x; w orchestrates y; w orchestrates z"
TOLD = "eventbridge_bus k; x publishes k; k delivers y; y publishes k; k delivers z"
FLOW = "flow pay steps=x*,y*,z^"


def workflow(design: Design) -> Node:
    (found,) = graph(design).having_trait("orchestrator")
    return found


# -- nothing sees it through ------------------------------------------------------------------------------------


def test_nobody_leads() -> None:
    finding = sagas.only(f"{FLOW}; need consistency as sound level=strong")
    assert (finding.rule.id, finding.severity, finding.on) == ("SAG-001", ERROR, ("pay", "x", "y", "z"))
    assert finding.message == "Flow pay (x → y → z) spans 3 services with no coordinator and no event chain."
    (judged,) = check(sagas.design(f"{FLOW}; need consistency as sound")).standing[:1]
    assert judged.breaks == ("sound",)


@pytest.mark.parametrize(
    "sketch",
    [
        f"{LED}; {FLOW}",
        f"{TOLD}; {FLOW}",
        "lambda w durable=true; w orchestrates x; w orchestrates y; w orchestrates z; " + FLOW,
        "step_functions w; step_functions n; w orchestrates x; w orchestrates n; n orchestrates y; n orchestrates z; "
        + FLOW,
        "sns k; sqs q; sqs p; x publishes k; k delivers q; q delivers y; y publishes p; p delivers z; " + FLOW,
        "dynamodb d; eventbridge_pipe p; x writes d; d streams_to p; p publishes k; "
        + TOLD.replace("x publishes k;", "")
        + ";"
        + FLOW,
        "rds d; lambda l; x writes d; d streams_to l; l publishes k; "
        + TOLD.replace("x publishes k;", "")
        + ";"
        + FLOW,
        "s3 o in s; y invokes_async z; x writes o; o invokes_async y; sqs q; y publishes q; q delivers z;" + FLOW,
        "lambda x2 in s; flow pay steps=x*,x2^",
        "lambda x2 in s; flow pay steps=x*,x2*,y^; sqs q; x2 publishes q; q delivers y",
        "rds d; x rw d; flow pay steps=x*,d^",
        "rds d in t; y rw d; sqs q; x publishes q; q delivers y; flow pay steps=x*,d^",
        "rds d in t; step_functions w; w orchestrates x; w orchestrates y; y rw d; flow pay steps=x*,d^",
        "dynamodb d in t; step_functions w; w orchestrates x; w writes d; flow pay steps=x*,d^",
        "flow pay steps=x",
        "flow pay",
    ],
    ids=[
        *("workflow", "events", "durable function", "nested", "topic and queues", "changes by a pipe"),
        *("changes by code", "objects", "one service", "two in one service", "its own store"),
        *("told the writer of a store", "led the writer of a store", "led a store", "one step", "none"),
    ],
)
def test_something_sees_it_through(sketch: str) -> None:
    assert alone.said(sketch) == []


@pytest.mark.parametrize(
    "sketch",
    [
        "step_functions w; w orchestrates x; w orchestrates y; " + FLOW,
        "lambda w; w orchestrates x; w orchestrates y; w orchestrates z; " + FLOW,
        "step_functions w; w orchestrates x compensates=y; w orchestrates y; w orchestrates z; " + FLOW,
        "x calls y; y calls z; " + FLOW,
        "x invokes_async y; y invokes_async z; " + FLOW,
        "eventbridge_bus k; x publishes k; k delivers y; " + FLOW,
        "eventbridge_bus k; x publishes k; k delivers y; k delivers z; " + FLOW,
        "lambda a; lambda b; flow pay steps=a*,b^",
        f"{FLOW} style=choreography",
        f"{FLOW} style=orchestration",
        f"{LED}; {FLOW} style=2pc",
    ],
    ids=[
        *("one not led", "a function forgets", "run only to undo", "calls", "async calls", "the last not told"),
        *("nobody tells the last", "in no service", "said to be events", "said to be led", "two phases"),
    ],
)
def test_nothing_sees_it_through(sketch: str) -> None:
    assert alone.said(sketch) == ["SAG-001"]


def test_a_two_phase_commit_is_none() -> None:
    assert "two-phase commit" in alone.only(f"{FLOW} style=2pc").message
    assert alone.fixes(f"{LED}; {FLOW} style=2pc") == ["state-style", "insert-eventbridge-bus"]
    assert alone.safe(f"{LED}; {FLOW} style=2pc") == []
    for id in alone.fixes(f"{TOLD}; {FLOW} style=2pc"):
        assert alone.said(alone.fixed(f"{TOLD}; {FLOW} style=2pc", id)) == [], id


def test_a_workflow_leads_and_undoes() -> None:
    sketch = "dynamodb d in r,s; x rw d; flow pay steps=x,y*,z^"
    assert sagas.fixes(sketch) == ["insert-step-functions", "insert-eventbridge-bus"]
    design = sagas.fixed(sketch, "insert-step-functions")
    made = workflow(design)
    assert (made["type"], made.region) == ("standard", "eu-central-1")
    (undo,) = [link for link in made.outgoing if link.states("compensates")]
    assert undo["compensates"] == "x"
    assert {link.target.id for link in made.outgoing} == {"x", "y", "z", undo.target.id}
    assert undo.target.service == graph(design).node("x").service
    assert [access.store.id for access in undo.target.uses] == ["d"]
    assert sagas.said(design) == []


def test_a_workflow_that_leads_some_leads_all() -> None:
    sketch = f"step_functions w; w orchestrates x; {FLOW}"
    assert alone.fixes(sketch)[0] == "complete-workflow"
    design = alone.fixed(sketch, "complete-workflow")
    assert {link.target.id for link in workflow(design).outgoing} == {"x", "y", "z"}
    assert alone.said(design) == []


def test_each_tells_the_next() -> None:
    design = graph(sagas.fixed(f"{FLOW} style=orchestration", "insert-eventbridge-bus"))
    (bus,) = design.having_trait("bus")
    assert {link.source.id for link in bus.incoming} == {"x", "y"}
    assert {link.target.id for link in bus.outgoing} == {"y", "z"}
    assert design.design.flows["pay"].properties["style"] == "choreography"
    assert sagas.said(design.design) == []


@pytest.mark.parametrize(
    ("sketch", "fixes"),
    [
        (f"{FLOW} visible=true", ["insert-step-functions"]),
        ("flow pay steps=x*,y^ visible=true", ["insert-step-functions", "insert-eventbridge-bus"]),
        ("flow pay steps=x*,y*,x*,y*,z^", ["insert-step-functions"]),
        ("flow pay steps=x*,y*,x*,z^", ["insert-step-functions", "insert-eventbridge-bus"]),
        ("ec2 m; flow pay steps=x*,m^", ["insert-eventbridge-bus"]),
        ("app_runner m; flow pay steps=x*,m^", []),
    ],
)
def test_a_way_is_offered_where_it_fits(sketch: str, fixes: list[str]) -> None:
    assert alone.fixes(sketch) == fixes
    for id in fixes:
        assert alone.said(alone.fixed(sketch, id)) == [], id


# -- events alone -----------------------------------------------------------------------------------------------

MORE = "lambda a in r; lambda b in r; a publishes k; k delivers a; k delivers b; z publishes k; k delivers x"


def by_events(steps: str, more: str = "") -> Judged | None:
    design = sagas.design(f"{TOLD}; {MORE}; flow pay steps={steps} {more}")
    return next((one for one in sagas.findings(design) if one.rule.id == "SAG-002"), None)


@pytest.mark.parametrize(
    ("steps", "more", "severity"),
    [
        ("x*,y*,z^", "", None),
        ("x*,y^", "visible=true", None),
        ("x*,y*,z^", "visible=true", WARNING),
        ("x*,y*,z*,a^", "", INFO),
        ("x*,y*,z*,a^", "visible=true", WARNING),
        ("x*,y*,z*,a*,b^", "", WARNING),
        ("x*,y*,z*,a*,b^", "style=choreography", WARNING),
    ],
)
def test_events_lead_a_few_steps(steps: str, more: str, severity: object) -> None:
    finding = by_events(steps, more)
    assert (finding.severity if finding else None) == severity


def test_the_message_says_how_many_and_who() -> None:
    finding = by_events("x*,y*,z^", "visible=true")
    assert finding is not None
    assert finding.on == ("pay", "x", "y", "z")
    assert finding.message == (
        "Flow pay (x → y → z): 3 steps coordinated by events only, and somebody has to see where each stands."
    )


def test_what_is_led_may_be_long() -> None:
    long = "flow pay steps=x*,y*,z*,a*,b^"
    led = f"{LED}; {TOLD}; {MORE}; w orchestrates a; w orchestrates b; {long}"
    assert sagas.said(led) == []
    assert sagas.said(f"{led} style=choreography") == []


def test_events_that_are_only_declared_are_events() -> None:
    local = Asking(("SAG-002",), "service s; lambda x in s; lambda y in s")
    assert local.said("flow pay steps=x*,y*,x*,y*,x^ style=choreography") == ["SAG-002"]
    assert local.said("flow pay steps=x*,y*,x*,y*,x^") == []


def test_a_workflow_takes_over_and_the_events_stay() -> None:
    sketch = f"{TOLD}; {FLOW} visible=true style=choreography"
    assert sagas.fixes(sketch) == ["insert-step-functions"]
    design = sagas.fixed(sketch, "insert-step-functions")
    assert {link.target.id for link in workflow(design).outgoing} == {"x", "y", "z"}
    assert len(graph(design).node("k").incoming) == 2
    assert design.flows["pay"].properties["style"] == "orchestration"
    assert sagas.said(design) == []


# -- what can be undone -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ("x,y*,z^", "x cannot be undone"),
        ("x*,y*,z", None),
        ("x,y,z^", "x cannot be undone; y cannot be undone"),
        ("x*,y^,z", "z comes after the point of no return and is not retried"),
        ("x*,y^,z~", None),
        ("x*,y^,z*", "z comes after the point of no return and is not retried"),
        ("x^,y^,z~", "y comes after the point of no return and is not retried"),
        ("x~,y*,z^", "x cannot be undone"),
        ("x,y^,z", "x cannot be undone; z comes after the point of no return and is not retried"),
        ("x^,y~,z~", None),
        ("x,y*,x^", "x cannot be undone"),
    ],
)
@pytest.mark.parametrize("led", [LED, TOLD + "; k delivers x; z publishes k"], ids=["workflow", "events"])
def test_each_step_can_be_undone_or_repeated(led: str, steps: str, why: str | None) -> None:
    sketch = f"{led}; flow pay steps={steps}"
    if why is None:
        assert sagas.said(sketch) == []
        return
    finding = sagas.only(sketch)
    assert (finding.rule.id, finding.severity) == ("SAG-003", ERROR)
    assert finding.message.endswith(f"): {why}.")
    assert finding.fixes
    for fix in finding.fixes:
        assert sagas.said(fix.edit(sagas.design(sketch))) == [], fix.id


def test_what_undoes_a_step_stands_for_its_mark() -> None:
    undo = "lambda back in r,s; w orchestrates back compensates=x"
    assert sagas.said(f"{LED}; {undo}; flow pay steps=x,y*,z^") == []
    nested = "step_functions n; w orchestrates n; n orchestrates x; lambda back; n orchestrates back compensates=x"
    assert sagas.said(f"{LED.replace('w orchestrates x;', '')}; {nested}; flow pay steps=x,y*,z^") == []
    assert sagas.said(f"{LED}; {undo}; flow pay steps=x*,y,z^") == ["SAG-003"]


def test_one_service_undoes_by_itself_and_what_nothing_leads_is_said_first() -> None:
    local = Asking(
        ("SAG-003",), "service s; lambda x in s; lambda y in s; step_functions w; w orchestrates x; w orchestrates y"
    )
    assert local.said("flow pay steps=x,y^") == []
    assert sagas.said("flow pay steps=x,y^") == ["SAG-001"]
    assert sagas.said("flow pay steps=x,y^ style=choreography") == ["SAG-001"]


def test_a_workflow_runs_what_undoes() -> None:
    sketch = f"dynamodb d in s; x rw d; {LED}; flow pay steps=x,y*,z^"
    assert sagas.fixes(sketch) == ["add-compensation", "mark-pivot"]
    assert sagas.safe(sketch) == []
    design = graph(sagas.fixed(sketch, "add-compensation"))
    (link,) = [link for link in design.outgoing("w") if link["compensates"] == "x"]
    assert [access.store.id for access in link.target.uses] == ["d"]
    assert design.design.flows["pay"].steps[0].compensated is False


def test_an_event_starts_what_undoes() -> None:
    sketch = f"{TOLD}; flow pay steps=x,y*,z^"
    design = graph(sagas.fixed(sketch, "add-compensation"))
    assert design.design.flows["pay"].steps[0].compensated is True
    assert "x-undo" in {link.target.id for link in design.outgoing("k")}
    queues = "sqs q; x publishes q; q delivers y; flow pay steps=x,y^"
    design = graph(sagas.fixed(queues, "add-compensation"))
    (bus,) = design.having_trait("bus")
    assert [link.source.id for link in bus.incoming] == ["y"]
    assert [link.target.id for link in bus.outgoing] == ["x-undo"]


def test_marks_move_as_they_should() -> None:
    steps = sagas.fixed(f"{LED}; flow pay steps=x,y*,z^", "mark-pivot").flows["pay"].steps
    assert [(step.pivot, step.retriable) for step in steps] == [(True, False), (False, True), (False, True)]
    sketch = f"{LED}; flow pay steps=x*,y^,z"
    assert sagas.fixes(sketch) == ["mark-retriable"]
    assert sagas.fixed(sketch, "mark-retriable").flows["pay"].steps[2].retriable is True


def test_a_step_of_nothing_is_left_alone() -> None:
    sketch = sagas.design(f"{LED}; flow pay steps=x,y*,z^")
    torn = sketch.but(components={id: part for id, part in sketch.components.items() if id != "y"})
    (finding,) = sagas.findings(torn)
    for fix in finding.fixes:
        steps = fix.edit(torn).flows["pay"].steps
        assert [step.component for step in steps] == ["x", "y", "z"]


# -- limits of the workflow -------------------------------------------------------------------------------------


def strained(type: str, more: str, place: str = "eu-central-1") -> str:
    led = LED.replace("w in r", f"w in r type={type}")
    return (
        f"{led}; {FLOW} {more}"
        if place == "eu-central-1"
        else f"{led} ; {FLOW} {more}".replace("in r ", f"region={place} ")
    )


@pytest.mark.parametrize(
    ("type", "more", "why"),
    [
        ("express", "duration_s=300", None),
        ("express", "duration_s=301", "it takes 301 s, and express ends after 300 s"),
        ("express", "callback=true", "a step waits to be called back, which express cannot"),
        ("express", "exactly_once=true", "no step may run twice, which express does not promise"),
        ("express", "rps=5000", None),
        ("express", "callback=false exactly_once=false", None),
        ("standard", "duration_s=31536000 callback=true exactly_once=true rps=150 payload_kb=256", None),
        ("standard", "duration_s=31536001", "it takes 31,536,001 s, and standard ends after 31,536,000 s"),
        ("standard", "rps=151", "151 start in a second, and standard starts 150 there"),
        ("standard", "payload_kb=257", "its state takes 257 KB of 256"),
        ("express", "payload_kb=257", "its state takes 257 KB of 256"),
        ("standard", "payload_kb=257 claim_check=true", None),
        ("standard", "", None),
    ],
)
def test_a_workflow_carries_so_much(type: str, more: str, why: str | None) -> None:
    sketch = strained(type, more)
    if why is None:
        assert sagas.said(sketch) == []
        return
    finding = sagas.only(sketch)
    assert (finding.rule.id, finding.severity, finding.on) == ("SAG-004", ERROR, ("pay", "w", "x", "y", "z"))
    assert finding.message == f"Flow pay (x → y → z), led by w: {why}."
    for fix in finding.fixes:
        assert sagas.said(fix.edit(sagas.design(sketch))) == [], fix.id


def test_more_start_where_there_is_more() -> None:
    assert sagas.said(strained("standard", "rps=300", "eu-west-1")) == []
    assert sagas.said(strained("standard", "rps=301", "eu-west-1")) == ["SAG-004"]
    nowhere = f"{LED.replace(' in r', '')}; {FLOW}"
    assert sagas.said(f"{nowhere} rps=300") == []
    assert sagas.said(f"{nowhere} rps=301") == ["SAG-004"]


def test_several_reasons_are_one_finding() -> None:
    sketch = strained("express", "duration_s=400 callback=true payload_kb=300")
    assert sagas.only(sketch).message.count(";") == 2
    assert sagas.fixes(sketch) == ["become-standard"]
    design = sagas.fixed(sketch, "become-standard")
    assert design.flows["pay"].properties["claim_check"] is True
    assert sagas.said(design) == []


def test_a_durable_function_has_no_such_limits() -> None:
    led = "lambda w durable=true; w orchestrates x; w orchestrates y; w orchestrates z"
    assert sagas.said(f"{led}; {FLOW} duration_s=99999999 rps=9999 payload_kb=9999 callback=true") == []


@pytest.mark.parametrize(
    ("type", "more", "fixes"),
    [
        ("express", "duration_s=900", ["become-standard"]),
        ("express", "duration_s=900 rps=500", []),
        ("express", "duration_s=99999999", []),
        ("standard", "rps=500", []),
        ("standard", "rps=500 duration_s=60", ["become-express"]),
        ("standard", "rps=500 duration_s=60 exactly_once=true", []),
        ("standard", "payload_kb=300", ["claim-check"]),
    ],
)
def test_another_type_is_offered_where_it_fits(type: str, more: str, fixes: list[str]) -> None:
    assert sagas.fixes(strained(type, more)) == fixes


def test_only_a_type_that_promises_more_is_set_unasked() -> None:
    assert sagas.safe(strained("express", "duration_s=900")) == ["become-standard"]
    assert sagas.safe(strained("standard", "rps=500 duration_s=60")) == []
    assert sagas.safe(strained("standard", "payload_kb=300")) == []


def test_what_may_run_twice_stays_fast() -> None:
    sketch = strained("express", "duration_s=900").replace("z^", "z~").replace("y*", "y^")
    assert sagas.fixes(sketch) == ["become-standard", "nest-express"]
    design = graph(sagas.fixed(sketch, "nest-express"))
    outer, inner = design.node("w"), design.node("w-fast")
    assert (outer["type"], inner["type"], inner.region) == ("standard", "express", "eu-central-1")
    assert {link.target.id for link in outer.outgoing} == {"x", "y", "w-fast"}
    assert [link.target.id for link in inner.outgoing] == ["z"]
    assert sagas.said(design.design) == []


# -- two writes -------------------------------------------------------------------------------------------------

twice = Asking(
    ("SAG-005",), "lambda f; dynamodb d data_class=order; rds q data_class=payment; eventbridge_bus b; sqs s"
)
TWICE = "f writes d; f publishes b"


def test_stored_and_told_apart() -> None:
    finding = twice.only(TWICE)
    assert (finding.severity, finding.on) == (INFO, ("b", "d", "f"))
    assert finding.message == "f writes d and publishes to b separately."


def test_all_stores_and_channels_are_one_finding() -> None:
    finding = twice.only(f"{TWICE}; rds_proxy p; f rw p; p rw q; f publishes s")
    assert finding.message == "f writes d and q and publishes to b and s separately."


@pytest.mark.parametrize("kept", ["ledger", "balance", "inventory", "order", "payment", "booking"])
def test_what_others_count_on(kept: str) -> None:
    assert twice.said(f"aurora e data_class={kept}; f rw e; f publishes s") == ["SAG-005"]


@pytest.mark.parametrize(
    "sketch",
    [
        "f writes d",
        "f publishes b",
        "f reads d; f publishes b",
        "dynamodb e data_class=catalog; f writes e; f publishes b",
        "dynamodb e; f writes e; f publishes b",
        "elasticache e data_class=order; f writes e; f publishes b",
        "lambda g outbox=true; g writes d; g publishes b",
        f"{TWICE}; eventbridge_pipe p; d streams_to p",
        f"{TWICE}; step_functions w; w orchestrates f",
        "sqs dead is_dlq=true; f writes d; f publishes dead",
        "f writes d; f calls b",
        "user u; u publishes b; u writes d",
    ],
    ids=[
        *("not told", "not stored", "read", "mergeable", "unclassed", "cache", "outbox", "streams", "led"),
        *("failures", "called", "no code"),
    ],
)
def test_nothing_can_come_apart(sketch: str) -> None:
    assert twice.said(sketch) == []


def test_an_outbox_is_for_people_to_build() -> None:
    assert twice.fixes(TWICE) == ["outbox", "insert-eventbridge-pipe"]
    assert twice.safe(TWICE) == []
    assert twice.fixed(TWICE, "outbox").components["f"].properties["outbox"] is True


def test_the_stream_of_a_table_tells() -> None:
    design = graph(twice.fixed(f"{TWICE}; f publishes s", "insert-eventbridge-pipe"))
    assert [link.verb for link in design.outgoing("f")] == ["writes"]
    pipes = [link.target for link in design.outgoing("d")]
    assert {pipe.outgoing[0].target.id for pipe in pipes} == {"b", "s"}
    assert twice.said(design.design) == []


def test_pipes_read_tables_alone() -> None:
    assert twice.fixes("f writes q; f publishes b") == ["outbox"]
    assert twice.fixes(f"{TWICE}; f writes q") == ["outbox"]
    assert twice.fixes("amazon_mq m; f writes d; f publishes m") == ["outbox"]


# -- together ---------------------------------------------------------------------------------------------------


def test_a_fix_makes_nothing_else_worse() -> None:
    for sketch in (
        f"{SERVICES}; {FLOW}",
        f"{SERVICES}; {TOLD.replace('delivers y', 'delivers y dlq=true').replace('delivers z', 'delivers z dlq=true')};"
        "flow pay steps=x,y*,z^ visible=true",
        f"{SERVICES}; {LED}; flow pay steps=x,y*,z^",
        f"{twice.around}; {TWICE}",
    ):
        design = parse(sketch)
        found = check(design).findings
        for finding in found:
            for fix in finding.fixes if finding.rule.family == "SAG" else ():
                new = [one for one in check(fix.edit(design)).findings if one.key not in {old.key for old in found}]
                assert [one.message for one in new if one.severity >= WARNING] == [], (finding.rule.id, fix.id)
