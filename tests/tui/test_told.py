"""What texts say of keys: those that the user has, wherever a verb is named by its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sketchpad.drawing import Rect
from sketchpad.model import Slot, parse
from sketchpad.tui import chrome, ways
from sketchpad.tui.bound import Bound
from sketchpad.tui.keymap import keyed
from sketchpad.tui.keys import TABLE, told
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Scene, WhyNot
from sketchpad.tui.screens import Help
from sketchpad.tui.session import Session
from sketchpad.tui.tour import STAGES, begin
from sketchpad.tui.verbs import VERBS

SHOP = """
region tokyo
vpc main in tokyo
vpc empty in tokyo
lambda fn at 0,0 in main peak_rps=4000 avg_duration_ms=200
rds db at 2,0 in main class=db.t4g.medium
sqs jobs at 4,4
fn rw db
"""

OTHER = Bound(keyed(VERBS, {verb.id: (chr(0x0400 + number),) for number, verb in enumerate(VERBS)}))
"""Every verb with a key that no keyboard of the table has."""

OF_THE_PROGRAM = {"a", "A", "Esc", "Enter", "Tab", "Space", "Backspace", "-"}
"""Words, and keys that gestures and panels have for themselves."""

BUILT_IN = {key for listed in TABLE for key in listed.shown_keys} - OF_THE_PROGRAM - set("1234567890")


def keys_in(text: str) -> set[str]:
    """The keys of the table that a text names."""
    return BUILT_IN & set(re.split(r"[\s;,:]+", text))


def scenes() -> Iterator[Scene]:
    for text in ("", "lambda fn at 0,0", SHOP):
        for chosen in ("", "main", "empty", "fn-rw-db", "fn db"):
            for at in ((0, 0), (4, 4), (9, 9)):
                looking = Looking(Session(design=parse(text)))
                looking.cursor = Slot(*at)
                looking.session.editor.chosen = frozenset(
                    id for id in chosen.split() if id in looking.session.editor.design
                )
                yield looking.scene(Rect(-2, -1, 200, 60), OTHER.called)


def test_a_reason_names_the_keys_that_the_user_has() -> None:
    meanings = (verb.means(scene) for scene in scenes() for verb in VERBS)
    reasons = {meaning.reason for meaning in meanings if isinstance(meaning, WhyNot)}
    assert any(OTHER.called("edit.group") in reason for reason in reasons)
    assert {reason: found for reason in reasons if (found := keys_in(reason))} == {}


def test_what_stands_around_the_canvas_does_too() -> None:
    for scene in scenes():
        lines = [chrome.about(scene, None, OTHER), chrome.notice(scene, None, "", OTHER)]
        said = "".join(text for line in lines for text, _ in line if text not in scene.design)
        assert keys_in(said.replace(" / ", " ")) == set(), said
    assert keys_in(" ".join(chrome.hints(OTHER)).replace("F1", "")) == set()
    assert "F1" not in " ".join(chrome.hints(OTHER))


def test_the_tour_and_the_search_do_too() -> None:
    tour, _ = begin(Looking(Session()))
    for _ in STAGES:
        assert keys_in(" ".join(text for line in tour.words(OTHER) for text, _ in line)) == set()
        tour = tour.on(tour.began)
    tour.folder.cleanup()
    for text in (ways.NO_SEARCH, ways.SEARCH_KEYS):
        assert keys_in(told(text)) != set()
        assert keys_in(told(text, OTHER.called)) == set()


@pytest.mark.parametrize("pane", ["canvas", "find"])
def test_the_help_does_too(pane: str) -> None:
    help = Help(OTHER.verbs, pane)
    rows = ("".join(text for text, _ in row.cells) for row in help.own())
    assert keys_in(" ".join(rows).replace("? every key", "")) - {"E", "W", "i", "x", "F"} == set()


def test_a_verb_without_a_key_is_named() -> None:
    bare = Bound(tuple(replace(verb, keys=()) for verb in VERBS))
    assert told("[edit.group] makes one", bare.called) == "Group makes one"
