"""The table of verbs: one key, one verb; and each says what it means or why it means nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from sketchpad.drawing import Rect
from sketchpad.editing import Waive
from sketchpad.model import Slot, Waiver, parse, unparse
from sketchpad.tui import acts
from sketchpad.tui.canvas import Gesture
from sketchpad.tui.keys import TABLE, TOPICS, shown
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Act, Choose, Do, Go, Meaning, WhyNot
from sketchpad.tui.session import Session
from sketchpad.tui.sifting import Order
from sketchpad.tui.verbs import BY_ID, MEANINGS, VERBS

SHOP = """
region tokyo
vpc main in tokyo
lambda fn at 0,0
rds db at 1,0 in main
fn rw db
"""


STAMPEDE = """
lambda f at 0,0 peak_rps=4000 avg_duration_ms=200
lambda g at 0,2 peak_rps=4000 avg_duration_ms=200
rds d at 0,1 class=db.t4g.medium
rds e at 2,0 class=db.t4g.medium
f rw d
g rw e
"""


def looking(text: str, *, at: tuple[int, int] = (0, 0)) -> Looking:
    found = Looking(Session(design=parse(text)))
    found.cursor = Slot(*at)
    return found


def means(verb: str, found: Looking) -> Meaning:
    return BY_ID[verb].means(found.scene(Rect(-2, -1, 200, 60)))


def test_no_key_has_two_verbs() -> None:
    keys = Counter(key for verb in VERBS for key in verb.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_verb_that_is_listed_means_something_and_the_other_way_round() -> None:
    assert [verb.id for verb in VERBS] == [listed.id for listed in TABLE]
    assert MEANINGS.keys() == BY_ID.keys()


def test_every_verb_has_an_id_a_name_and_a_sentence() -> None:
    assert len(BY_ID) == len(VERBS)
    for verb in VERBS:
        assert verb.name[0].isupper()
        assert verb.help.endswith("."), verb.id
        assert len(verb.help) <= 46, f"{verb.id}: the help has no room for it"
        assert verb.keys, verb.id


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.id)
def test_every_verb_has_a_key_that_every_terminal_sends(verb: object) -> None:
    def everywhere(key: str) -> bool:
        return not key.startswith(("alt+", "ctrl+shift+", "shift+f")) and key not in ("ctrl+i", "ctrl+m", "ctrl+j")

    assert any(everywhere(key) for key in verb.keys)  # type: ignore[attr-defined]


def test_the_footer_has_at_most_thirteen_verbs() -> None:
    assert 0 < sum(bool(verb.footer) for verb in VERBS) <= 13


def test_keys_are_written_for_people() -> None:
    assert [shown(key) for key in ("ctrl+s", "full_stop", "f8", "shift+tab", "a")] == ["^S", ".", "F8", "S-Tab", "a"]
    assert [shown(key) for key in ("left_curly_bracket", "quotation_mark", "pageup")] == ["{", '"', "PAGEUP"]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.id)
@pytest.mark.parametrize("text", ["", "lambda fn at 0,0", SHOP], ids=["empty", "one", "shop"])
def test_every_verb_means_something_everywhere(verb: object, text: str) -> None:
    """An edit can be made, and a reason has words."""
    for at in ((0, 0), (1, 0), (7, 7)):
        found = looking(text, at=at)
        meaning = means(verb.id, found)  # type: ignore[attr-defined]
        assert isinstance(meaning, Do | Go | Choose | Act | WhyNot | Gesture)
        if isinstance(meaning, WhyNot):
            assert len(meaning.reason) > 10
        if isinstance(meaning, Go):
            assert meaning.at != found.cursor, "a verb that does nothing says why"
        if isinstance(meaning, Choose):
            assert meaning.ids != found.session.editor.chosen
        if isinstance(meaning, Do):
            meaning.edit(found.session.editor.design)


def test_a_digit_places_a_component_at_once() -> None:
    meaning = means("add.slot_2", looking(""))
    assert isinstance(meaning, Do)
    assert unparse(meaning.edit(parse(""))) == "s3 s3-1 at 0,0\n"


def test_deleting_says_what_goes_along() -> None:
    meaning = means("edit.delete", looking(SHOP))
    assert isinstance(meaning, Do)
    assert meaning.say == "and 1 connection"


def test_a_copy_stands_beside_the_original() -> None:
    meaning = means("edit.duplicate", looking(SHOP))
    assert isinstance(meaning, Do)
    assert "lambda fn-2 at 0,1" in unparse(meaning.edit(parse(SHOP)))


def test_pasting_before_copying_says_so() -> None:
    assert means("clip.paste", looking(SHOP)) == WhyNot("nothing was copied yet; y copies")


def test_pasting_finds_room_and_the_group_there() -> None:
    found = looking(SHOP, at=(1, 0))
    found.clip = parse("sqs q at 0,0")
    meaning = means("clip.paste", found)
    assert isinstance(meaning, Do)
    assert "sqs q at 2,0" in unparse(meaning.edit(parse(SHOP)))


def test_parent_and_child_walk_groups_and_connections() -> None:
    found = looking(SHOP, at=(1, 0))
    assert means("item.parent", found) == Choose(frozenset({"main"}), held=False)
    found.session.editor.chosen = frozenset({"main"})
    assert means("item.parent", found) == Choose(frozenset({"tokyo"}), held=False)
    assert means("item.child", found) == Go(Slot(1, 0))
    found.session.editor.chosen = frozenset({"fn"})
    assert means("item.child", found) == Choose(frozenset({"fn-rw-db"}), held=False)


def test_marks_add_up() -> None:
    found = looking(SHOP)
    first = means("select.mark", found)
    assert first == Choose(frozenset({"fn"}))
    found.session.editor.chosen, found.held, found.cursor = frozenset({"fn"}), True, Slot(1, 0)
    assert means("select.mark", found) == Choose(frozenset({"fn", "db"}))
    found.session.editor.chosen = frozenset({"fn", "db"})
    assert means("select.mark", found) == Choose(frozenset({"fn"}))


def test_a_group_that_was_gone_to_is_marked() -> None:
    found = looking(SHOP, at=(1, 0))
    found.session.editor.chosen = frozenset({"main"})
    assert means("select.mark", found) == Choose(frozenset({"main"}), on="main")
    found.held, found.gone_to = True, ""
    assert means("select.mark", found) == Choose(frozenset({"main", "db"}))
    assert means("item.parent", found) == Choose(frozenset({"main"}), on="main")


def test_several_that_are_chosen_have_properties_in_common() -> None:
    found = looking(SHOP)
    found.session.editor.chosen, found.held = frozenset({"fn", "db"}), True
    for verb in ("edit.properties", "edit.enter"):
        meaning = means(verb, found)
        assert isinstance(meaning, Act)
        assert meaning.run is acts.properties


def test_findings_are_gone_through_in_reading_order_and_round() -> None:
    text = "".join(
        f"lambda f{n} at 0,{n} peak_rps=4000 avg_duration_ms=200\nrds d{n} at 1,{n} class=db.t4g.medium\nf{n} rw d{n}\n"
        for n in range(3)
    )
    found = looking(text, at=(0, 1))
    wanted = [one for one in found.session.report.standing if one.rule.id == "CON-001"]
    assert len(wanted) == 3
    seen = []
    wraps = []
    for _ in range(len(found.session.report.standing)):
        step = found.next_finding(back=False)
        assert step is not None
        seen.append(step[0].key)
        wraps.append(step.anew)
    assert len(set(seen)) == len(found.session.report.standing)
    assert sum(wraps) == 1
    assert [key[1][1] for key in seen if key[0] == "CON-001"] == ["f1", "f2", "f0"]
    back = found.next_finding(back=True)
    assert back is not None
    assert back[0].key == seen[-2]


def test_going_through_findings_follows_the_filter_and_the_order_of_the_panel() -> None:
    found = looking(STAMPEDE)
    standing = found.session.report.standing

    def gone(words: str, order: Order, times: int) -> list[tuple[str, int, int, bool]]:
        found.place = None
        turns = [found.next_finding(False, words, order) for _ in range(times)]
        return [(turn.finding.rule.id, turn.number, turn.of, turn.anew) for turn in turns if turn is not None]

    rules = sorted(one.rule.id for one in standing)
    assert [turn[0] for turn in gone("", Order.RULE, len(standing))] == rules
    assert gone("rule:CON", Order.SEVERITY, 3) == [
        ("CON-001", 1, 2, False),
        ("CON-001", 2, 2, False),
        ("CON-001", 1, 2, True),
    ]
    assert gone("rule:SCL", Order.PART, 1) == [("SCL-003", 1, 1, False)]
    assert gone("nothing like it", Order.SEVERITY, 1) == []
    errors = [one.rule.id for one in standing if one.severity.word == "error"]
    assert sorted(turn[0] for turn in gone("E", Order.RULE, len(errors))) == sorted(errors)


def test_a_finding_that_is_mended_leaves_its_place_to_the_next() -> None:
    found = looking(STAMPEDE)
    every = sorted(one.rule.id for one in found.session.report.standing)
    second = [found.next_finding(False, "", Order.RULE) for _ in range(2)][-1]
    assert second is not None
    assert second.finding.rule.id == every[1]
    found.session.do(Waive(Waiver(rule=second.finding.rule.id, on=second.finding.on, reason="so")))
    turn = found.next_finding(False, "", Order.RULE)
    assert turn is not None
    assert turn.finding.rule.id == every[2]


def test_words_find_names_kinds_properties_and_rules() -> None:
    text = "lambda fn at 0,0 name=Checkout\nrds db at 1,0 class=db.t4g.medium\nfn rw db"
    found = looking(text)

    def ids(words: str) -> list[str]:
        return [id for _, id in found.matches(words)]

    assert ids("check") == ["fn"]
    assert ids("RDS") == ["db"]
    assert ids("class=db.t4g") == ["db"]
    assert ids("con-001") == ["fn", "db"]
    assert ids("nothing like it") == ids(" ") == []


def test_every_topic_has_a_heading() -> None:
    assert {listed.topic for listed in TABLE} == TOPICS.keys()


def test_the_same_kind_is_that_of_whatever_is_chosen() -> None:
    text = f"{SHOP}vpc other in tokyo\nlambda worker at 3,3 in other\nsqs q at 5,5\nworker rw db\nworker publishes q"
    found = looking(text)
    assert means("select.same", found) == Choose(frozenset({"fn", "worker"}))
    for chosen, same in (
        ({"main"}, {"main", "other"}),
        ({"fn-rw-db"}, {"fn-rw-db", "worker-rw-db"}),
        ({"fn", "q"}, {"fn", "worker", "q"}),
    ):
        found.session.editor.chosen = frozenset(chosen)
        assert means("select.same", found) == Choose(frozenset(same))
