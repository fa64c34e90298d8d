"""What a rule is, and what it says.

A rule is one function: its docstring is its page and its test (title, why, when it is fine, a Bad and a Good sketch),
its parameter is what it judges. Whatever it asks of a lens is noted by the graph, so a rule may look as far
as it needs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property
from typing import NamedTuple

from ..editing import Edit
from ..model import Graph, Id, Link, Node, Part, Waiver
from .shape import When


class Severity(IntEnum):
    """How bad it is: impossible or a stated requirement missed; probably wrong; a trade-off worth a sentence."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Subject(Enum):
    """What a rule judges, other than the components of a trait."""

    LINK = "link"
    PART = "part"
    DESIGN = "design"
    WAIVER = "waiver"


LINK, PART, DESIGN, WAIVER = Subject.LINK, Subject.PART, Subject.DESIGN, Subject.WAIVER


class Piece(NamedTuple):
    """A part of any sort as it stands in the design, for rules about the file."""

    part: Part
    graph: Graph


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that would answer a finding."""

    id: str
    edit: Edit
    title: str = ""

    def __str__(self) -> str:
        return self.title or str(self.edit)


Named = Node | Link | Part | Id


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say: about which parts, in a sentence, and what would answer it."""

    on: Named | tuple[Named, ...]
    message: str
    fixes: tuple[Fix, ...] | list[Fix] = ()
    severity: Severity | None = None
    """Where it differs from the rule's."""
    breaks: tuple[Id, ...] | None = None
    """The requirements it breaks, where they are not all those of the rule's types."""
    waiver: Waiver | None = None
    """The waiver that it is about, where it is about one."""

    def ids(self) -> tuple[Id, ...]:
        some = self.on if isinstance(self.on, tuple) else (self.on,)
        return tuple(sorted({one if isinstance(one, str) else one.id for one in some}))


Check = Callable[..., Iterable[Finding]]
SECTION = re.compile(r"^(Bad|Good):\n((?:(?:[ ]{4,}.*)?\n?)+)", re.MULTILINE)
FINE = re.compile(r"^Fine when:\s*((?:.+\n?)+)", re.MULTILINE)


def _name(check: Check) -> str:
    """The name of a rule, which is that of its check."""
    return check.__name__.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Page:
    """What is written about a rule."""

    name: str
    """Words with dashes between: what is wrong."""
    title: str
    """One sentence."""
    why: str
    """Paragraphs with an empty line between."""
    fine: str
    """When the rule is a false alarm; empty where nobody says."""
    examples: Mapping[str, str]
    """The Bad and the Good sketch, in the notation (the file family: as JSON where the notation cannot say it)."""

    @classmethod
    def of(cls, check: Check) -> Page:
        """The page that is the docstring of a check."""
        text = inspect.cleandoc(check.__doc__ or "") + "\n"
        title, _, rest = text.partition("\n")
        prose = SECTION.sub("", rest)
        fine = FINE.search(prose)
        return cls(
            _name(check),
            title,
            FINE.sub("", prose).strip(),
            " ".join(fine.group(1).split()) if fine else "",
            {name: inspect.cleandoc("\n" + sketch).strip() for name, sketch in SECTION.findall(text)},
        )


@dataclass(frozen=True)
class Rule:
    """A check with its id, its usual severity and where its reasons come from."""

    id: str
    severity: Severity
    each: tuple[str | Subject, ...]
    """What it judges: components of any of these traits or kinds, connections, parts, the design."""
    check: Check
    breaks: tuple[str, ...] = ()
    """The types of requirements that a finding breaks."""
    see: tuple[str, ...] = ()
    """Keys of the catalogue's sources."""
    stated: Page | None = None
    """Its page, where that is not the docstring of the check."""
    origin: str = ""
    """The file in which a team states it; empty for the rules of the program."""
    when: When | None = None
    """The shapes of which it can have anything to say; None for all."""

    @property
    def family(self) -> str:
        return self.id.split("-")[0]

    @cached_property
    def page(self) -> Page:
        return self.stated or Page.of(self.check)

    @property
    def name(self) -> str:
        return self.stated.name if self.stated else _name(self.check)

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def why(self) -> str:
        """The paragraphs between the title and when it is fine."""
        return self.page.why

    @property
    def fine(self) -> str:
        return self.page.fine

    @property
    def examples(self) -> Mapping[str, str]:
        return self.page.examples


def rule(
    id: str,
    severity: Severity,
    *,
    each: str | Subject | tuple[str | Subject, ...],
    breaks: tuple[str, ...] = (),
    see: tuple[str, ...] = (),
    when: When | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a check. Its docstring is its page: title, why, when it is fine, Bad, Good."""
    subjects = each if isinstance(each, tuple) else (each,)
    return lambda check: Rule(id, severity, subjects, check, breaks, see, when=when)
