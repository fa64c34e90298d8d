"""What stands in the borders of boxes: the marks of requirements, flows and waivers."""

from __future__ import annotations

from datetime import date

from sketchpad.drawing import Zoom
from sketchpad.editing import Move, SetProperty
from sketchpad.model import Waiver, parse
from sketchpad.tui.looking import Looking
from sketchpad.tui.marks import alike
from sketchpad.tui.session import Session

SHOP = parse(
    """
    region ireland code=eu-west-1
    lambda orders at 0,0 in ireland peak_rps=10 avg_duration_ms=20 timeout_s=10
    rds store at 1,0 in ireland multi_az=false class=db.m6g.large
    sqs late at 0,1 in ireland
    orders rw store
    orders publishes late
    need availability pct=99.9
    need residency regions=eu-west-1
    flow checkout steps=orders*,store^
    """
)


def looking(ascii: bool = False, *waived: Waiver) -> Looking:
    session = Session(design=SHOP.but(waivers=waived), today=date(2027, 1, 1))
    found = Looking(session, Zoom.COMPACT, ascii)
    found.weigh()
    return found


def foot(found: Looking, id: str) -> str:
    """The lower border of a box."""
    box = found.drawing.box(id)
    return found.drawing.text().splitlines()[box.y + box.height - 1][box.x : box.x + box.width]


def test_a_box_tells_which_requirements_and_flows_its_part_bears_on() -> None:
    found = looking()
    assert foot(found, "store") == "└───R!─F─┘"
    assert foot(found, "late") == "└─────R√─┘"


def test_what_is_waived_stands_beside_what_is_not_and_in_ascii_too() -> None:
    found = looking(True, Waiver(rule="RES-001", on=("store",), reason="a pilot"))
    assert foot(found, "store") == "+R!-x1-F-+"
    assert foot(found, "late") == "+-----R=-+"


def test_a_folded_group_bears_the_marks_of_all_in_it() -> None:
    found = looking()
    found.fold(frozenset({"ireland"}))
    assert foot(found, "ireland") == "└───────────R!─F─┘"


def test_what_only_waived_findings_break_is_no_alarm() -> None:
    waived = [Waiver(rule=one.rule.id, on=one.on, reason="a pilot") for one in looking().report.findings]
    assert "R!" not in looking(False, *waived).drawing.text()


def test_marks_change_what_is_written_and_nothing_else() -> None:
    found = looking()
    assert found.weigh() is False
    assert found.drawing.boxes == Looking(found.session, Zoom.COMPACT).drawing.boxes


def test_what_a_month_costs_is_told_with_what_has_no_price() -> None:
    found = looking()
    assert found.cost.startswith("$")
    assert found.cost.endswith("+/mo")
    free = Looking(Session(design=parse("user u")))
    free.weigh()
    assert free.cost == ""


def test_marks_are_looked_over_after_every_edit_but_a_move() -> None:
    found = looking()
    before = found.drawing.look.marks
    found.session.do(Move(frozenset({"late"}), (1, 0)))
    found.redraw()
    assert alike(SHOP, found.session.editor.design)
    assert not found.weigh()
    found.session.do(SetProperty("ireland", "code", "us-east-1"))
    found.redraw()
    assert not alike(SHOP, found.session.editor.design)
    assert found.weigh()
    assert found.drawing.look.marks != before
