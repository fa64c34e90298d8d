"""Findings sorted, under headings, and filtered."""

from __future__ import annotations

from datetime import date

import pytest
from plain_app import PlainApp, screen_text

from sketchpad.model import Waiver, parse
from sketchpad.rules import RULES, check
from sketchpad.tui.panels import Findings
from sketchpad.tui.severity import letter
from sketchpad.tui.sifting import Order, sift, sorted_by, under_headings

TODAY = date(2027, 1, 1)
DESIGN = parse(
    """
    user u at 0,0
    lambda fn at 1,0 peak_rps=4000 avg_duration_ms=200 timeout_s=30 max_duration_s=120
    rds db at 2,0 class=db.t4g.medium name=Ledger
    sqs jobs at 1,1
    lambda worker at 2,1
    u invokes fn
    fn rw db
    fn publishes jobs
    jobs delivers worker
    need availability pct=99.99
    need rpo minutes=1
    """
)
FIRST = check(DESIGN, TODAY).findings[0]
WAIVED = DESIGN.but(waivers=(Waiver(rule=FIRST.rule.id, on=FIRST.on, reason="a pilot"),))
EVERY = check(WAIVED, TODAY).findings


def rules(words: str) -> list[str]:
    return [one.rule.id for one in sift(words, EVERY, WAIVED).findings]


@pytest.mark.parametrize("mark", ["E", "W", "i", "x"])
def test_a_letter_keeps_the_findings_of_that_severity(mark: str) -> None:
    assert [letter(one) for one in sift(mark, EVERY, WAIVED).findings] == [
        letter(one) for one in EVERY if letter(one) == mark
    ]


def test_a_rule_a_requirement_and_words() -> None:
    assert rules("") == [one.rule.id for one in EVERY]
    assert set(rules("rule:CON-001")) == {"CON-001"}
    assert {rule[:4] for rule in rules("rule:con")} == {"CON-"}
    broken = [one.rule.id for one in EVERY if "availability" in (one.breaks or ())]
    assert broken
    assert rules("need:availability") == broken
    assert "CON-001" in rules("ledger")
    assert rules("ledger rule:CON-001") == ["CON-001"]
    assert rules("nothing like it") == []


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ("rule:CNO-001", "there is no finding of CNO-001; nearest: CON-001"),
        ("need:availabilty", "there is no requirement availabilty; nearest: availability"),
        ("ruel:CON-001", "there is no filter ruel:, did you mean rule:?"),
    ],
)
def test_a_mistake_says_what_is_nearest(words: str, mistake: str) -> None:
    sifted = sift(words, EVERY, WAIVED)
    assert (sifted.findings, sifted.mistake) == ((), mistake)


def test_what_is_waived_comes_last_in_every_order() -> None:
    assert sum(one.waived for one in EVERY) == 1
    for order in Order:
        assert sorted_by(order, EVERY, WAIVED)[-1].waived, order


def test_the_orders() -> None:
    by_rule = [one.rule.id for one in sorted_by(Order.RULE, EVERY, WAIVED)[:-1]]
    assert by_rule == sorted(by_rule)
    by_part = [str(WAIVED.get(one.on[0]) or one.on[0]).casefold() for one in sorted_by(Order.PART, EVERY, WAIVED)[:-1]]
    assert by_part == sorted(by_part)
    by_severity = [one.severity for one in sorted_by(Order.SEVERITY, EVERY, WAIVED)[:-1]]
    assert by_severity == sorted(by_severity, reverse=True)
    breaking = [bool(one.breaks) for one in sorted_by(Order.NEED, EVERY, WAIVED)[:-1]]
    assert breaking == sorted(breaking, reverse=True)
    assert [order.next for order in Order] == [Order.PART, Order.RULE, Order.NEED, Order.SEVERITY]


def test_headings_are_of_rules_else_of_what_is_sorted_by() -> None:
    headed = under_headings(Order.RULE, EVERY, WAIVED)
    assert all(len({one.rule.id for one in some}) == 1 for some in headed.values())
    assert any(heading.startswith("CON-001  ") for heading in headed)
    assert any("Ledger" in heading for heading in under_headings(Order.PART, EVERY, WAIVED))
    assert any(heading.startswith("availability") for heading in under_headings(Order.NEED, EVERY, WAIVED))
    assert sum(map(len, headed.values())) == len(EVERY)


class Panel(Findings):
    def on_mount(self) -> None:
        self.show(check(WAIVED, TODAY), WAIVED, len(RULES))
        self.enter()


async def test_the_panel_sorts_groups_and_filters() -> None:
    panel = Panel()
    app = PlainApp(panel)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("s", "s")
        await pilot.pause()
        assert " by rule" in screen_text(app)
        keys = [key[0] for key in panel.list.keys if isinstance(key, tuple)]
        assert keys[:-1] == sorted(keys[:-1])
        await pilot.press("g")
        await pilot.pause()
        title = next(one.rule.title for one in EVERY if one.rule.id == "CON-001")
        assert f"CON-001  {title}"[:40] in screen_text(app)
        await pilot.press("g", "slash", *"rule:CON-001", "enter")
        await pilot.pause()
        assert {key[0] for key in panel.list.keys if isinstance(key, tuple)} == {"CON-001"}
        assert "for rule:CON-001" in screen_text(app)
        assert panel.list.has_focus
        await pilot.press("slash", *"rule:CNO-001")
        await pilot.pause()
        assert "no finding of" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(panel.list.keys) == len(EVERY)
