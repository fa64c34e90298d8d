"""The user's own keys: presets, overrides, and what is wrong with them. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from .keys import NAMES, TABLE, Listed, shown

Keys = Mapping[str, tuple[str, ...]]
"""The keys of verbs by their id, in Textual's names; a sequence such as `d d` has spaces between."""

L = TypeVar("L", bound=Listed)

MODIFIERS = ("ctrl", "shift", "alt", "super")
NAMED = frozenset({*NAMES, "pageup", "pagedown", "end", *(f"f{number}" for number in range(1, 25))})
SPOKEN = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore", "esc": "escape", "ins": "insert", "del": "delete",
    "return": "enter", "backslash": "backslash", "at": "at",
}  # fmt: skip
"""Other names for keys, and what they are called here."""

ARRIVES = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+left_square_bracket": "Esc"}
"""Keys that a terminal sends as if they were others."""

CHANGING = ("add", "edit", "flow", "clip.cut", "clip.paste", "finding.fix", "finding.waive", "panel.patterns")
"""Topics and ids of the verbs that change a design."""


def _speechless() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The verbs that change a design with the keys that no dictation and no cat on the keyboard types."""
    for listed in TABLE:
        if listed.topic in CHANGING or listed.id in CHANGING:
            yield listed.id, tuple(key for key in listed.keys if len(shown(key)) > 1)


PRESETS: Mapping[str, Keys] = {
    "default": {},
    "vim": {
        "edit.delete": ("d d", "delete", "backspace"),
        "clip.copy": ("y y", "ctrl+c"),
        "clip.paste": ("p", "P", "ctrl+v"),
        "edit.redo": ("ctrl+r", "U", "ctrl+y"),
        "file.save": ("ctrl+s", "colon w enter"),
        "file.open": ("colon e enter", "f4"),
        "app.quit": ("colon q enter", "ctrl+q"),
        **{f"add.slot_{digit}": (f"g {digit}",) for digit in "1234567890"},
        "item.first": ("g g",),
        "view.fold": ("z a", "C"),
        "view.fold_all": ("z M", "A"),
        "app.commands": ("ctrl+p", "colon colon"),
        "zoom.fit": ("z z", "home"),
        "zoom.cycle": ("z c",),
        "zoom.in": ("z i", "plus", "equals_sign"),
        "zoom.out": ("z o", "minus"),
    },
    "functions": {
        **dict(_speechless()),
        "add.extend": ("f12",),
        "edit.connect": ("f3",),
        "edit.group": ("f11",),
        "edit.move": ("f5",),
        "edit.menu": ("f10",),
        "edit.undo": ("ctrl+z",),
        "edit.redo": ("ctrl+y",),
        "finding.fix": ("f9",),
    },
}
"""What each preset has beside the keys of the table; a verb without keys is in the palette and in the menu."""


@dataclass(frozen=True)
class Override:
    """What a user says of one verb: keys instead of its own, or more of them."""

    id: str
    keys: tuple[str, ...]
    """As they are written; with a `+` before them they come on top."""
    line: int = 0


@dataclass(frozen=True)
class Problem:
    """Something in a file of settings that makes no sense: where, and why."""

    line: int
    says: str


def named(written: str) -> str | None:
    """A key, or keys one after the other, in Textual's names: `Ctrl+S`, `?`, `F3`, `d d`. None where there is none."""
    parts = [_one(part) for part in written.split()] if written.strip() else [_one(written)] if written else []
    return " ".join(part for part in parts if part) if parts and all(parts) else None


def _one(written: str) -> str | None:
    *modifiers, key = written.split("+") if len(written) > 1 and not written.endswith("+") else [written]
    if written.endswith("++"):
        modifiers, key = written[:-2].split("+"), "+"
    from unicodedata import name as name_of

    lowered = [modifier.casefold() for modifier in modifiers]
    if not all(modifier in MODIFIERS for modifier in lowered):
        return None
    if len(key) == 1 and key.isprintable():
        name = key if key.isalnum() else name_of(key, "").lower().replace(" ", "_").replace("-", "_")
        name = SPOKEN.get(name, name)
        name = name.lower() if lowered and lowered != ["shift"] else name
        if lowered == ["shift"] and key.isalpha():
            return name.upper()
    else:
        name = SPOKEN.get(key.casefold(), key.casefold())
        if name not in NAMED and name not in SPOKEN.values():
            return None
    return "+".join((*sorted(lowered, key=MODIFIERS.index), name)) if name else None


def keys_of(
    overrides: Iterable[Override] = (), preset: str = "default", table: Sequence[Listed] = TABLE
) -> tuple[Keys, tuple[Problem, ...]]:
    """The keys of every verb, and what is wrong with what was said of them. Of two verbs with a key the later wins."""
    keys = {listed.id: listed.keys for listed in table}
    names = {listed.id: listed.name for listed in table}
    problems: list[Problem] = []
    for id, own in PRESETS[preset].items():
        _give(keys, id, own)
    for override in overrides:
        if override.id not in keys:
            problems.append(Problem(override.line, f"there is no verb {override.id}{near(override.id, keys)}"))
            continue
        wanted = list(_read(override, problems))
        more = bool(override.keys) and all(_adds(key) for key in override.keys)
        own = (*keys[override.id], *wanted) if more else tuple(wanted)
        if override.keys and not wanted:
            continue
        for id, key in _give(keys, override.id, tuple(dict.fromkeys(own))):
            says = f"{shown(key)} is {names[id]} ({id}) and {names[override.id]} ({override.id}); it does the latter"
            problems.append(Problem(override.line, says))
    return keys, tuple(problems)


def _adds(written: str) -> bool:
    return len(written) > 1 and written.startswith("+")


def _read(override: Override, problems: list[Problem]) -> Iterator[str]:
    for written in override.keys:
        plain = written[1:] if _adds(written) else written
        key = named(plain)
        if key is None:
            problems.append(Problem(override.line, f"{override.id}: there is no key {plain}{near(plain, NAMED)}"))
        elif other := next((ARRIVES[part] for part in key.split() if part in ARRIVES), None):
            problems.append(Problem(override.line, f"{override.id}: a terminal sends {plain} as {other}"))
        else:
            yield key


def _give(keys: dict[str, tuple[str, ...]], id: str, own: tuple[str, ...]) -> list[tuple[str, str]]:
    """Let a verb have keys; the verbs that had them, or the beginning of them, and which."""
    lost = []
    for other, others in keys.items():
        if other != id and (taken := [key for key in others if any(_collide(key, one) for one in own)]):
            lost += [(other, key) for key in taken]
            keys[other] = tuple(key for key in others if key not in taken)
    keys[id] = own
    return lost


def _collide(one: str, other: str) -> bool:
    """Whether two keys are the same, or the one begins the sequence of the other."""
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def near(word: str, names: Iterable[str]) -> str:
    """`; the nearest is edit.connect`, of names that look alike; else empty."""
    from difflib import get_close_matches

    found = get_close_matches(word.casefold(), sorted(names), n=1)
    return f"; the nearest is {found[0]}" if found else ""


def keyed(listed: Iterable[L], keys: Keys) -> tuple[L, ...]:
    """What is listed, with the keys that it has there."""
    return tuple(replace(one, keys=keys[one.id]) for one in listed)
