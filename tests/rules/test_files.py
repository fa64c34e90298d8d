"""The file family: whatever a file can say that cannot be, or that nobody knows."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sketchpad.editing import Edit
from sketchpad.model import Design, parse
from sketchpad.rules import RULES, Judged, Severity, check
from sketchpad.storage import dumps, read

TODAY = date(2026, 11, 23)
FILE_RULES = [rule for rule in RULES if rule.family == "FIL"]


def loaded(**said: Any) -> Design:
    return read("a.sketch.json", json.dumps({"format": 1, **said})).design


def found(design: Design, rule: str = "") -> list[Judged]:
    return [one for one in check(design, TODAY).findings if one.rule.family == "FIL" and one.rule.id.startswith(rule)]


def told(design: Design, rule: str = "") -> list[tuple[str, tuple[str, ...], str]]:
    return [(one.rule.id, one.on, one.message) for one in found(design, rule)]


def part(id: str, kind: str = "sqs", **said: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, **said}


def edit(finding: Judged, id: str) -> Edit:
    return next(fix.edit for fix in finding.fixes if fix.id == id)


def test_the_ten_rules_and_their_severities() -> None:
    assert {rule.id: rule.severity.word for rule in FILE_RULES} == {
        **dict.fromkeys(["FIL-001", "FIL-002", "FIL-003", "FIL-004", "FIL-005", "FIL-006"], "error"),
        **dict.fromkeys(["FIL-007", "FIL-008", "FIL-009"], "warning"),
        "FIL-010": "info",
    }


# -- two parts of one id ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        ({"components": [part("a"), part("a", "lambda")]}, "component"),
        ({"components": [part("a")], "groups": [{"id": "a", "kind": "service"}]}, "component"),
        ({"components": [part("a")], "requirements": [{"id": "a", "type": "decompose"}]}, "component"),
        ({"components": [part("a")], "flows": [{"id": "a"}]}, "flow"),
        (
            {
                "components": [part("a"), part("b", "lambda")],
                "connections": [{"id": "a", "from": "a", "verb": "delivers", "to": "b"}],
            },
            "connection",
        ),
    ],
)
def test_the_second_part_of_an_id_is_left_out(said: dict[str, Any], sort: str) -> None:
    design = loaded(**said)
    assert told(design) == [("FIL-001", ("a",), f"a is the id of two parts; the second one, a {sort}, is left out.")]
    assert read("a.sketch.json", dumps(design)).design.spare == design.spare


def test_three_of_one_id_are_one_finding() -> None:
    assert len(told(loaded(components=[part("a"), part("a", "lambda"), part("a", "rds")]))) == 1


# -- what is not there ------------------------------------------------------------------------------------------

DANGLING: list[tuple[dict[str, Any], str, str]] = [
    ({"connections": [{"id": "x", "from": "no", "verb": "delivers", "to": "fn"}]}, "x", "x refers to no,"),
    ({"connections": [{"id": "x", "from": "q", "verb": "delivers", "to": "no"}]}, "x", "x refers to no,"),
    ({"connections": [{"id": "x", "from": "q", "verb": "delivers", "to": "g"}]}, "x", "g, which is no component."),
    ({"connections": [{"id": "x", "verb": "delivers", "to": "fn"}]}, "x", "x refers to "),
    ({"components": [part("p", **{"in": ["no"]})]}, "p", "p refers to no,"),
    ({"components": [part("p", **{"in": ["g", "no"]})]}, "p", "p refers to no,"),
    ({"components": [part("p", **{"in": ["q"]})]}, "p", "q, which is no group."),
    ({"groups": [{"id": "h", "kind": "vpc", "in": ["no"]}]}, "h", "h refers to no,"),
    ({"flows": [{"id": "sale", "steps": [{"component": "no"}]}]}, "sale", "sale refers to no,"),
    ({"flows": [{"id": "sale", "steps": [{"component": "g"}]}]}, "sale", "g, which is no component."),
    ({"requirements": [{"id": "n", "type": "ordering", "properties": {"on": ["q", "no"]}}]}, "n", "n refers to no,"),
    ({"requirements": [{"id": "n", "type": "ordering", "properties": {"on": "no"}}]}, "n", "n refers to no,"),
    (
        {
            "components": [part("sf", "step_functions")],
            "connections": [
                {"id": "x", "from": "sf", "verb": "orchestrates", "to": "fn", "properties": {"compensates": "no"}}
            ],
        },
        "x",
        "x refers to no,",
    ),
]


@pytest.mark.parametrize(("said", "on", "words"), DANGLING)
def test_a_reference_leads_nowhere(said: dict[str, Any], on: str, words: str) -> None:
    whole: dict[str, Any] = {
        "components": [part("q"), part("fn", "lambda")],
        "groups": [{"id": "g", "kind": "service"}],
    }
    for shelf, parts in said.items():
        whole[shelf] = [*whole.get(shelf, []), *parts]
    design = loaded(**whole)
    (one,) = found(design, "FIL-002")
    assert (one.on, one.severity) == ((on,), Severity.ERROR)
    assert words in one.message
    assert dumps(read("a.sketch.json", dumps(design)).design) == dumps(design)


def test_a_near_miss_is_pointed_out() -> None:
    design = loaded(
        components=[part("orders"), part("fn", "lambda", **{"in": ["sales"]})],
        groups=[{"id": "sale", "kind": "service"}],
        connections=[{"id": "x", "from": "order", "verb": "delivers", "to": "fn"}],
    )
    assert [message.split(". ")[1] for _, _, message in told(design, "FIL-002")] == [
        "Did you mean sale?",
        "Did you mean orders?",
    ]


def test_both_ends_are_one_finding() -> None:
    (one,) = found(loaded(connections=[{"id": "x", "from": "a", "verb": "rw", "to": "b"}]), "FIL-002")
    assert one.message == "x refers to a, which is not there. x refers to b, which is not there."


def test_an_id_as_a_list_or_unset_refers_to_nothing_more() -> None:
    for on in ("unset", "none", [], None, 5, ["q"]):
        design = loaded(
            components=[part("q")], requirements=[{"id": "n", "type": "ordering", "properties": {"on": on}}]
        )
        assert found(design, "FIL-002") == []


# -- places and circles -----------------------------------------------------------------------------------------


def test_a_slot_holds_one() -> None:
    design = parse("sqs c at 2,1; sqs a at 2,1; sqs b at 2,1; sqs d at 1,2; sqs e; sqs f")
    assert told(design) == [("FIL-003", ("a", "b", "c"), "a, b, c all stand at 2,1; move all but one.")]


@pytest.mark.parametrize(
    ("groups", "circles"),
    [
        ({"a": ["a"]}, [("a",)]),
        ({"a": ["b"], "b": ["a"]}, [("a", "b")]),
        ({"c": ["a"], "b": ["c"], "a": ["b"]}, [("a", "b", "c")]),
        ({"a": ["b"], "b": ["a"], "c": ["a"]}, [("a", "b")]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("a", "b"), ("c", "d")]),
        ({"a": ["c", "b"], "b": ["a"], "c": []}, [("a", "b")]),
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b", "c"], "b": ["c"], "c": []}, []),
        ({"a": ["no"]}, []),
    ],
)
def test_groups_in_a_circle(groups: dict[str, list[str]], circles: list[tuple[str, ...]]) -> None:
    design = loaded(groups=[{"id": id, "kind": "vpc", "in": around} for id, around in groups.items()])
    assert [one.on for one in found(design, "FIL-004")] == circles


def test_a_circle_is_named_and_can_be_opened() -> None:
    design = parse("vpc a in b; vpc b in c; vpc c in a")
    (one,) = found(design)
    assert one.message == "a is in b is in c is in a: groups cannot lie in each other in a circle."
    assert found(edit(one, "take-out")(design)) == []


def test_a_circle_by_tags_is_left_to_a_person() -> None:
    (one,) = found(
        loaded(
            groups=[
                {"id": "a", "kind": "vpc", "in": ["c", "b"]},
                {"id": "b", "kind": "vpc", "in": ["a"]},
                {"id": "c", "kind": "vpc"},
            ]
        ),
        "FIL-004",
    )
    assert one.fixes == ()


# -- values and words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "on", "words"),
    [
        ({"components": [part("a", at=[1])]}, ("a",), "a: at has a value of the wrong type"),
        ({"components": [part("a", at=[1, 200000])]}, ("a",), "a: at has"),
        ({"components": [part("a", name=7)]}, ("a",), "a: name has"),
        ({"components": [part("a", **{"in": "g"})]}, ("a",), "a: in has"),
        ({"components": [part("a", properties=5)]}, ("a",), "a: properties has"),
        ({"components": 5}, (), "the design: components has"),
        ({"name": 5}, (), "the design: name has"),
        (
            {"flows": [{"id": "s", "steps": [{"component": "a", "pivot": 1}]}], "components": [part("a")]},
            ("s",),
            "pivot",
        ),
        ({"flows": [{"id": "s", "steps": 5}]}, ("s",), "s: steps has"),
        ({"requirements": [{"id": "n", "type": "latency", "text": []}]}, ("n",), "n: text has"),
    ],
)
def test_a_value_that_no_field_can_hold_is_kept(said: dict[str, Any], on: tuple[str, ...], words: str) -> None:
    design = loaded(**said)
    (one,) = found(design, "FIL-006")
    assert (one.on, one.severity) == (on, Severity.ERROR)
    assert words in one.message
    assert json.loads(dumps(design)) == {"format": 1, **said}


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("lambda", "timeout_s", 9000, "a whole number from 1 to 5,400 s, not 9000"),
        ("lambda", "timeout_s", "soon", "not soon"),
        ("lambda", "timeout_s", True, "not true"),
        ("rds", "multi_az", "yes", "true or false, not yes"),
        ("rds", "class", "large", "not large"),
        ("rds", "engine", "postgress", "did you mean postgres?"),
        ("dynamodb", "replicas", ["eu-west-1", "eu-wst-2"], "did you mean eu-west-2?"),
        ("dynamodb", "replicas", {"a": 1}, "not an object"),
        ("user", "city", "Atlantis", "not Atlantis"),
    ],
)
def test_a_property_of_the_wrong_type_or_out_of_range(kind: str, name: str, value: Any, words: str) -> None:
    design = loaded(components=[part("a", kind, properties={name: value})])
    (one,) = found(design, "FIL-006")
    assert words in one.message
    assert f"{name} takes" in one.message
    assert found(edit(one, f"unset-{name}")(design), "FIL-006") == []


@pytest.mark.parametrize("value", [None, "unset"])
def test_unset_fits_every_property(value: Any) -> None:
    for name in ("timeout_s", "memory_mb", "runtime", "gpu"):
        assert found(loaded(components=[part("a", "lambda", properties={name: value})]), "FIL-006") == []


def test_values_are_judged_wherever_they_stand() -> None:
    design = loaded(
        components=[part("a"), part("b", "lambda")],
        groups=[{"id": "g", "kind": "region", "properties": {"code": "us-moon-1"}}],
        connections=[{"id": "x", "from": "a", "verb": "delivers", "to": "b", "properties": {"batch_window_s": -1}}],
        requirements=[{"id": "n", "type": "latency", "properties": {"write_ms": "soon"}}],
        flows=[{"id": "s", "properties": {"style": "jazz"}}],
    )
    assert [one.on for one in found(design, "FIL-006")] == [("g",), ("n",), ("s",), ("x",)]


@pytest.mark.parametrize(
    ("said", "on", "words"),
    [
        ({"components": [part("a", "lamda")]}, ("a",), "there is no kind lamda. Did you mean lambda?"),
        (
            {"components": [{**part("a", "ecs_ec2"), "properties": {"task_max": 2}}]},
            ("a",),
            "a: there is no property task_max of ecs_ec2.",
        ),
        ({"components": [part("a", "vpc")]}, ("a",), "there is no kind vpc."),
        ({"components": [part("a", "quark_store")]}, ("a",), "there is no kind quark_store."),
        ({"groups": [{"id": "g", "kind": "regio"}]}, ("g",), "no kind of group regio. Did you mean region?"),
        (
            {"requirements": [{"id": "n", "type": "latencyy"}]},
            ("n",),
            "type of requirement latencyy. Did you mean latency?",
        ),
        ({"components": [part("a", "lambda", properties={"timeout": 3})]}, ("a",), "property timeout of lambda."),
        (
            {"flows": [{"id": "s", "properties": {"stile": "x"}}]},
            ("s",),
            "property stile of a flow. Did you mean style?",
        ),
        ({"components": [part("a", colour="red")]}, ("a",), "a: nobody knows the key colour; it is kept."),
        (
            {"flows": [{"id": "s", "steps": [{"component": "a", "loud": 1}]}], "components": [part("a")]},
            ("s",),
            "key loud",
        ),
        ({"components": [{"id": "a"}]}, ("a",), "a: it states no kind."),
        ({"author": "ana"}, (), "the design: nobody knows the key author"),
    ],
)
def test_what_nobody_knows_is_kept(said: dict[str, Any], on: tuple[str, ...], words: str) -> None:
    design = loaded(**said)
    (one,) = found(design)
    assert (one.rule.id, one.on, one.severity) == ("FIL-007", on, Severity.WARNING)
    assert words in one.message
    assert json.loads(dumps(design)) == {"format": 1, **said}


def test_a_kind_of_the_wrong_type_is_said_once() -> None:
    (one,) = found(loaded(components=[{"id": "a", "kind": ["lambda"]}]))
    assert (one.rule.id, one.message) == (
        "FIL-006",
        "a: kind has a value of the wrong type; it is kept and takes no part.",
    )


def test_of_what_is_unknown_itself_no_property_is_unknown() -> None:
    design = loaded(
        components=[part("a", "quark_store", properties={"spin": 1}), part("b", "lambda")],
        connections=[{"id": "x", "from": "a", "verb": "sings", "to": "b", "properties": {"loud": True}}],
    )
    assert [words.split(": ")[1].split(".")[0] for _, _, words in told(design)] == [
        "there is no kind quark_store",
        "there is no verb sings",
    ]


def test_a_slip_of_the_pen_is_corrected() -> None:
    design = parse("lamda fn; s3 files; fn writs files")
    kind, verb = found(design)
    assert check(edit(verb, "correct-verb")(edit(kind, "correct-kind")(design)), TODAY).findings == ()


# -- waivers ----------------------------------------------------------------------------------------------------

ODD = "fn-streams_to-files"


def waived(*waivers: dict[str, Any]) -> Design:
    content = json.loads(dumps(parse("lambda fn; s3 files; fn streams_to files")))
    return read("a.sketch.json", json.dumps({**content, "waivers": list(waivers)})).design


def waiver(rule: str = "FIL-010", on: str = ODD, reason: str = "agreed", **said: Any) -> dict[str, Any]:
    return {"rule": rule, "on": [on], "reason": reason, **said}


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (waiver(), []),
        (waiver(until="2026-11-23"), []),
        (waiver(until="2026-11-22"), ["FIL-008"]),
        (waiver(until="2027-13-01"), ["FIL-005"]),
        (waiver(until="soon"), ["FIL-005"]),
        (waiver(reason=""), ["FIL-005"]),
        (waiver(reason=" ", until="2027-01-31"), ["FIL-005"]),
        (waiver(reason="", until="2026-01-31"), ["FIL-005", "FIL-008"]),
        (waiver(on="gone"), ["FIL-009"]),
        (waiver(on="gone", until="2026-01-31"), ["FIL-009"]),
        (waiver(on="gone", until="soon"), ["FIL-005"]),
        (waiver("FIL-003"), ["FIL-009"]),
        (waiver("XYZ-001"), ["FIL-007"]),
        (waiver("fil-010"), ["FIL-007"]),
        (waiver(until=20270131), ["FIL-006"]),
        (waiver(seen=3), ["FIL-007"]),
        ({"rule": "FIL-010", "on": [ODD]}, ["FIL-005"]),
        ({"rule": "FIL-010", "reason": "agreed"}, ["FIL-009"]),
    ],
)
def test_what_is_said_of_a_waiver(said: dict[str, Any], rules: list[str]) -> None:
    design = waived(said)
    judged = [one for one in found(design) if one.rule.id != "FIL-010"]
    assert [one.rule.id for one in judged] == rules
    assert all(one.on == tuple(said.get("on", ())) for one in judged)
    (odd,) = found(design, "FIL-010")
    holds = not rules or rules == ["FIL-006"] or "seen" in said
    assert odd.waived is holds
    assert (odd.waiver is not None) is (said["rule"] == "FIL-010" and said.get("on") == [ODD])


def test_each_of_these_waivers_can_be_taken_back() -> None:
    for said in (waiver(until="2026-01-31"), waiver(reason=""), waiver(on="gone"), waiver("XYZ-001")):
        design = waived(said)
        (one,) = (one for one in found(design) if one.rule.id != "FIL-010")
        assert edit(one, "remove-waiver")(design).waivers == ()


def test_an_expired_waiver_says_what_it_said() -> None:
    (one,) = found(waived(waiver(until="2026-01-31", reason="only a trial")), "FIL-008")
    assert one.message == 'The waiver of FIL-010 ended on 2026-01-31; it said: "only a trial".'


def test_a_stale_waiver_names_what_it_was_about() -> None:
    (one,) = found(waived(waiver(on="gone")), "FIL-009")
    assert one.message == "The waiver of FIL-010 on gone matches no finding."


def test_what_is_said_of_a_waiver_can_be_accepted_too() -> None:
    stale, accepted = waiver("FIL-003"), waiver("FIL-009")
    design = waived(stale, accepted)
    assert [(one.rule.id, one.waived) for one in found(design)] == [("FIL-009", True), ("FIL-010", False)]
    assert check(design, TODAY).stale == (design.waivers[0],)


def test_a_waiver_of_stale_waivers_is_stale_without_one() -> None:
    design = waived(waiver("FIL-009"))
    assert [one.rule.id for one in found(design)] == ["FIL-009", "FIL-010"]
    assert not any(one.waived for one in check(design, TODAY).findings if one.rule.id == "FIL-010")


# -- verbs ------------------------------------------------------------------------------------------------------


def test_a_verb_that_is_not_foreseen_is_a_remark_with_the_ones_that_are() -> None:
    design = parse("lambda fn; s3 files; fn publishes files")
    (one,) = check(design, TODAY).findings
    assert (one.rule.id, one.on, one.severity) == ("FIL-010", ("fn-publishes-files",), Severity.INFO)
    assert "foreseen: " in one.message
    for fix in one.fixes:
        assert check(fix.edit(design), TODAY).findings == ()


def test_between_two_that_have_nothing_to_do_with_each_other_no_verb_is_proposed() -> None:
    (one,) = found(parse("waf w; s3 files; w rw files"), "FIL-010")
    assert one.fixes == ()


@pytest.mark.parametrize("sketch", ["quark_store a; s3 b; a rw b", "lambda a; s3 b; a sings b"])
def test_of_what_is_unknown_no_verb_is_odd(sketch: str) -> None:
    assert found(parse(sketch), "FIL-010") == []
