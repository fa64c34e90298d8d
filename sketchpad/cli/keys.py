"""`sketchpad keys`: what each key does in the editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ..model.text import plain
from ..storage.places import config_file
from .output import counted, say
from .usage import Parser, Usage

EXAMPLES = """
sketchpad keys
sketchpad keys zoom
sketchpad keys ^S
sketchpad keys --markdown
sketchpad keys --toml
sketchpad keys check
sketchpad keys --test
"""
ABOUT = """
List the keys of the editor and what they do: all of them, or those that have a word in them, or one key. ^S is Ctrl+S,
and S-Tab is Shift+Tab. Your own keys stand in config.toml, under [keys];
`sketchpad keys check` says what is wrong there. `--test` shows what your terminal sends for each key that you press.
"""
CHECK = "check"
"""Asked for instead of a word."""


class Named(Protocol):
    """A verb as far as settings name it."""

    @property
    def id(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def name(self) -> str: ...


Row = tuple[Sequence[str], str, str]
"""The keys of a verb, its name and what it does."""


def run(arguments: Sequence[str]) -> int:
    from ..tui.keymap import keyed
    from ..tui.keys import MOUSE, PANES, TABLE, looked_up, told
    from ..tui.preferences import preferences

    parser = Parser("keys", ABOUT.strip(), EXAMPLES)
    parser.add_argument("word", metavar="WORD", nargs="?", default="", help="a key, or a word such as move")
    parser.add_argument("--markdown", action="store_true", help="as tables")
    parser.add_argument("--test", action="store_true", help="press keys to see what arrives and what each does")
    parser.add_argument("--toml", action="store_true", help="as settings to begin your own config.toml with")
    options = parser.parse_args(arguments)
    preferred = preferences()
    if options.test:
        from ..tui.arrivals import listen
        from ..tui.bound import Bound

        return listen(Bound.by(preferred.keys))
    if options.word == CHECK:
        return _checked(preferred.path, list(preferred.told()))
    table = keyed(TABLE, preferred.keys) if preferred.keys is not None else TABLE
    found = {
        heading: [(verb.shown_keys, verb.name, verb.help) for verb in some]
        for heading, some in looked_up(options.word, table).items()
    }
    if not found:
        raise Usage(f"no key and nothing that a key does is called {options.word}; `sketchpad keys` lists them")
    names = {verb.id: verb.called for verb in table}
    own = {
        f"In the {pane}": [(key, told(says, names.__getitem__)) for key, says in rows] for pane, rows in PANES.items()
    }
    own["With the mouse"] = [(one.gesture, one.does) for one in MOUSE]
    if options.toml:
        some = [verb for verbs in looked_up(options.word, table).values() for verb in verbs]
        say("".join(f"{plain(line)}\n" for line in _toml(some)))
        return 0
    lines = _markdown(found) if options.markdown else _text(found, {} if options.word else own)
    say("".join(f"{plain(line)}\n" for line in lines))
    return 0


def _checked(path: str, problems: Sequence[str]) -> int:
    """Say what is wrong with the user's settings in a file; an empty path where there is none."""
    say("".join(f"{plain(line)}\n" for line in problems))
    if path:
        say(f"{plain(path)}: {counted(len(problems), 'problem')}\n")
    else:
        say(f"{plain(str(config_file()))} is not there; every key is as built in\n")
    return int(bool(problems))


def _text(found: Mapping[str, Sequence[Row]], panes: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[str]:
    rows = [row for some in found.values() for row in some]
    wide = max(len(" ".join(keys)) for keys, _, _ in rows)
    names = max(len(name) for _, name, _ in rows)
    for heading, some in found.items():
        yield heading
        for keys, name, help in some:
            yield f"  {' '.join(keys):<{wide}}  {name:<{names}}  {help}"
        yield ""
    for heading, own in panes.items():
        yield heading
        yield from (f"  {key:<{wide}}  {says}" for key, says in own)
        yield ""
    yield f"{counted(len(rows), 'verb')}, {counted(sum(len(keys) for keys, _, _ in rows), 'key')}"


def _toml(verbs: Sequence[Named]) -> Iterator[str]:
    """What `config.toml` would say for the keys to be as they are."""
    yield "[keys]"
    for verb in verbs:
        keys = ", ".join(f'"{key}"' for key in verb.keys)
        yield f'"{verb.id}" = [{keys}]  # {verb.name}'


def _markdown(found: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    for heading, some in found.items():
        yield from (f"## {heading}", "", "| keys | does | more |", "| --- | --- | --- |")
        for keys, name, help in some:
            yield f"| {' '.join(f'`{key}`' for key in keys)} | {name} | {help} |"
        yield ""
