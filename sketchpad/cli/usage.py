"""How commands are called: parsers whose help opens with examples and whose errors name what was meant."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from typing import NoReturn

from .output import say


class Usage(Exception):
    """The command was called in a way that makes no sense, or on something that is not there. Exit code 2."""


def nearest(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """`; did you mean check?`, or `otherwise` where nothing comes close."""
    from difflib import get_close_matches

    folded = {known.lower(): known for known in names}
    close = get_close_matches(name.lower(), folded, 1, 0.5)
    return f"; did you mean {folded[close[0]]}?" if close else otherwise


class Parser(argparse.ArgumentParser):
    """A command's arguments."""

    def __init__(self, command: str, about: str, examples: str) -> None:
        super().__init__(prog=f"sketchpad {command}", add_help=False, allow_abbrev=False, description=about)
        self.examples = examples.strip("\n")
        self.add_argument("-h", "--help", action=_Help, nargs=0, help="this text")

    def format_help(self) -> str:
        examples = "\n".join(f"  {line.strip()}" for line in self.examples.splitlines())
        return f"Examples:\n{examples}\n\n{super().format_help()}"

    def error(self, message: str) -> NoReturn:
        odd = re.search(r"unrecognized arguments: (--?[\w-]+)", message)
        if odd:
            options = [option for action in self._actions for option in action.option_strings]
            name = odd.group(1)
            raise Usage(f"{self.prog} has no option {name}{nearest(name, options)}")
        choice = re.search(r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", message)
        if choice:
            option, value, names = choice.groups()
            choices = re.findall(r"[\w-]+", names)
            raise Usage(f"{option} takes {', '.join(choices)}; not {value}{nearest(value, choices)}")
        raise Usage(f"{message}; see {self.prog} --help")


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object, **named: object) -> None:
        say(parser.format_help())
        parser.exit(0)


def today(text: str | None) -> date:
    """The day that `--today` names; the present one (UTC) where it is left out. Raises Usage."""
    from ..rules import today_utc
    from ..rules.report import day

    if text is None:
        return today_utc()
    try:
        return day(text)
    except ValueError:
        raise Usage(f"--today takes a day, such as 2026-12-01; not {text}") from None
