"""Keys that mean something together: sequences, counts, and the letters of other keyboards."""

from __future__ import annotations

import pytest

from sketchpad.model import Slot, parse, unparse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.bound import PLAIN, Bound
from sketchpad.tui.keymap import keys_of
from sketchpad.tui.keys import COUNTED, TABLE
from sketchpad.tui.layouts import LATIN, LETTERS, PLACES, latin
from sketchpad.tui.preferences import read
from sketchpad.tui.sequences import Sequence, Together
from sketchpad.tui.session import Session
from sketchpad.tui.verbs import BY_ID

VIM = Bound.by(keys_of(preset="vim")[0])


def typed(keys: str, bound: Bound = VIM) -> Together | None:
    """What the last of some keys means."""
    sequence = Sequence(bound)
    *before, last = keys.split()
    for key in before:
        sequence.press(key)
    return sequence.press(last)


@pytest.mark.parametrize(
    ("keys", "verb", "times"),
    [
        ("d d", "edit.delete", 1),
        ("g g", "item.first", 1),
        ("3 l", "cursor.right", 3),
        ("1 0 j", "cursor.down", 10),
        ("2 u", "edit.undo", 2),
        ("9 9 9 9 j", "cursor.down", 999),
        ("g 3", "add.slot_3", 1),
    ],
)
def test_keys_together_mean_a_verb_so_often(keys: str, verb: str, times: int) -> None:
    assert typed(keys) == Together(verb, times)


def test_what_leads_nowhere_is_said() -> None:
    assert typed("3 d d") == Together(says="Delete takes no count")
    assert typed("d x") == Together(says="dx does nothing")
    assert typed("3 escape") == typed("d escape") == Together()
    assert typed("4 2") == Together(says="42-")
    assert (found := typed("d")) is not None
    assert found.says.startswith("d-   d Delete")


def test_a_key_by_itself_is_none_of_this() -> None:
    assert typed("l") is typed("0") is typed("G") is None
    assert typed("3", PLAIN) is typed("d", PLAIN) is None


def test_what_takes_a_count_is_in_the_table() -> None:
    assert {listed.id for listed in TABLE} >= COUNTED
    assert "edit.delete" not in COUNTED


def test_a_letter_of_another_keyboard_is_that_of_the_key() -> None:
    assert latin("ц") == latin("ς") == latin("ص") == "w"
    assert (latin("Ц"), latin("ю"), latin("w"), latin("é")) == ("W", "full_stop", "w", "é")
    assert all(len(letters) == len(LATIN) for letters in PLACES.values())
    assert all(letter not in BY_ID and not letter.isascii() for letter in LETTERS)


async def test_counts_ends_and_other_letters_on_the_canvas() -> None:
    design = parse("lambda fn at 0,0\nsqs q at 3,3\nrds db at 5,0")
    app = Sketchpad(Session(None, design), preferences=read('[keys]\npreset = "vim"'))
    async with app.run_test(size=(120, 36)) as pilot:
        looking = app.desk.looking

        async def press(*keys: str) -> Slot:
            await pilot.press(*keys)
            return looking.cursor

        assert await press("5", "l") == Slot(5, 0)
        assert await press("G") == Slot(3, 3)
        assert await press("g", "g") == Slot(0, 0)
        assert await press("3", "д", "3", "о") == Slot(3, 3)
        assert await press("ь", "3", "л", "enter") == Slot(3, 0)
        assert "sqs q at 3,0" in unparse(app.desk.session.editor.design)
        await press("ф", "escape", "3", "d")
        assert app.desk.notice == "d-   d Delete   Esc leaves it"
        await press("d")
        assert app.desk.notice == "Delete takes no count"
        assert len(app.desk.session.editor.done) == 1
