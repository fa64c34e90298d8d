"""Questions: what they show and what they answer, by keyboard and mouse, at both sizes and in ASCII."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plain_app import PlainApp, screen_text

from sketchpad.catalog import GROUPS, KINDS, REQUIREMENTS
from sketchpad.editing import Several
from sketchpad.library import Pattern, patterns
from sketchpad.model import Design, Requirement, Waiver, parse
from sketchpad.rules import Judged, Report, check
from sketchpad.rules.fixing import Preview, is_safe, preview
from sketchpad.tui.panels.rows import Row, Rows
from sketchpad.tui.screens import (
    Ask,
    Confirm,
    FindingAnswer,
    FindingPage,
    Gallery,
    Help,
    Item,
    Menu,
    NeedForm,
    OpenFile,
    PickGroup,
    PickKind,
    PickNeed,
    PickVerb,
    Rename,
    SaveAs,
    Waive,
    value_property,
)
from sketchpad.tui.screens.question import HelpLine, Picker, Question
from sketchpad.tui.verbs import VERBS

TODAY = date(2027, 1, 1)
DESIGN = parse(
    """
    region virginia code=us-east-1
    users u
    lambda fn in virginia name="[/x] handler" timeout_s=30 max_duration_s=120
    sagemaker_endpoint model
    u invokes fn
    """
)


async def answer(screen: Question[Any], *keys: str, size: tuple[int, int] = (80, 24)) -> object:
    """What is answered after some keys; "open" while nothing is."""
    app = PlainApp(screen)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return app.answers[0] if app.answers else "open"


async def text(screen: Question[Any], *keys: str, size: tuple[int, int] = (80, 24), ascii: bool = False) -> str:
    app = PlainApp(screen, ascii=ascii)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return screen_text(app)


def page(design: Design = DESIGN, rule: str = "CMP-005", at: int | None = None) -> FindingPage:
    report = check(design, TODAY)
    one = report.findings[at] if at is not None else next(one for one in report.findings if one.rule.id == rule)
    return FindingPage(
        report,
        one.key,
        design,
        lambda fix: preview(design, fix, report, TODAY),
        lambda finding, fix: is_safe(design, finding, fix, report, TODAY),
    )


def timeout() -> Judged:
    return next(one for one in check(DESIGN, TODAY).findings if one.rule.id == "CMP-005")


SCREENS: dict[str, Callable[[], Question[Any]]] = {
    "ask": lambda: Ask("A question", "é"),
    "confirm": lambda: Confirm("orders.sketch.json has changes that are not saved", ("Save", "Leave them unsaved")),
    "finding": page,
    "gallery": lambda: Gallery(patterns()),
    "help": lambda: Help(VERBS, "inspector"),
    "need": lambda: NeedForm("latency"),
    "open": lambda: OpenFile(Path(__file__).parent),
    "pick_group": lambda: PickGroup(tuple(GROUPS)),
    "pick_kind": lambda: PickKind({"s3": 4}),
    "pick_need": PickNeed,
    "rename": lambda: Rename("orders"),
    "save": lambda: SaveAs(Path("orders.sketch.json")),
    "waive": lambda: Waive("CMP-005", ("fn",), "longest run 120 s, timeout 30 s"),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_escape_answers_nothing(name: str) -> None:
    assert await answer(SCREENS[name](), "escape") is None


@pytest.mark.parametrize("name", SCREENS)
async def test_every_question_fits(name: str) -> None:
    app = PlainApp(SCREENS[name]())
    async with app.run_test(size=(120, 36)) as pilot:
        for size in ((120, 36), (80, 24), (60, 16), (20, 5)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            frame, keys = app.screen.query_one("Frame").region, app.screen.query_one(HelpLine).region
            assert frame.right <= size[0]
            assert frame.bottom <= size[1]
            assert keys.bottom < frame.bottom or size < (60, 16), f"its keys are out of sight at {size}"


@pytest.mark.parametrize("name", SCREENS)
async def test_ascii_throughout(name: str) -> None:
    said = await text(SCREENS[name](), ascii=True, size=(120, 36))
    lines = [line for line in said.splitlines() if not line.isascii()]
    # What a person types stays as it is.
    assert [line for line in lines if "é" not in line] == []


# -- findings ---------------------------------------------------------------------------------------------------------


async def test_a_finding_says_all_there_is() -> None:
    said = await text(page(), size=(120, 50))
    one = timeout()
    for words in (
        "E  CMP-005",
        one.rule.title,
        "[/x] handler in virginia",
        one.message[:40],
        "Why",
        "Sources",
        "https://",
    ):
        assert words in said
    assert " 1  " in said
    assert "safe" in said
    assert "- lambda fn in virginia" in said
    assert "+ lambda fn in virginia" in said
    assert "errors " in said


async def test_enter_makes_the_fix() -> None:
    one = timeout()
    assert await answer(page(), "enter") == FindingAnswer(one.key, one.fixes[0])


async def test_a_digit_picks_a_fix() -> None:
    design = parse("need load peak_rps=3000\nlambda fn\nrds db engine=postgres class=db.t4g.medium\nfn rw db")
    report = check(design, TODAY)
    one = next(one for one in report.findings if len(one.fixes) > 1)
    shown = page(design, one.rule.id)
    assert await answer(shown, "2", "enter") == FindingAnswer(one.key, one.fixes[1])


async def test_x_waives_and_g_goes_there() -> None:
    assert await answer(page(), "x") == FindingAnswer(timeout().key, waive=True)
    assert await answer(page(), "g") == FindingAnswer(timeout().key)


async def test_from_finding_to_finding() -> None:
    findings = check(DESIGN, TODAY).findings
    assert len(findings) > 1
    assert await answer(page(at=0), "f8", "g") == FindingAnswer(findings[1].key)
    assert await answer(page(at=0), "f7", "g") == FindingAnswer(findings[-1].key)


async def test_without_a_fix_enter_goes_there() -> None:
    one = replace(timeout(), fixes=())
    shown = FindingPage(Report((one,)), one.key, DESIGN, lambda fix: Preview(fix))
    assert await answer(shown, "enter") == FindingAnswer(one.key)


async def test_the_safe_fixes_of_one_rule_are_made_in_one_step() -> None:
    design = parse("sqs a\nsqs b\nlambda f\nlambda g\na delivers f\nb delivers g\n")
    said = await text(page(design, "MSG-003"))
    assert "A  2 of MSG-003 have a safe fix; all in one step" in said
    assert "A all alike" in said
    taken = await answer(page(design, "MSG-003"), "A")
    assert isinstance(taken, FindingAnswer)
    after = Several("", tuple(fix.edit for fix in taken.alike))(design)
    assert not [one for one in check(after, TODAY).findings if one.rule.id == "MSG-003"]


async def test_keys_that_do_nothing_are_not_named_and_the_way_out_always_is() -> None:
    one = replace(timeout(), fixes=())
    said = await text(FindingPage(Report((one,)), one.key, DESIGN, lambda fix: Preview(fix)), size=(60, 16))
    assert "Enter go to it" in said
    assert "apply" not in said
    assert "Esc back" in said
    assert "Esc back" in await text(page(), size=(60, 16))


async def test_a_fix_that_cannot_be_made_is_not_made() -> None:
    one = timeout()
    shown = FindingPage(Report((one,)), one.key, DESIGN, lambda fix: Preview(fix, problem="there is no fn"))
    assert await answer(shown, "enter") == "open"


async def test_a_waived_finding_says_why() -> None:
    one = timeout()
    waiver = Waiver(rule=one.rule.id, on=one.on, reason="only a pilot", owner="ana", until="2027-06-30")
    said = await text(page(DESIGN.but(waivers=(waiver,))), size=(120, 40))
    assert "only a pilot (ana), until 2027-06-30" in said
    assert "x takes the waiver back" in said


# -- waivers ----------------------------------------------------------------------------------------------------------


async def test_a_reason_is_enough() -> None:
    assert await answer(Waive("CMP-005", ("fn",), ""), *"ok", "enter") == Waiver(
        rule="CMP-005", on=("fn",), reason="ok"
    )


async def test_a_waiver_with_a_day_and_an_owner() -> None:
    keys = (*"ok", "tab", *"2027-02-03", "down", *"ana", "enter")
    expected = Waiver(rule="CMP-005", on=("a", "b"), reason="ok", until="2027-02-03", owner="ana")
    assert await answer(Waive("CMP-005", ("b", "a"), "", TODAY), *keys) == expected


async def test_no_waiver_without_a_reason() -> None:
    assert await answer(Waive("CMP-005", ("fn",), ""), "enter") == "open"
    assert "a waiver needs a reason" in await text(Waive("CMP-005", ("fn",), ""), "enter")
    assert "a waiver needs a reason" not in await text(Waive("CMP-005", ("fn",), ""))


@pytest.mark.parametrize(
    ("day", "why"), [("soon", "is no date"), ("2027-13-01", "is no date"), ("2026-12-31", "passed")]
)
async def test_a_day_that_does_not_fit(day: str, why: str) -> None:
    keys = (*"ok", "tab", *day, "enter")
    assert await answer(Waive("CMP-005", ("fn",), "", TODAY), *keys) == "open"
    assert why in await text(Waive("CMP-005", ("fn",), "", TODAY), *keys)


# -- picking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind"), [("s3", "s3"), ("dyn", "dynamodb"), ("lam", "lambda"), ("bucket", "s3"), ("dynmo", "dynamodb")]
)
async def test_a_kind_in_few_keys(typed: str, kind: str) -> None:
    assert await answer(PickKind(), *typed, "enter") == kind


async def test_kinds_with_how_often_they_are_used() -> None:
    said = await text(PickKind({"s3": 4}))
    assert "used 4x" in said
    assert f"{len(KINDS)} of {len(KINDS)}" in said
    assert "nothing is called zzzz" not in await text(PickKind(), *"zzzz")


class Either(Picker[str]):
    """One of two words."""

    def rows(self, text: str) -> list[Row]:
        return [Row(word, ((word, "plain"),)) for word in ("reads", "writes") if text in word]

    def answer(self, key: Hashable) -> str:
        return str(key)


async def test_down_takes_the_next() -> None:
    assert await answer(Either(), "down", "enter") == "writes"
    assert await answer(Either(), *"wr", "enter") == "writes"


async def test_a_click_takes() -> None:
    app = PlainApp(Either())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("Rows", offset=(2, 1))
        await pilot.pause()
    assert app.answers == ["writes"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("v", "p", "c", "enter"), ("vpc", "")),
        ((*"vpc", "space", *"10.0.0.0/16", "enter"), ("vpc", "10.0.0.0/16")),
        ((*"reg", "enter", *"frank", "enter"), ("region", "eu-central-1")),
        ((*"region", "space", *"Home", "enter"), ("region", "Home")),
        ((*"sub", "enter", "enter"), ("subnet", GROUPS["subnet"].properties["access"].choices[0])),
        ((*"service", "space", *"orders", "enter"), ("service", "orders")),
    ],
    ids=str,
)
async def test_a_group_and_its_value(keys: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert await answer(PickGroup(tuple(GROUPS)), *keys) == expected


def test_which_property_says_which_group() -> None:
    assert value_property("region") == "code"
    assert value_property("service") is None


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("enter",), "Save"),
        (("down", "enter"), "Leave"),
        (("2",), "Leave"),
        (("l", "enter"), "Leave"),
        (("9",), "open"),
    ],
    ids=str,
)
async def test_confirming(keys: tuple[str, ...], expected: str) -> None:
    assert await answer(Confirm("Save?", ("Save", "Leave")), *keys) == expected


async def test_the_help_line_answers_to_the_mouse() -> None:
    app = PlainApp(Confirm("Save?", ("Save", "Leave")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(HelpLine, offset=(2, 0))
        await pilot.pause()
    assert app.answers == ["Save"]


# -- text -------------------------------------------------------------------------------------------------------------


async def test_renaming() -> None:
    assert await answer(Rename("orders"), *"shop", "enter") == "shop"
    assert await answer(Rename("orders"), "end", *"-2", "enter") == "orders-2"
    assert await answer(Rename("orders"), "backspace", "enter") == "open"


async def test_asking_with_a_condition() -> None:
    short = Ask("Code", problem=lambda text: None if len(text) < 4 else "three letters at the most")
    assert await answer(short, *"abcd", "enter") == "open"


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    for name in ("b.sketch.json", "a.json", "notes.txt", ".hidden.json", "inner/c.sketch.json"):
        (tmp_path / name).write_text("{}")
    return tmp_path


async def test_designs_come_first(folder: Path) -> None:
    assert await answer(OpenFile(folder), "enter") == folder / "b.sketch.json"
    said = await text(OpenFile(folder))
    assert "notes.txt" not in said
    assert "hidden" not in said


async def test_folders_open(folder: Path) -> None:
    assert await answer(OpenFile(folder), *"inn", "enter", "enter") == folder / "inner/c.sketch.json"
    assert await answer(OpenFile(folder / "inner"), "up", "enter", "enter") == folder / "b.sketch.json"
    assert (
        await answer(OpenFile(folder / "inner"), "full_stop", "full_stop", "enter", "enter") == folder / "b.sketch.json"
    )


async def test_a_path_may_be_typed(folder: Path) -> None:
    keys = ["slash" if char == "/" else char for char in "inner/c"]
    assert await answer(OpenFile(folder), *keys, "enter") == folder / "inner/c.sketch.json"


async def test_an_empty_or_unreadable_folder(tmp_path: Path) -> None:
    assert await answer(OpenFile(tmp_path / "gone"), *"x", "enter") == "open"


async def test_saving_adds_the_suffix(folder: Path) -> None:
    start = folder / "untitled.sketch.json"
    assert await answer(SaveAs(start), "enter") == start
    assert await answer(SaveAs(start), "ctrl+u", *"shop", "enter") == folder / "shop.sketch.json"
    keys = ["slash" if char == "/" else char for char in "inner/x.json"]
    assert await answer(SaveAs(start), "ctrl+a", "ctrl+k", *keys, "enter") == folder / "inner/x.json"


async def test_saving_where_nothing_can_be(folder: Path) -> None:
    start = folder / "u.sketch.json"
    for words, why in (("inner", "is a folder"), ("nowhere/x", "there is no folder"), ("", "a name is needed")):
        keys = ["slash" if char == "/" else char for char in words]
        shown = await text(SaveAs(start), "ctrl+a", "ctrl+k", *keys, "enter")
        assert (why in shown) == (words != "inner"), shown
    assert await answer(SaveAs(start), "ctrl+a", "ctrl+k", "enter") == "open"


# -- patterns, help, requirements -------------------------------------------------------------------------------------


async def test_the_gallery_draws_what_it_offers() -> None:
    said = await text(Gallery(patterns()), *"orchestrated", size=(120, 36))
    assert "Orchestrated saga" in said
    assert "SFN" in said
    chosen = await answer(Gallery(patterns()), *"orchestrated", "enter")
    assert isinstance(chosen, Pattern)
    assert chosen.name == "orchestrated-saga"


async def test_the_gallery_says_all_that_a_pattern_is_for_where_there_is_room_and_marks_where_it_goes_on() -> None:
    pattern = next(one for one in patterns() if one.name.startswith("clickstream"))
    said = await text(Gallery([pattern]), size=(120, 36))
    assert pattern.design.about.split()[-1] in said
    narrow = await text(Gallery([pattern]), size=(80, 24))
    assert "╚═════" in narrow
    assert narrow.splitlines()[-4].rstrip("│ ").endswith("~")


async def test_a_pattern_that_cannot_be_read_is_no_disaster(tmp_path: Path) -> None:
    path = tmp_path / "broken.sketch.json"
    path.write_text("{")
    said = await text(Gallery((Pattern("broken", path),)))
    assert "broken" in said
    assert "cannot be read" in said


async def test_help_finds_words_and_keys() -> None:
    said = await text(Help(VERBS), *"duplicate", size=(120, 36))
    assert "Duplicate" in said
    assert "Connect " not in said
    assert await answer(Help(VERBS), *"duplicate", "enter") == "edit.duplicate"
    assert "In the inspector" in await text(Help(VERBS, "inspector"), size=(120, 36))


async def test_a_requirement_from_its_example() -> None:
    made = await answer(NeedForm("latency"), "enter")
    assert made == Requirement(id="latency", type="latency", properties={"read_ms": 100, "pctl": 95})


async def test_a_type_of_requirement_is_picked() -> None:
    assert await answer(PickNeed(), *"cost", "enter") == "cost"
    assert await answer(PickNeed(), "escape") is None


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("latency 100 99", "need latency read_ms=100 pctl=99"),
        ("latency write_ms=50 100", "need latency write_ms=50 read_ms=100"),
        ("avail 99.95", "need availability pct=99.95"),
        ("users new_york,tokyo", 'need users at="New York",Tokyo'),
        ("residency eu-west-1,eu-central-1", "need residency regions=eu-west-1,eu-central-1"),
        ("load 4000", "need load peak_rps=4000"),
        ("static", "static_ip"),
    ],
)
async def test_a_whole_requirement_in_one_line(typed: str, line: str) -> None:
    made = await answer(PickNeed(), *typed, "enter")
    assert made == (line if " " not in line else next(iter(parse(line).requirements.values())))


async def test_a_figure_that_does_not_fit_is_said_and_not_taken() -> None:
    assert await answer(PickNeed(), *"latency fast", "enter") == "open"
    assert "read_ms takes a number" in await text(PickNeed(), *"latency fast")
    assert "did you mean read_ms?" in await text(PickNeed(), *"latency reads_ms=4")
    assert "7 is one too many" in await text(PickNeed(), *"availability 99 7")


async def test_figures_that_do_not_fit() -> None:
    assert await answer(NeedForm("latency"), *"fast", "enter") == "open"
    assert "read_ms takes a number" in await text(NeedForm("latency"), *"fast", "enter")


@pytest.mark.parametrize("type", REQUIREMENTS)
async def test_every_example_is_an_answer(type: str) -> None:
    made = await answer(NeedForm(type), "enter")
    assert isinstance(made, Requirement)
    assert made.type == type


async def test_a_verb_that_is_called_so_comes_before_one_that_is_about_it() -> None:
    foreseen = ("rw", "reads", "writes")
    assert await answer(PickVerb(foreseen, "rw"), *"reads", "enter") == "reads"
    assert await answer(PickVerb(foreseen, "writes"), "enter") == "writes"
    assert await answer(PickVerb(foreseen, "rw"), *"deliv", "enter") == "delivers"
    assert await answer(PickVerb(foreseen, "rw"), "escape") is None


async def test_a_menu_takes_a_key_a_click_or_enter_and_refuses_with_the_reason() -> None:
    items = [
        Item("edit.move", ("m",), "m", "Move", "Connections follow."),
        Item("edit.reverse", ("X",), "X", "Reverse", "The other way.", "there is no connection here"),
        Item("finding.fix", ("full_stop",), ".", "Fix", "What would answer it."),
    ]
    assert await answer(Menu("fn", items), "full_stop") == "finding.fix"
    assert await answer(Menu("fn", items), "down", "enter") == "finding.fix"
    assert await answer(Menu("fn", items), "X") == "open"
    app = PlainApp(Menu("fn", items, (70, 20)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("X")
        await pilot.pause()
        assert "there is no connection here" in screen_text(app)
        region = app.screen.query_one(Rows).region
        assert app.screen.region.contains_region(region)
        await pilot.click(offset=(region.x + 3, region.y))
        await pilot.pause()
    assert app.answers == ["edit.move"]


@pytest.mark.parametrize(
    ("wide", "near", "left"),
    [
        (120, (7, 19), 20),
        (120, (90, 102), 21),
        (120, (50, 62), 26),
        (80, (0, 11), 12),
        (80, (30, 40), 6),
        (120, None, 26),
    ],
)
async def test_a_question_stands_beside_what_it_is_about(wide: int, near: tuple[int, int] | None, left: int) -> None:
    question = PickKind()
    question.near = near
    app = PlainApp(question)
    async with app.run_test(size=(wide, 36)) as pilot:
        await pilot.pause()
        assert question.frame.region.x == left
        assert question.frame.region.width == 68
