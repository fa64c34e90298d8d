"""The desk: keys to edits to findings, and the keystroke budgets."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from plain_app import screen_text
from textual.pilot import Pilot

from sketchpad.model import Slot, parse, unparse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.canvas import Wiring
from sketchpad.tui.clipboard import Clipboard
from sketchpad.tui.screens import Menu
from sketchpad.tui.session import Session

STAMPEDE = """
lambda fn at 0,0 peak_rps=4000 avg_duration_ms=200
rds db at 1,0 class=db.t4g.medium
fn rw db
"""


def editor(text: str = "", path: Path | None = None) -> Sketchpad:
    return Sketchpad(Session(path, parse(text)))


def text(app: Sketchpad) -> str:
    return unparse(app.desk.session.editor.design)


def rules(app: Sketchpad) -> list[str]:
    return [one.rule.id for one in app.desk.session.report.standing]


async def press(pilot: Pilot[int], *keys: str) -> int:
    """Press keys, wait until all is shown, and count them."""
    for key in keys:
        await pilot.press(key)
    await pilot.pause(0.15)
    return len(keys)


async def test_t1_a_common_component_takes_one_key() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        assert await press(pilot, "2") == 1
        assert text(app) == "s3 s3-1 at 0,0\n"


async def test_t1b_any_component_takes_its_name() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        assert await press(pilot, "a", *"dyn", "enter") <= 5
        assert text(app) == "dynamodb ddb-1 at 0,0\n"


async def test_t2_a_connection_takes_two_keys() -> None:
    app = editor("lambda fn at 0,0\nrds db at 4,3")
    async with app.run_test(size=(160, 50)) as pilot:
        await press(pilot)
        assert await press(pilot, "w", "a") == 2
        assert "fn rw db" in text(app)


async def test_t3_a_connected_neighbour_takes_three_keys() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        assert await press(pilot, "W", "right", "3") == 3
        assert "fn publishes sqs-1" in text(app)


async def test_t4_three_neighbours_into_a_network_take_nine_keys() -> None:
    app = editor("alb web at 0,0\necs_fargate app at 1,0\nrds db at 2,0")
    async with app.run_test(size=(120, 36)) as pilot:
        count = await press(pilot, "v", "right", "right", "enter", "b", *"vpc", "enter")
        assert count <= 9
        assert text(app).count(" in vpc-1") == 3
        assert app.desk.session.editor.chosen == {"vpc-1"}


async def test_t5_the_next_finding_is_fixed_in_three_keys() -> None:
    app = editor(STAMPEDE)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        assert "CON-001" in rules(app)
        assert await press(pilot, "f8", "full_stop", "enter") == 3
        assert "CON-001" not in rules(app)
        assert "rds_proxy" in text(app)
        assert "-1 error CON-001" in app.desk.notice
        await press(pilot, "u")
        assert "CON-001" in rules(app)
        assert "+1 error CON-001" in app.desk.notice


async def test_t7_a_move_of_four_slots_takes_four_keys() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        assert await press(pilot, "m", "4", "right", "enter") == 4
        assert text(app) == "lambda fn at 4,0\n"
        assert app.desk.looking.cursor == Slot(4, 0)


async def test_t9_going_somewhere_by_sight_takes_two_keys() -> None:
    app = editor("lambda fn at 0,0\nrds db at 3,2")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        assert await press(pilot, "f", "s") <= 3
        assert app.desk.looking.cursor == Slot(3, 2)


async def test_keys_that_come_in_a_bunch_are_taken_one_after_the_other() -> None:
    """What follows a key that opens a question goes to the question, never to the canvas below."""
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        from textual import events

        for key in ("right", "a", *"rds", "enter", "left", "w", "a"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause(1.2)
        assert text(app) == "lambda fn at 0,0\nrds rds-1 at 1,0\nfn rw rds-1\n"


async def test_a_click_waits_for_the_keys_before_it() -> None:
    from textual import events

    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "r")
        for key in "Orders":
            app.post_message(events.Key(key, key))
        at = {"screen_x": 30, "screen_y": 20, "style": None}
        for pointed in (events.MouseDown, events.MouseUp):
            app.post_message(pointed(None, 30, 20, 0, 0, 1, False, False, False, **at))
        app.post_message(events.Key("enter", None))
        for _ in range(100):
            await pilot.pause(0.02)
            if app.screen is app.desk:
                break
        assert text(app) == "lambda fn at 0,0 name=Orders\n"


async def test_slow_keys_leave_time_to_show_what_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual import events

    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        done: list[str] = []
        monkeypatch.setattr(app.desk, "command", lambda event: bool(time.sleep(0.05)) or not done.append(event.key))
        for _ in range(10):
            app.post_message(events.Key("l", "l"))
        seen = []
        while len(done) < 10:
            await asyncio.sleep(0)
            seen.append(len(done))
        assert len(set(seen)) > 5


async def test_a_text_passed_on_as_keys_is_dropped() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        from textual import events

        await press(pilot)
        keys = [events.Key(key, key) for key in "delete q dd u m x7 1234"]
        for key in keys:
            key.time = keys[0].time
            app.post_message(key)
        await pilot.pause(0.4)
        assert app.screen is app.desk
        assert text(app) == "lambda fn at 0,0\n"
        assert "ignored" in app.desk.notice
        for key in ("d", "ctrl+j", "d"):
            app.post_message(events.Key(key, key if len(key) == 1 else "\n"))
        await pilot.pause(0.2)
        assert text(app) == "lambda fn at 0,0\n"
        assert app.desk.notice == "3 pasted characters ignored; p pastes"


async def test_a_paste_of_notation_adds_its_parts() -> None:
    from textual import events

    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        app.desk.canvas.post_message(events.Paste("sqs q at 0,0\nlambda worker at 1,0\nq delivers worker"))
        await press(pilot)
        assert "q delivers worker" in text(app)
        app.desk.canvas.post_message(events.Paste("hello \x1b[31m there"))
        await press(pilot)
        assert "no sketch notation" in app.desk.notice


async def test_a_gesture_ignores_other_keys_and_leaves_by_escape() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "m", "right", "d", "q")
        assert text(app) == "lambda fn at 0,0\n"
        assert "does nothing in MOVE" in app.desk.notice
        await press(pilot, "escape")
        assert app.desk.hand.gesture is None
        assert app.desk.looking.cursor == Slot(0, 0)


async def test_a_gesture_asked_for_twice_stays_on() -> None:
    app = editor("lambda fn at 0,0\nrds db at 1,0\nsqs q at 0,1")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        await pilot.press("w", "w")
        assert app.desk.hand.gesture is not None
        assert app.desk.hand.gesture.sticky
        await press(pilot, "a", "s", "escape")
        assert len(app.desk.session.editor.design.connections) == 2


async def test_a_gesture_that_stays_on_also_does_so_when_it_asks() -> None:
    app = editor("user u at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "W", "W", "right", "enter", *"cfn", "enter", "right", "8", "escape")
        assert "cfn-1 routes_to api-1" in text(app)
        assert app.desk.hand.gesture is None


async def test_a_group_drawn_around_a_whole_group_holds_it() -> None:
    app = editor("vpc main\nalb web at 0,0 in main\nrds db at 1,0 in main\nlambda fn at 2,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "b", "right", "right", "enter", *"r eu-west-1", "enter")
        assert "vpc main in eu-west-1\n" in text(app)
        assert "rds db at 1,0 in main\n" in text(app)
        await press(pilot, "y", "escape", "b", "right", "enter", *"sub private", "enter")
        assert "subnet private in main" in text(app)
        await press(pilot, "down", "p")
        assert app.desk.session.editor.chosen == {"eu-west-1-2"}


async def test_a_click_on_a_key_at_the_foot_presses_it() -> None:
    app = editor("lambda fn at 0,0\nrds db at 1,0")
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("m", "Esc", "w"):
            await press(pilot)
            shown = "".join(text for text, _ in app.desk.keys.lines[0])
            await pilot.click(app.desk.keys, offset=(shown.index(f"{key} ") + 1, 0))
        await press(pilot)
        assert isinstance(app.desk.hand.gesture, Wiring)


async def test_a_verb_that_means_nothing_says_why() -> None:
    app = editor()
    async with app.run_test(size=(120, 36)) as pilot:
        for key, why in (("d", "nothing here to delete"), ("u", "nothing to undo"), ("m", "no component here")):
            await press(pilot, key)
            assert why in app.desk.notice


async def test_letters_in_a_panel_do_not_reach_the_canvas() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "e")
        assert app.desk.pane == "inspector"
        await press(pilot, "m")
        assert app.desk.hand.gesture is None
        assert "for the canvas" in app.desk.notice
        await press(pilot, "escape")
        assert app.desk.pane == "canvas"


async def test_panes_go_round() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(80, 24)) as pilot:
        seen = []
        for _ in range(3):
            await press(pilot, "f6")
            seen.append(app.desk.pane)
        assert seen == ["inspector", "findings", "canvas"]


async def test_find_goes_there_and_back() -> None:
    app = editor("lambda fn at 0,0\nrds orders at 3,2\nrds stock at 4,2")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "slash", *"rds", "enter")
        assert app.desk.looking.cursor == Slot(3, 2)
        await press(pilot, "n")
        assert app.desk.looking.cursor == Slot(4, 2)
        await press(pilot, "slash", *"fn", "escape")
        assert app.desk.looking.cursor == Slot(4, 2)


async def test_what_was_found_is_chosen_until_the_search_ends() -> None:
    app = editor("lambda fn at 0,0\nrds orders at 3,2\nrds stock at 4,2")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "slash")
        assert "kind:rds" in app.desk.notice
        await press(pilot, *"kind:rsd")
        assert "nearest: rds" in app.desk.notice
        await press(pilot, "backspace", "backspace", "d", "s", "enter", "percent_sign")
        assert app.desk.session.editor.chosen == {"orders", "stock"}
        await press(pilot, "escape", "percent_sign")
        assert app.desk.session.editor.chosen == {"fn", "orders", "stock"}


async def test_the_cursor_goes_back_to_where_it_jumped_from() -> None:
    app = editor("lambda fn at 0,0\nrds orders at 3,2\nrds stock at 4,2")
    async with app.run_test(size=(120, 36)) as pilot:

        async def cursor_after(*keys: str) -> tuple[int, int]:
            await press(pilot, *keys)
            return app.desk.looking.cursor

        await press(pilot, "less_than_sign")
        assert "not jumped" in app.desk.notice
        assert await cursor_after("slash", *"kind:rds", "enter") == (3, 2)
        assert await cursor_after("right", "slash", *"fn", "enter") == (0, 0)
        assert await cursor_after("less_than_sign") == (4, 2)
        assert await cursor_after("less_than_sign") == (0, 0)
        assert await cursor_after("greater_than_sign") == (4, 2)
        # What stood there leads back, wherever it is.
        assert await cursor_after("slash", *"fn", "enter") == (0, 0)
        await press(pilot, "less_than_sign", "m", "down", "enter", "slash", *"fn", "enter")
        assert await cursor_after("less_than_sign") == (4, 3)


async def test_saving_asks_for_a_name_and_quitting_for_what_is_unsaved(tmp_path: Path) -> None:
    app = editor("", tmp_path / "a.sketch.json")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "1", "q")
        assert app.screen is not app.desk
        await press(pilot, "escape")
        assert app.screen is app.desk
        await press(pilot, "ctrl+s")
        assert (tmp_path / "a.sketch.json").exists()
        assert not app.desk.session.unsaved
        await press(pilot, "q")
    assert app.return_value == 0


@pytest.mark.parametrize("zoom", [1, 2, 3])
async def test_undo_goes_back_to_the_first_bytes(zoom: int) -> None:
    app = editor(STAMPEDE)
    async with app.run_test(size=(120, 36)) as pilot:
        first = text(app)
        await press(pilot, *["z"] * zoom, "3", "m", "down", "enter", "D", "d", "tab", "r", "x", "enter", "7")
        await pilot.pause(0.5)
        steps = len(app.desk.session.editor.done)
        assert steps == 6
        await press(pilot, *["u"] * steps)
        assert text(app) == first
        await press(pilot, *["U"] * steps)
        assert len(app.desk.session.editor.done) == steps


async def test_read_only_files_are_shown_and_not_changed() -> None:
    app = Sketchpad(Session(None, parse("lambda fn at 0,0"), "digest", read_only=True))
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "d")
        assert "can be shown, not changed" in app.desk.notice
        assert text(app) == "lambda fn at 0,0\n"


FLOW = "lambda order at 0,0\nlambda pay at 1,0\nflow checkout steps=order*,pay^\nneed latency read_ms=100"


async def test_a_flow_lights_up_when_it_is_looked_at_and_goes_out_with_escape() -> None:
    app = editor(FLOW)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "R", "down", "down")
        assert app.desk.canvas.over.light.numbers == {"order": "1*", "pay": "2^"}
        await press(pilot, "up")
        assert not app.desk.canvas.over.light.numbers
        await press(pilot, "down", "escape")
        assert app.desk.canvas.over.light.numbers == {"order": "1*", "pay": "2^"}
        await press(pilot, "escape")
        assert not app.desk.canvas.over.light.parts


async def test_a_new_flow_is_stated_on_the_canvas_and_named() -> None:
    app = editor(FLOW)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "F", "space", "asterisk", "right", "space", "enter", *"Refund", "enter")
        assert "flow refund steps=order*,pay\n" in text(app)
        assert app.desk.canvas.over.light.numbers == {"order": "1*", "pay": "2"}
        await press(pilot, "u")
        assert "refund" not in app.desk.session.editor.design


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_flow_is_stated_from_the_requirements(size: tuple[int, int]) -> None:
    app = editor(FLOW)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "R", "F")
        assert app.desk.pane == "canvas"
        assert len(app.desk.canvas.over.ghost.labels) == 2, "there are labels, also where the inspector hid the canvas"
        await press(pilot, "space", "enter", *"Refund", "enter")
        assert "flow refund steps=order\n" in text(app)


async def test_a_canvas_that_was_hidden_comes_back_as_it_was() -> None:
    app = editor(FLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.desk.canvas.view
        await press(pilot, "R", "down")
        assert app.desk.pane == "inspector"
        await press(pilot, "escape")
        assert app.desk.canvas.view == before


async def test_the_steps_of_the_flow_that_is_looked_at_are_stated_again() -> None:
    app = editor(FLOW)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "R", "down", "down", "F", "backspace", "enter")
        assert "flow checkout steps=order*\n" in text(app)


async def test_the_steps_of_a_flow_are_typed_in_the_inspector() -> None:
    app = editor(FLOW)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "R", "down", "down", "enter", "enter", *"order*,pay^,order~", "enter")
        assert "flow checkout steps=order*,pay^,order~\n" in text(app)
        await press(pilot, "enter", *"pay,nobody", "enter")
        assert "nobody" not in text(app)


async def test_a_brief_is_typed_line_by_line() -> None:
    app = editor()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "R", "N", *"latency 100 99", "enter", *"cost 500", "enter", *"availability", "enter")
        await press(pilot, "enter", "escape", "escape")
        assert text(app) == "need availability pct=99.9\nneed cost usd=500\nneed latency pctl=99 read_ms=100\n"


RULE = """
[[rule]]
id = "TEAM-001"
severity = "error"
reason = "We have enough of them."
bad = "sqs q"
good = "sns n"
forbid.component.kind = "%s"
"""


async def test_a_file_is_judged_by_the_rules_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "b.sketch.json").write_text('{"format": 1, "components": [{"id": "jobs", "kind": "sqs"}]}')
    (tmp_path / "sketchpad.toml").write_text(RULE % "sqqs")
    app = editor(path=tmp_path / "a.sketch.json")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "o", "enter")
        assert "rule TEAM-001: forbid.component.kind: " in app.desk.notice
        assert text(app) == ""
        (tmp_path / "sketchpad.toml").write_text(RULE % "sqs")
        await press(pilot, "o", "enter")
        assert "TEAM-001" in rules(app)
        await press(pilot, "ctrl+n")
        assert app.desk.session.rules[-1].id == "TEAM-001"


FAR = """
user readers at 0,0
alb web at 1,0 region=us-east-1 auth=oidc waf=true
ecs_fargate app at 2,0 region=us-east-1
sqs jobs at 3,0 dlq=true
readers routes_to web
web routes_to app
need users at=Tokyo
need latency read_ms=100
"""


async def test_the_path_of_a_requirement_lights_up_and_follows_edits() -> None:
    app = editor(FAR)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "R")
        lit = app.desk.canvas.over.light.parts
        assert {"readers", "web", "app", "web-routes_to-app"} <= lit
        assert "jobs" not in lit
        assert app.desk.session.verdicts["latency"].answer.word == "violated"
        await press(pilot, "escape", "l", "l", "d")
        assert "app" not in app.desk.canvas.over.light.parts


async def test_a_note_is_written_on_a_part() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "c", *"hot", "enter")
        assert text(app) == "lambda fn at 0,0 note=hot\n"
        await press(pilot, "c", *["backspace"] * 3, "enter", "u", "u")
        assert text(app) == "lambda fn at 0,0\n"
        assert app.desk.notice == "undid Note on fn"


async def test_what_is_cut_can_be_pasted_with_all_that_lies_in_it() -> None:
    app = editor("vpc main\nsubnet inner in main\nlambda fn at 0,0 in main\nrds db at 1,0 in inner\nfn rw db")
    async with app.run_test(size=(120, 36)) as pilot:
        first = text(app)
        await press(pilot, "left_parenthesis", "ctrl+x")
        assert text(app) == ""
        assert app.desk.notice.startswith("Cut db and fn")
        await press(pilot, "p")
        assert text(app) == first
        await press(pilot, "u", "u")
        assert text(app) == first
        assert app.desk.notice.startswith("undid Cut db and fn")


async def test_the_last_change_is_made_once_more_here() -> None:
    app = editor("lambda fn at 0,0\nlambda other at 0,1\nrds db at 2,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "w", "right", "right", "enter", "down", "semicolon")
        assert "other rw db" in text(app)
        await press(pilot, "m", "right", "enter", "up", "left", "semicolon")
        assert "lambda fn at 1,0" in text(app)
        assert "lambda other at 1,1" in text(app)
        await press(pilot, "D", "semicolon")
        assert text(app).count("lambda ") == 4
        await press(pilot, "d", "semicolon")
        assert "nothing here to delete" in app.desk.notice


async def test_what_is_copied_goes_to_the_clipboard_outside_as_notation() -> None:
    given: list[str] = []
    way = Clipboard({}, lambda name: name, lambda command, text: not given.append(text))
    app = Sketchpad(Session(design=parse("vpc main\nlambda fn at 0,0 in main\nrds db at 1,0\nfn rw db")), clipboard=way)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "percent_sign", "y")
        assert app.desk.notice == "copied 2 components; p pastes; also on the clipboard, by pbcopy, as notation"
        assert given == ["rds db at 1,0\nlambda fn at 0,0\nfn rw db\n"]
        await press(pilot, "escape", "ctrl+x")
        assert app.desk.notice.startswith("Cut fn and 1 connection; also on the clipboard, by pbcopy, as notation   -1")
        assert given[1:] == ["lambda fn at 0,0\n"]


async def test_what_is_copied_is_pasted_into_another_design(tmp_path: Path) -> None:
    app = editor("lambda fn at 0,0", tmp_path / "a.sketch")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "ctrl+s", "y")
        assert "within sketchpad only" in app.desk.notice
        await press(pilot, "ctrl+n", "3", "p")
        assert text(app) == "lambda fn at 1,0\nsqs sqs-1 at 0,0\n"


async def test_a_connection_is_chosen_and_changed_on_the_canvas() -> None:
    app = editor("lambda fn at 0,0\nrds db at 2,0\nlambda other at 0,2\nfn reads db\nfn writes db")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "right_parenthesis")
        assert app.desk.session.editor.chosen == {"fn-reads-db"}
        await press(pilot, "down", "enter", *"rw", "enter")
        assert "fn rw db id=fn-writes-db" in text(app)
        assert app.desk.session.editor.chosen == {"fn-writes-db"}
        await press(pilot, "r", *"orders", "enter", "V", "u")
        assert "fn rw db id=fn-writes-db label=orders" in text(app)
        assert app.desk.notice == "undid Make fn-writes-db reads"
        await press(pilot, "m", "tab", "down", "down", "enter")
        assert "other rw db id=fn-writes-db label=orders" in text(app)
        await press(pilot, "u", "X")
        assert "db streams_to fn id=fn-writes-db label=orders" in text(app)
        await press(pilot, "d", "tab", "d")
        assert "id=" not in text(app)


async def test_tidying_and_aligning_are_one_step_each() -> None:
    app = editor("user u at 0,0\nalb web at 5,3\necs_fargate app at 2,6\nu routes_to web\nweb routes_to app")
    async with app.run_test(size=(120, 36)) as pilot:
        first = text(app)
        await press(pilot, "s")
        assert text(app) != first
        assert "components moved" in app.desk.notice
        await press(pilot, "u")
        assert text(app) == first
        assert app.desk.notice == "undid Tidy the design"
        await press(pilot, "percent_sign", "underscore")
        assert len({c.at.row for c in app.desk.session.editor.design.components.values() if c.at}) == 1
        await press(pilot, "u", "percent_sign", "vertical_line")
        assert len({c.at.column for c in app.desk.session.editor.design.components.values() if c.at}) == 1
        await press(pilot, "u")
        assert app.desk.notice == "undid Align app, u and web in a column"
        assert text(app) == first


async def test_the_menu_does_what_its_keys_say() -> None:
    app = editor("lambda fn at 0,0\nrds db at 1,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "comma", "D")
        assert "lambda fn-2" in text(app)
        await press(pilot, "u", "comma")
        menu = app.screen
        assert isinstance(menu, Menu)
        await press(pilot, "X")
        assert app.screen is menu
        assert "choose a connection first" in screen_text(app)
        await press(pilot, "escape")
        assert app.screen is app.desk


async def test_a_right_click_opens_the_menu_of_what_is_there() -> None:
    app = editor("lambda fn at 0,0\nrds db at 1,0\nfn rw db")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        x, y = app.desk.canvas.spot(Slot(1, 0))
        await pilot.click(offset=(x - 3, y + 1), button=3)
        await press(pilot)
        menu = app.screen
        assert isinstance(menu, Menu)
        assert app.desk.session.editor.chosen == {"db"}
        assert menu.frame.region.contains(x, y + 1)
        await press(pilot, "d")
        assert text(app) == "lambda fn at 0,0\n"
        await press(pilot, "u", "comma")
        await pilot.click(offset=(1, 34))
        await press(pilot)
        assert app.screen is app.desk


async def test_the_middle_button_slides_the_window() -> None:
    app = editor("lambda fn at 0,0\nrds db at 40,0\nfn rw db")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        before = app.desk.canvas.view
        await pilot.mouse_down(offset=(40, 20), button=2)
        await pilot.hover(offset=(30, 16))
        await pilot.mouse_up(offset=(30, 16))
        after = app.desk.canvas.view
        assert (after.x - before.x, after.y - before.y) == (10, 4)


# -- the other budgets ------------------------------------------------------------------------------------------------


async def test_t6_a_property_is_set_by_its_name_in_seven_keys() -> None:
    app = editor("rds db at 0,0 engine=postgres")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        assert await press(pilot, "e", "slash", *"maz", "space", "escape") <= 7
        assert "multi_az=true" in text(app)
        assert app.desk.pane == "canvas"


async def test_t8_a_finding_is_waived_by_a_reason() -> None:
    app = editor(STAMPEDE)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot)
        assert await press(pilot, "x", *"ok", "enter") <= 2 + len("ok")
        assert "reason=ok" in text(app)


async def test_t10_undoing_and_saving_take_one_key_each(tmp_path: Path) -> None:
    app = editor("lambda fn at 0,0", tmp_path / "a.sketch")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "3")
        assert await press(pilot, "u") == 1
        assert text(app) == "lambda fn at 0,0\n"
        assert await press(pilot, "ctrl+s") == 1
        assert (tmp_path / "a.sketch").read_text() == text(app)


async def test_six_components_five_connections_and_a_network_take_twenty_five_keys() -> None:
    app = editor()
    async with app.run_test(size=(160, 50)) as pilot:
        count = await press(pilot, "0")
        for way, kind in zip(("right", "right", "right", "down", "left"), "56713", strict=True):
            count += await press(pilot, "W", way, kind)
        count += await press(pilot, "percent_sign", "b", *"vpc", "enter")
        design = app.desk.session.editor.design
        assert count <= 25
        assert (len(design.components), len(design.connections), len(design.groups)) == (6, 5, 1)
        assert "FIL-010" not in rules(app)
        assert all(c.inside == ("vpc-1",) for c in design.components.values())


async def test_extending_stays_on_from_one_to_the_next() -> None:
    app = editor("user u at 0,0")
    async with app.run_test(size=(160, 50)) as pilot:
        await press(pilot)
        await pilot.press("W", "W")
        await press(pilot, "right", "5", "right", "6", "down", "7", "escape")
        connections = {(c.source, c.target) for c in app.desk.session.editor.design.connections.values()}
        assert connections == {("u", "alb-1"), ("alb-1", "ecs-1"), ("ecs-1", "rds-1")}
        assert app.desk.hand.gesture is None
        await press(pilot, "u", "u", "u")
        assert text(app) == "user u at 0,0\n"


async def test_one_goes_back_and_forth_to_a_step() -> None:
    app = editor("lambda fn at 0,0")
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "Y")
        assert app.desk.notice == "nothing was changed yet"
        await press(pilot, "m", "down", "enter", "D", "d")
        moved = "lambda fn at 0,1\n"
        assert text(app) == moved
        await press(pilot, "Y")
        shown = screen_text(app)
        assert "3 of 3 steps hold" in shown
        assert "Duplicate fn" in shown
        await press(pilot, *"opened", "enter")
        assert text(app) == "lambda fn at 0,0\n"
        assert app.desk.notice.startswith("back 3 steps to the beginning")
        await press(pilot, "Y", "up", "enter")
        assert text(app) == moved
        assert app.desk.notice.startswith("forth 1 step to: Move fn")
        await press(pilot, "U", "U")
        assert text(app) == moved
        assert len(app.desk.session.editor.done) == 3


async def test_a_jump_leads_to_a_pane_too() -> None:
    app = editor(STAMPEDE)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "f", "1")
        assert app.desk.pane == "inspector"
        assert app.desk.hand.gesture is None
        await press(pilot, "escape", "f", "2")
        assert app.desk.pane == "findings"


async def test_what_there_is_to_begin_with_can_be_clicked() -> None:
    app = editor()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        lines = screen_text(app).splitlines()
        y = next(y for y, line in enumerate(lines) if "begin from a pattern" in line)
        x = lines[y].index("begin")
        await pilot.click(offset=(x, y))
        await press(pilot)
        assert type(app.screen).__name__ == "Gallery"
        await press(pilot, "escape")
        await pilot.click(offset=(x, y - 4))
        await press(pilot)
        assert app.screen is app.desk


async def test_the_terminals_own_cursor_is_where_one_is() -> None:
    """It is hidden unless somebody wants to see it, and follows all the same."""
    app = editor(STAMPEDE)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "tab")
        lines = screen_text(app).splitlines()
        x, y = app.cursor_position
        assert lines[y][x:].startswith(" db")
        await press(pilot, "exclamation_mark", "down")
        x, y = app.cursor_position
        assert app.desk.findings.list.region.contains(x, y)
