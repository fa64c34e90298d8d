"""What a charge is made of: an amount in a month times a list price; and the hourly prices of database instances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..catalog import derived, facts
from ..catalog.facts import Figure
from ..model import Id, Link, Node
from .connections import CLASS, engine_family

HOURS = 730
"""Hours in a month."""
SECONDS = HOURS * 3600
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Term:
    """One charge of a part in a month."""

    part: Id
    what: str
    """What is charged: `vCPU of 2 tasks`."""
    quantity: float
    """How much of it in a month, in `unit`."""
    unit: str
    each: float
    """USD for one unit."""
    price: Figure | None = None
    """The list price it rests on; None where the design states the sum itself."""

    @property
    def usd(self) -> float:
        return self.quantity * self.each

    @property
    def source(self) -> str:
        """The key of the price's source; empty where the design states the sum."""
        return self.price.source if self.price is not None else ""


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A charge that is left out, as its amount or its price is unknown."""

    part: Id
    what: str


Charge = Term | Unpriced
Charges = Iterator[Charge]


def term(part: Node | Link, what: str, quantity: float, price: Figure | str) -> Term:
    """A charge at a list price, or at that of a name such as `nat.gb`."""
    figure = facts.price(price) if isinstance(price, str) else price
    return Term(part.id, what, quantity, _unit(figure), figure.value, figure)


def _unit(figure: Figure) -> str:
    """What the price is for: `GB` of `USD/GB`, `month` of a price by the month."""
    return figure.unit.removeprefix("USD/")


def measured(part: Node | Link, what: str, quantity: float | None, price: str) -> Charge:
    """A charge whose amount may be unknown."""
    return Unpriced(part.id, what) if quantity is None else term(part, what, quantity, price)


# -- instances --------------------------------------------------------------------------------------------------

OPEN = ("mysql", "postgres", "mariadb")
"""Engines without a licence, whose instances cost about as much as each other's."""
LICENSED = {"sqlserver-se": "sqlserver_se", "sqlserver-ee": "sqlserver_ee", "oracle-se2": "oracle_se2_li"}
"""Engines by the name that their prices have."""
SMALL = {"micro": 0.125, "small": 0.25, "medium": 0.5, "large": 1.0}
"""Sizes below the first xlarge, in sizes of a large instance; each next one is twice as much of everything."""


def size(name: str) -> tuple[str, float] | None:
    """The family letter of an instance class and its size, where a large instance is 1."""
    match = CLASS.fullmatch(name)
    if match is None:
        return None
    family, _, multiple, size = match.groups()
    return family, SMALL[size] if size in SMALL else 2.0 * int(multiple or 1)


@dataclass(frozen=True, slots=True)
class Hourly:
    """The hourly price of an instance class, taken from a priced one of another size or of a family like it."""

    price: Figure
    sizes: float
    """How many times the priced instance it is."""

    @property
    def usd(self) -> float:
        return self.sizes * float(self.price.value)


USUAL_FAMILIES = frozenset("tmr")
"""Letters of families whose instances of a size cost about as much as each other."""


@derived
def hourly(engine: str, name: str) -> Hourly | None:
    """What an hour of an instance of a class costs; None where nothing like it is priced.

    Prices double with the size. A usual family without a price counts as one that has; others, as those with far more
    memory, cost what nobody says.
    """
    wanted = size(name)
    if wanted is None:
        return None
    letter, much = wanted
    priced = [(figure, *measure) for figure, own in _priced(engine) if (measure := size(own)) is not None]
    if letter not in USUAL_FAMILIES:
        priced = [entry for entry in priced if entry[1] == letter]
    if not priced:
        return None
    plain = name.removeprefix("db.")
    figure, _, base = min(
        priced,
        key=lambda entry: (
            plain not in entry[0].name,
            entry[1] != letter,
            "t" in (letter, entry[1]) and entry[1] != letter,
            engine not in entry[0].name,
            abs(entry[2] - much),
            entry[0].name,
        ),
    )
    return Hourly(figure, much / base)


def _priced(engine: str) -> Iterator[tuple[Figure, str]]:
    """The prices of instances of an engine, each with its class."""
    family = engine_family(engine)
    names = OPEN if family in OPEN else (LICENSED.get(engine),)
    prefixes = ("aurora.",) if family.startswith("aurora-") else tuple(f"rds.{name}." for name in names)
    for path, figure in facts.topic("prices").items():
        prefix = next((prefix for prefix in prefixes if path.startswith(prefix)), None)
        if prefix is not None and path.endswith("_h"):
            yield figure, f"db.{path.removeprefix(prefix).removesuffix('_h')}"
