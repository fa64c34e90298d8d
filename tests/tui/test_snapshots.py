"""Whole screens as pictures; `make snapshots` takes them anew, and whoever does looks at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plain_app import PlainApp

from benchmarks.designs import design as big
from sketchpad.catalog import GROUPS
from sketchpad.library import Pattern, find
from sketchpad.model import Design, Flow, Step, Waiver, parse
from sketchpad.rules import check
from sketchpad.storage import dumps
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.screens import Gallery, Help, NeedForm, PickGroup, PickKind, Waive
from sketchpad.tui.session import Session
from sketchpad.tui.verbs import VERBS

TODAY = date(2027, 1, 1)
WIDE, SMALL = (120, 36), (80, 24)
Compare = Callable[..., bool]

SHOP = parse(
    """
    design "Orders" about="Takes orders, and sends receipts later."
    region ireland name=Ireland code=eu-west-1
    vpc main in ireland name=Main
    user shoppers at 0,0 name=Shoppers
    apigw_http api at 1,0 in ireland name=API
    lambda orders at 2,0 in main name=Orders reserved_concurrency=400 timeout_s=10
    rds store at 3,0 in main name=Store engine=postgres class=db.t4g.medium multi_az=true
    sqs receipts at 2,1 in ireland name=Receipts
    lambda mail at 3,1 in ireland name=Mail timeout_s=30 max_duration_s=120
    shoppers routes_to api
    api routes_to orders
    orders rw store
    orders publishes receipts
    receipts delivers mail
    need availability pct=99.9 text="Open all day"
    need load peak_rps=2000
    """
)


def session(design: Design = SHOP) -> Session:
    return Session(Path("orders.sketch.json"), design, today=TODAY)


def app(design: Design = SHOP, ascii: bool = False) -> Sketchpad:
    made = Sketchpad(session(design), ascii=ascii)
    made.animation_level = "none"
    return made


@pytest.fixture
def looks(snap_compare: Compare) -> Compare:
    """Compares once everything has come to rest."""

    def compare(shown: Any, size: tuple[int, int], *keys: str) -> bool:
        async def rest(pilot: Any) -> None:
            await pilot.pause(0.3)
            await pilot.press(*keys)
            await pilot.pause(0.3)

        return snap_compare(shown, terminal_size=size, run_before=rest)

    return compare


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_desk(looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app(), size, "tab", "tab")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_an_empty_start(looks: Compare, size: tuple[int, int]) -> None:
    empty = Sketchpad(Session(None, today=TODAY))
    empty.animation_level = "none"
    assert looks(empty, size)


def test_the_desk_in_ascii(looks: Compare) -> None:
    assert looks(app(ascii=True), WIDE, "tab", "tab")


def test_a_waived_finding(looks: Compare) -> None:
    one = check(SHOP, TODAY).findings[0]
    waiver = Waiver(rule=one.rule.id, on=one.on, reason="only a pilot", owner="ana")
    assert looks(app(SHOP.but(waivers=(waiver,))), WIDE, "exclamation_mark")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_a_finding_with_its_fixes(looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app(), size, "tab", "tab", "full_stop")


def test_the_inspector_with_a_field_that_does_not_fit(looks: Compare) -> None:
    assert looks(app(), SMALL, "tab", "tab", "e", "slash", *"timeout", "enter", "enter", *"soon")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_picking_a_kind(looks: Compare, size: tuple[int, int]) -> None:
    assert looks(PlainApp(PickKind({"lambda": 2, "sqs": 1})), size, "s")


def test_picking_a_region(looks: Compare) -> None:
    assert looks(PlainApp(PickGroup(tuple(GROUPS))), SMALL, *"reg", "enter", *"eu")


def test_waiving(looks: Compare) -> None:
    screen = Waive("CMP-005", ("mail",), "Mail: longest run 120 s, timeout 30 s.", TODAY)
    assert looks(PlainApp(screen), SMALL, *"ok for a pilot", "tab", *"2026")


@pytest.mark.parametrize(
    ("size", "ascii"), [(WIDE, False), (SMALL, False), (WIDE, True)], ids=["wide", "small", "ascii"]
)
def test_the_gallery(looks: Compare, tmp_path: Path, size: tuple[int, int], ascii: bool) -> None:
    other = parse(
        'design "Queue worker" about="A queue between two."\nuser u\nsqs q\nlambda f\nu publishes q\nq delivers f'
    )
    kept = []
    for name, design in (("orders", SHOP), ("queue-worker", other)):
        path = tmp_path / f"{name}.sketch.json"
        path.write_text(dumps(design), encoding="utf-8")
        kept.append(Pattern(name, path))
    assert looks(PlainApp(Gallery(tuple(kept)), ascii=ascii), size)


def test_a_requirement(looks: Compare) -> None:
    assert looks(PlainApp(NeedForm("latency")), SMALL)


def test_help(looks: Compare) -> None:
    assert looks(PlainApp(Help(VERBS, "findings")), WIDE)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_a_requirement_that_is_missed(looks: Compare, size: tuple[int, int]) -> None:
    far = find("one-region-for-the-world").design
    assert looks(app(far), size, "R", "down", "enter")


def test_a_flow_step_by_step(looks: Compare) -> None:
    steps = (Step(component="orders", compensated=True), Step(component="receipts"), Step(component="mail", pivot=True))
    flow = Flow(id="checkout", steps=steps)
    assert looks(app(SHOP.having(flow)), WIDE, "R", "down", "down", "down", "escape", "F")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_a_folded_group_and_a_card_about_it(looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app(), size, "Z", "tab", "tab", "C", "i")


@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
def test_a_map_and_what_is_dimmed(looks: Compare, ascii: bool) -> None:
    assert looks(app(big(300), ascii=ascii), WIDE, "Z", "M", "l", "l", "O")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_menu_of_a_component(looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app(), size, "tab", "tab", "comma", "down")


def test_the_verbs_of_a_connection(looks: Compare) -> None:
    assert looks(app(), WIDE, "tab", "tab", "right_parenthesis", "enter")


def test_a_border_that_is_stretched(looks: Compare) -> None:
    assert looks(app(), WIDE, "tab", "tab", "B", "down")
