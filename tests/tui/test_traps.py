"""What terminals really send: each verb has a key that arrives everywhere, and what arrives for another is harmless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import pytest
from textual import events

from sketchpad.tui.bound import Bound
from sketchpad.tui.incoming import Guarded
from sketchpad.tui.keymap import CHANGING, PRESETS, keys_of
from sketchpad.tui.keys import TABLE, shown

ESCAPE = "\x1b"
VIA = {"up": "A", "down": "B", "right": "C", "left": "D"}
SIGNS = {"space": " ", "enter": "\r", "tab": "\t", "escape": ESCAPE, "backspace": "\x7f", "shift+tab": f"{ESCAPE}[Z"}
TILDE = {"insert": 2, "delete": 3, **{f"f{n}": n + (10 if n < 6 else 11 if n < 11 else 12) for n in range(1, 13)}}
HIGH = {f"f{n}": f"{ESCAPE}O{'PQRS'[n - 1]}" for n in range(1, 5)}


def usual(key: str) -> str | None:
    """What a terminal of the older sort sends for a key; None where it has none for it."""
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[5]) & 0x1F)
    if key.startswith("shift+") and key[6:] in VIA:
        return f"{ESCAPE}[1;2{VIA[key[6:]]}"
    if key in VIA:
        return f"{ESCAPE}[{VIA[key]}"
    if key in TILDE:
        return f"{ESCAPE}[{TILDE[key]}~"
    sign = shown(key)
    return SIGNS.get(key) or (sign if len(sign) == 1 else None)


def kitty(key: str) -> str | None:
    """What a terminal sends that names every key, as Textual asks it to."""
    sign = shown(key)
    if key.startswith("ctrl+shift+") or key == "ctrl+full_stop":
        return f"{ESCAPE}[{ord(key[-1]) if '_' not in key else 46};{6 if 'shift' in key else 5}u"
    if key.startswith("ctrl+"):
        return f"{ESCAPE}[{ord(key[5])};5u"
    if key == "shift+tab":
        return f"{ESCAPE}[9;2u"
    if key in SIGNS and key != "space":
        return f"{ESCAPE}[{ord(SIGNS[key])}u"
    if len(sign) == 1 or key == "space":
        sign = SIGNS.get(key, sign)
        return f"{ESCAPE}[{ord(sign.lower())};{2 if sign.isupper() else 1};{ord(sign)}u"
    return HIGH.get(key, "").replace("O", "[") or usual(key)


TERMINALS: Mapping[str, Mapping[str, str]] = {
    "xterm": {**HIGH, "home": f"{ESCAPE}[H", "shift+f8": f"{ESCAPE}[19;2~"},
    "VTE": {**HIGH, "home": f"{ESCAPE}OH", "shift+f8": f"{ESCAPE}[19;2~"},
    "kitty": {"home": f"{ESCAPE}[H", "shift+f8": f"{ESCAPE}[19;2~", "f3": f"{ESCAPE}[13~"},
    "tmux": {**HIGH, "home": f"{ESCAPE}[1~", "shift+f8": f"{ESCAPE}[19;2~"},
    "Linux console": {f"f{n}": f"{ESCAPE}[[{'ABCDE'[n - 1]}" for n in range(1, 6)} | {"home": f"{ESCAPE}[1~"},
    "rxvt": {"home": f"{ESCAPE}[7~", **{f"shift+{way}": f"{ESCAPE}[{end.lower()}" for way, end in VIA.items()}},
}
"""By terminal what it sends for keys, where that is not the usual."""

SILENT = {"Linux console": {f"shift+{way}" for way in VIA}}
"""Keys that a terminal has nothing of its own for."""

NEVER = {
    *("ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+left_square_bracket", "ctrl+@", "ctrl+space"),
    *("ctrl+underscore", "ctrl+slash", "shift+f3", "ctrl+enter"),
}
"""Keys that arrive as others, or under more than one name."""

THIRD_LEVEL = {
    *("left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket"),
    *("vertical_line", "backslash", "at", "tilde"),
}
"""Signs that many keyboards have on a third level only."""


def sent(terminal: str, key: str) -> str | None:
    if key in SILENT.get(terminal, ()):
        return None
    return TERMINALS[terminal].get(key) or (kitty(key) if terminal == "kitty" else usual(key))


def arriving(data: str) -> list[str]:
    parser = Guarded()
    found = chain(parser.feed(data), parser.feed(""))
    return [event.key for event in found if isinstance(event, events.Key)]


def everywhere(keys: tuple[str, ...]) -> Iterator[str]:
    """Those of some keys that every terminal sends and every keyboard has on its first two levels."""
    for key in keys:
        *with_key, _ = key.split("+")
        letter = key.startswith("ctrl+") and len(key) == 6
        if (not with_key or letter or key == "shift+tab") and not THIRD_LEVEL.intersection(key.split()):
            yield key


EVERY = sorted({key for listed in TABLE for key in listed.keys})


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_key_that_a_terminal_sends_arrives_by_its_name(terminal: str) -> None:
    wrong = {key: arriving(data) for key in EVERY if (data := sent(terminal, key)) and arriving(data) != [key]}
    assert wrong == {}


@pytest.mark.parametrize("terminal", TERMINALS)
def test_each_verb_can_be_reached_in_each_terminal(terminal: str) -> None:
    for listed in TABLE:
        assert any(sent(terminal, key) for key in everywhere(listed.keys)), listed.id


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_binds_a_key_that_arrives_as_another(preset: str) -> None:
    keys, problems = keys_of(preset=preset)
    assert problems == ()
    assert NEVER.isdisjoint(part for some in keys.values() for key in some for part in key.split())
    for id, some in keys.items():
        assert not some or any(everywhere(some)), id


@pytest.mark.parametrize("data", [f"{ESCAPE}[{code}~" for code in (25, 26, 28, 29, 31, 32, 33, 34)])
def test_what_arrives_for_a_function_key_with_shift_changes_nothing(data: str) -> None:
    """PuTTY and the Linux console send these, of which Textual takes some for signs."""
    keys = Bound.by(keys_of()[0]).by_key
    for key in arriving(data):
        verb = keys.get(key)
        assert verb is None or not (verb.topic in CHANGING or verb.id in CHANGING), key


def test_alt_with_a_key_does_no_more_than_the_key_does() -> None:
    """Some terminals send Esc and then the key: the gesture is let go, and the cursor moves."""
    assert arriving(f"{ESCAPE}{ESCAPE}[A")[-1] == "up"
    bound = Bound.by(keys_of()[0])
    assert not any(part.startswith("alt+") for key in bound.by_key for part in key.split())
