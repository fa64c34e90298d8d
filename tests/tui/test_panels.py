"""Panels: the rows they show, and what they say when keys are pressed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from plain_app import PlainApp, screen_text
from textual.widget import Widget

from sketchpad.catalog import KINDS
from sketchpad.editing import Remove, SetProperty, Unset
from sketchpad.model import Design, Waiver, parse
from sketchpad.rules import RULES, Judged, Report, check
from sketchpad.tracing import verdicts
from sketchpad.tui.panels import Findings, Header, Inspector, Row, Rows
from sketchpad.tui.panels.line import Line, completed
from sketchpad.tui.panels.sheet import figures, sheet
from sketchpad.tui.panels.wrapping import wrapped

TODAY = date(2027, 1, 1)
DESIGN = parse(
    """
    design Shop
    region virginia code=us-east-1
    users u at 0,0
    lambda fn at 1,0 in virginia name=Handler timeout_s=30 max_duration_s=120 x_team=blue
    sqs jobs at 2,0 in virginia
    u invokes fn
    fn publishes jobs
    need latency read_ms=100 text="fast enough"
    flow order steps=fn,jobs
    """
)
REPORT = check(DESIGN, TODAY)
TIMEOUT = next(one for one in REPORT.findings if one.rule.id == "CMP-005")


def text_of(rows: tuple[Row, ...]) -> str:
    return "\n".join("".join(text for text, _ in (*row.cells, ("  ", ""), *row.right)).rstrip() for row in rows)


def shown(*chosen: str, design: Design = DESIGN, room: int = 34, words: str = "") -> str:
    return text_of(sheet(design, chosen, REPORT.findings, room, words).rows)


# -- rows of the inspector --------------------------------------------------------------------------------------------


def test_a_component() -> None:
    text = shown("fn")
    assert text.splitlines()[0].split() == ["Lambda", "function", "fn"]
    assert "E CMP-005" in text
    assert "E•timeout_s         30 s" in text
    assert " •max_duration_s    120 s" in text
    assert "  gpu               [ ] no" in text
    assert "Other (kept)\n •x_team            blue" in text
    assert "Connections  1 in  1 out\n ←  USE u  invokes\n →  SQS jobs  publishes to" in text
    assert "Lies in\n   REG virginia" in text


def test_a_group_holds_its_members() -> None:
    assert "Holds  2\n   LAM Handler\n   SQS jobs" in shown("virginia")


def test_a_connection_has_ends() -> None:
    text = shown("fn-publishes-jobs")
    assert "Ends\n   LAM Handler  from\n   SQS jobs  to" in text


def test_nothing_chosen_is_the_design() -> None:
    text = shown()
    assert "  name              Shop" in text
    assert "Latency  100 ms" in text
    assert "+ add a requirement" in text
    assert "Flows  1\n   order  2 steps\n  + state a transaction  F" in text
    assert "3 components" in text


def test_several_are_named() -> None:
    text = shown("fn", "jobs")
    assert text.startswith("2 parts\n   LAM Handler  Lambda function")
    assert "CMP-005" in text


def test_a_name_stands_before_what_is_said_of_it() -> None:
    design = parse("alb front-door\nsqs q")
    (row,) = (r for r in sheet(design, ("front-door", "q"), (), 34).rows if r.key == ("part", "front-door"))
    assert row.cells == (("   ALB front-door", "plain"),)
    assert row.right == (("Application Lo~", "dim"),)


def test_what_is_no_longer_there_is_not_shown() -> None:
    assert shown("gone") == shown()


def test_a_filter_leaves_the_fields_with_the_letters() -> None:
    text = shown("fn", words="timeout")
    assert "timeout_s" in text
    assert "Connections" not in text
    assert "gpu" not in text
    assert "maxdur" not in shown("fn", words="maxdur").split("/maxdur")[1]
    assert "max_duration_s" in shown("fn", words="maxdur")
    assert "no field is called zzz" in shown("fn", words="zzz")


def test_a_wide_inspector_says_what_the_fields_mean() -> None:
    assert KINDS["lambda"].properties["gpu"].help in shown("fn", room=76)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sheet(kind: str) -> None:
    assert shown("a", design=parse(f"{kind} a"))


# -- the inspector on the screen --------------------------------------------------------------------------------------


class Bench(Inspector):
    """An inspector that makes the edits it asks for."""

    def __init__(self, *chosen: str) -> None:
        super().__init__()
        self.design, self.chosen = DESIGN, chosen
        self.heard: list[object] = []

    def on_mount(self) -> None:
        self._again()
        self.enter()

    def _again(self) -> None:
        self.show(self.design, self.chosen, REPORT.findings)

    def on_inspector_changed(self, event: Inspector.Changed) -> None:
        self.heard.append(event.edit)
        self.design = event.edit(self.design)
        self._again()

    def on_inspector_left(self, event: Inspector.Left) -> None:
        self.heard.append("left")

    def on_inspector_chosen(self, event: Inspector.Chosen) -> None:
        self.heard.append(("chosen", event.id))

    def on_inspector_opened(self, event: Inspector.Opened) -> None:
        self.heard.append(("opened", event.key))

    def on_inspector_need_wanted(self, event: Inspector.NeedWanted) -> None:
        self.heard.append("need")


async def pressed(bench: Bench, *keys: str, size: tuple[int, int] = (80, 40)) -> PlainApp:
    app = PlainApp(bench)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        app.text = screen_text(app)
    return app


async def test_a_property_by_name_takes_few_keys() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"cach", "space", "escape")
    assert bench.heard == [SetProperty("fn", "cacheable", True), "left"]


async def test_a_number_is_typed() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"timeout", "enter", "enter", *"900", "enter")
    assert bench.heard == [SetProperty("fn", "timeout_s", 900)]


async def test_what_does_not_fit_is_not_taken() -> None:
    bench = Bench("fn")
    app = await pressed(bench, "slash", *"timeout", "enter", "enter", *"soon", "enter")
    assert bench.heard == []
    assert "timeout_s takes a whole number" in app.text


async def test_escape_gives_up_what_is_typed() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"timeout", "enter", "enter", *"900", "escape")
    assert bench.heard == []


async def test_backspace_goes_back_to_the_default() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"timeout", "enter", "backspace", "backspace")
    assert bench.heard == [Unset("fn", "timeout_s")]


async def test_type_ahead_completes() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"os_", "enter", "enter", *"cust", "right", "enter")
    assert bench.heard == [SetProperty("fn", "os_access", "custom_kernel")]


async def test_arrows_step_through_the_words_that_fit() -> None:
    bench = Bench("fn")
    await pressed(bench, "slash", *"os_", "enter", "enter", "down", "down", "up", "enter")
    assert bench.heard == [SetProperty("fn", "os_access", "host_agent")]


async def test_several_are_changed_together() -> None:
    bench = Bench("fn", "jobs")
    app = await pressed(bench, "slash", *"region", "enter", "enter", *"eu-west-1", "enter")
    assert [str(edit) for edit in bench.heard] == ["Set region=eu-west-1 on fn and 1 more"]
    assert "eu-west-1" in app.text


async def test_what_the_catalogue_does_not_know_is_only_shown() -> None:
    bench = Bench("fn")
    app = await pressed(bench, "slash", *"x_team", "enter", "enter")
    assert bench.heard == []
    assert "does not know this" in app.text


async def test_rows_lead_on() -> None:
    bench = Bench("fn")
    await pressed(bench, "home", "enter", "end", "enter", "up", "enter")
    assert bench.heard == [("opened", TIMEOUT.key), ("chosen", "virginia"), ("chosen", "fn-publishes-jobs")]


async def test_a_connection_is_taken_away() -> None:
    bench = Bench("fn")
    await pressed(bench, "end", "up", "delete")
    assert bench.heard == [Remove(frozenset({"fn-publishes-jobs"}))]


async def test_requirements_open_and_close() -> None:
    bench = Bench()
    app = await pressed(bench, "down", "down", "enter", "down", "enter", *"250", "enter", "escape", "N", "escape")
    assert bench.heard == [SetProperty("latency", "read_ms", 250), "need", "left"]
    assert "Latency  250 ms" in app.text


async def test_choosing_another_part_gives_up_what_is_typed() -> None:
    bench = Bench("fn")
    app = PlainApp(bench)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("enter", *"x")
        bench.show(DESIGN, "jobs", ())
        await pilot.pause()
        assert not bench.has_class("-typing")
        assert "SQS queue" in screen_text(app)
    assert bench.heard == []


async def test_what_is_typed_is_kept_on_leaving_with_the_mouse() -> None:
    bench = Bench("fn")
    app = PlainApp(bench)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("slash", *"timeout", "enter", "enter", *"60")
        bench.list.focus()
        await pilot.pause()
    assert bench.heard == [SetProperty("fn", "timeout_s", 60)]


async def test_names_are_never_markup() -> None:
    design = parse('lambda fn name="[/x] [link=a]b[/]"')
    bench = Bench("fn")
    bench.design = design
    app = await pressed(bench)
    assert "[/x] [link=a]b[/]" in app.text


# -- findings ---------------------------------------------------------------------------------------------------------


class Listening(Findings):
    def __init__(self, report: Report, design: Design) -> None:
        super().__init__()
        self.now = (report, design)
        self.heard: list[tuple[str, object]] = []

    def on_mount(self) -> None:
        self.show(*self.now, len(RULES))
        self.enter()

    def on_findings_chosen(self, event: Findings.Chosen) -> None:
        self.heard.append(("chosen", event.key[0]))

    def on_findings_opened(self, event: Findings.Opened) -> None:
        self.heard.append(("opened", event.key[0]))

    def on_findings_waived(self, event: Findings.Waived) -> None:
        self.heard.append(("waived", event.key[0]))

    def on_findings_left(self, event: Findings.Left) -> None:
        self.heard.append(("left", None))


def waived(one: Judged) -> tuple[Report, Design]:
    design = DESIGN.but(waivers=(Waiver(rule=one.rule.id, on=one.on, reason="a pilot"),))
    return check(design, TODAY), design


async def test_findings_one_a_row_the_waived_last() -> None:
    report, design = waived(TIMEOUT)
    panel = Listening(report, design)
    app = PlainApp(panel)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        text, keys = screen_text(app), panel.list.keys
    rows = [line for line in text.splitlines() if "CMP-005" in line]
    assert len(rows) == 1
    assert "│ x CMP-005" in rows[0]
    assert "1 waived" in text
    assert keys[-1] == TIMEOUT.key


async def test_keys_in_the_findings() -> None:
    panel = Listening(REPORT, DESIGN)
    panel.now = (REPORT, DESIGN)
    app = PlainApp(panel)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("enter", "full_stop", "x", "escape")
        await pilot.pause()
    first = REPORT.findings[0].rule.id
    assert panel.heard == [("opened", first), ("opened", first), ("waived", first), ("left", None)]


async def test_no_findings() -> None:
    app = PlainApp(Listening(Report(), Design()))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "no findings; " in screen_text(app)


async def test_very_many_findings() -> None:
    many = tuple(replace(TIMEOUT, on=(f"f{at}",)) for at in range(1500))
    panel = Listening(Report(many), DESIGN)
    app = PlainApp(panel)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("end")
        assert "and 500 more" in screen_text(app)


async def test_going_to_a_finding_tells_nobody() -> None:
    report = Report(findings=(TIMEOUT, *(one for one in REPORT.findings if one is not TIMEOUT)))
    panel = Listening(report, DESIGN)
    app = PlainApp(panel)
    async with app.run_test(size=(120, 20)) as pilot:
        panel.go(report.findings[-1].key)
        await pilot.pause()
        assert panel.key == report.findings[-1].key
    assert panel.heard == []


# -- the header -------------------------------------------------------------------------------------------------------


async def test_the_header_on_one_line() -> None:
    header = Header()
    app = PlainApp(header)
    async with app.run_test(size=(90, 4)) as pilot:
        counts = {"error": 1, "warning": 3, "info": 2, "waived": 2}
        header.show("orders.sketch.json", True, counts, "compact", "(3,1)", "MOVE", "+1 error CON-001")
        await pilot.pause()
        line = screen_text(app).splitlines()[0]
    assert line.startswith(" orders.sketch.json *   MOVE   +1 error")
    assert line.endswith(" E 1   W 3   i 2   x 2    compact  (3,1)")
    assert len(line) <= 90


async def test_the_header_says_how_many_rules_are_off() -> None:
    header = Header()
    app = PlainApp(header)
    async with app.run_test(size=(100, 3)) as pilot:
        header.show("orders", False, {"waived": 1, "off": 3}, "normal", "(0,0)")
        await pilot.pause()
        assert "x 1   off 3 " in screen_text(app)
        header.show("orders", False, {"waived": 1, "off": 0}, "normal", "(0,0)")
        await pilot.pause()
        assert "off" not in screen_text(app)


async def test_a_long_name_leaves_the_counts_of_what_there_is() -> None:
    header = Header()
    app = PlainApp(header)
    async with app.run_test(size=(60, 4)) as pilot:
        header.show("x" * 100, False, {"error": 12}, "normal", "(0,0)")
        await pilot.pause()
        assert screen_text(app).splitlines()[0].endswith("~  E 12   normal  (0,0)")


@pytest.mark.parametrize(("width", "shown"), [(90, True), (50, False)])
async def test_the_cost_stands_where_there_is_room_for_it(width: int, shown: bool) -> None:
    header = Header()
    app = PlainApp(header)
    async with app.run_test(size=(width, 4)) as pilot:
        header.show("orders.sketch.json", True, {"error": 1}, "compact", "(0,0)", cost="$1,942+/mo")
        await pilot.pause()
        line = screen_text(app).splitlines()[0]
    assert ("$1,942+/mo" in line) is shown
    assert line.startswith(" orders.sketch.json *")


# -- rows -------------------------------------------------------------------------------------------------------------


def rows(*keys: str) -> list[Row]:
    return [Row(None if key == "-" else key, ((key, "plain"),)) for key in keys]


async def cursor(first: list[Row], *keys: str, then: list[Row] | None = None) -> object:
    some = Rows()
    app = PlainApp(some)
    async with app.run_test(size=(20, 4)) as pilot:
        some.show(first)
        await pilot.press(*keys)
        if then is not None:
            some.show(then)
        await pilot.pause()
        assert 0 <= some.line < 4 or not some.keys
    return some.key


async def test_the_cursor_skips_headings() -> None:
    assert await cursor(rows("-", "a", "-", "b", "c"), "down") == "b"
    assert await cursor(rows("-", "a", "-", "b", "c"), "down", "up", "up") == "a"
    assert await cursor(rows(*"abcdefghij"), "end") == "j"
    assert await cursor(rows(*"abcdefghij"), "end", "home") == "a"
    assert await cursor(rows(*"abcdefghij"), "pagedown") == "d"
    assert await cursor(rows("-", "-")) is None


async def test_headings_above_and_below_come_into_sight() -> None:
    some = Rows()
    app = PlainApp(some)
    async with app.run_test(size=(20, 4)) as pilot:
        some.show(rows("-", "-", "a", "b", "c", "d", "-", "-"))
        await pilot.press("end")
        assert (some.scroll_offset.y, some.key) == (4, "d")
        await pilot.press("home")
        assert (some.scroll_offset.y, some.key) == (0, "a")
        some.show(rows(*"------", "a", *"-------", "b"))
        await pilot.press("home")
        assert 0 <= some.line < 4
        await pilot.press("end")
        assert 0 <= some.line < 4


async def test_the_cursor_stays_on_its_row() -> None:
    assert await cursor(rows(*"abc"), "down", then=rows(*"xyb")) == "b"
    assert await cursor(rows(*"abc"), "down", then=rows(*"ac")) == "c"
    assert await cursor(rows(*"abc"), "end", then=[]) is None


async def test_a_click_chooses_and_two_take() -> None:
    heard: list[object] = []

    class Hearing(Widget):
        def compose(self):  # type: ignore[no-untyped-def]
            yield Rows()

        def on_rows_taken(self, event: Rows.Taken) -> None:
            heard.append(event.key)

    app = PlainApp(Hearing())
    async with app.run_test(size=(20, 6)) as pilot:
        some = app.query_one(Rows)
        some.show(rows("-", "a", "b"))
        await pilot.click(Rows, offset=(1, 2))
        assert some.key == "b"
        assert heard == []
        await pilot.click(Rows, offset=(1, 2), times=2)
        await pilot.click(Rows, offset=(1, 0), times=2)
    assert heard == ["b"]


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("", 5, [""]),
        ("日本語 x", 4, ["日本", "語 x"]),
        ("日本", 1, ["日", "本"]),
    ],
)
def test_wrapping_in_cells(text: str, room: int, lines: list[str]) -> None:
    assert wrapped(text, room) == lines


def test_completing() -> None:
    assert completed("eu", ["us-east-1", "eu-west-1"]) == "eu-west-1"
    assert completed("a, eu", ["eu-west-1"], is_list=True) == "a, eu-west-1"
    assert completed("", ["a"]) is None
    assert completed("z", ["a"]) is None


async def test_nothing_pasted_acts_on_the_terminal() -> None:
    class Holding(Widget):
        def compose(self):  # type: ignore[no-untyped-def]
            yield Line("a\x1b[31mb")

    app = PlainApp(Holding())
    async with app.run_test() as pilot:
        line = app.query_one(Line)
        line.insert_text_at_cursor("\x1b]52;c;x\x07\u202e")
        await pilot.pause()
        assert "\x1b" not in line.value
        assert "\u202e" not in line.value


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("need availability pct=99.9", "99.9 %"),
        ("need latency read_ms=150 pctl=95", "read 150 ms, pctl 95"),
        ("need latency read_ms=150 owner=ana", "150 ms"),
        ("need consumers n=3 grow=true", "n 3, grow"),
        ("need users at=Tokyo,Frankfurt", "Tokyo, Frankfurt"),
    ],
)
def test_requirements_in_figures(line: str, words: str) -> None:
    assert figures(next(iter(parse(line).requirements.values()))) == words


FAR = """
user readers
alb web region=us-east-1 auth=oidc waf=true
ecs_fargate app region=us-east-1
readers routes_to web
web routes_to app
need users at=Tokyo,New_York
need latency read_ms=100
need replay days=7
"""


def traced(chosen: tuple[str, ...]) -> str:
    design = parse(FAR)
    report = check(design, TODAY)
    found = {one.id: one for one in verdicts(design, report)}
    return text_of(sheet(design, chosen, report.findings, 60, verdicts=found).rows)


def test_each_requirement_says_what_became_of_it() -> None:
    text = traced(())
    assert re.search(r"E Latency  100 ms +violated", text)
    assert re.search(r"W Replay  7 d +unaddressed", text)


def test_a_requirement_shows_the_arithmetic_and_who_decides() -> None:
    text = traced(("latency",))
    assert "VIOLATED" in text
    assert " x read: Tokyo to us-east-1" in text
    assert " - read: New York to us-east-1" in text
    assert "asked 100" in text
    assert "Decided by  lit on the canvas\n   ALB web" in text
