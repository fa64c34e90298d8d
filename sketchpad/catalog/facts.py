"""The figures that rules and estimates need, each with its source, its date and how far it was checked.

A topic is a file in facts/, read when it is first asked for. Inside a topic a figure has a path: `facts.get("quotas",
"lambda", "timeout_max_s")`. Figures never change: lists are tuples, objects are read only. Which figures a computation
rests on need not be declared: `facts.noting()` tells which ones were read.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

FILES = Path(__file__).parent / "facts"

TOPICS = (
    "availability",
    "cities",
    "cold_starts",
    "connections",
    "data_classes",
    "decisions",
    "dsql",
    "dynamodb",
    "latency",
    "lifecycle",
    "network",
    "payload",
    "prices",
    "quotas",
    "recovery",
    "region_availability",
    "regions",
    "scale_out",
)
"""What there are figures about; each has a file in facts/."""


_LISTENING: list[set[str]] = []
"""The names of the figures read so far, for each that listens, the innermost last."""


class UnknownFigure(KeyError):
    """There is no such figure."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and where it comes from."""

    name: str
    """Its topic and path, with dots between."""
    held: Any
    """The value, for whoever reads it on nobody's behalf."""
    unit: str
    sources: tuple[str, ...]
    """Keys of `facts.sources`, the main one first."""
    as_of: str
    """When it held: a year, a month or a day."""
    checked: str
    """How far: doc, sec, std, est or measured."""
    note: str = ""
    adjustable: bool | None = None
    """Whether AWS raises it on request; None where that is not known or makes no sense."""
    inherited: tuple[str, ...] = ()
    """Which of source, as_of and checked are those of the whole collection or of the source."""

    @property
    def value(self) -> Any:
        """The value; whoever listens hears that it was read."""
        if _LISTENING:
            _LISTENING[-1].add(self.name)
        return self.held

    @property
    def source(self) -> str:
        return self.sources[0]

    def __str__(self) -> str:
        whole = isinstance(self.held, int) and not isinstance(self.held, bool)
        return f"{self.held:,} {self.unit}".strip() if whole else f"{self.held} {self.unit}".strip()


class Source(NamedTuple):
    """Where figures come from."""

    key: str
    title: str
    url: str
    """Empty where there is no address."""
    kind: str
    date: str
    """When it was written or last read."""
    inherited: bool
    """Whether the date is that of the whole collection."""


class Place(NamedTuple):
    """A city or a Region on the globe."""

    name: str
    latitude: float
    longitude: float
    town: str
    """The city; for a Region the one it lies near."""


class DataClass(NamedTuple):
    """What follows from what data is about."""

    mergeable: bool
    """Two versions can be made one without loss."""
    durable: bool
    """It must not be lost."""
    sensitive: bool
    """It must not be seen."""


def plain(name: str) -> str:
    """A name as people type it: `Sao_Paulo` for São Paulo."""
    letters = unicodedata.normalize("NFD", name.replace("_", " ")).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c)).strip()


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return value


def _figures(path: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Figure]]:
    for name, about in said.items():
        here = f"{path}.{name}"
        if "value" not in about:
            yield from _figures(here, about)
            continue
        source = about["source"]
        yield (
            here,
            Figure(
                here,
                _frozen(about["value"]),
                about.get("unit", ""),
                (source,) if isinstance(source, str) else tuple(source),
                about["as_of"],
                about["checked"],
                about.get("note", ""),
                about.get("adjustable"),
                tuple(about.get("inherited", ())),
            ),
        )


def _read(name: str) -> Any:
    return json.loads((FILES / f"{name}.json").read_bytes())


@cache
def _topic(topic: str) -> Mapping[str, Figure]:
    if topic not in TOPICS:
        raise UnknownFigure(f"no figures about {topic}{_hint(topic, TOPICS)}")
    cut = len(topic) + 1
    return MappingProxyType({path[cut:]: figure for path, figure in _figures(topic, _read(topic))})


def _hint(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name, sorted(names), n=1, cutoff=0.5)
    return f"; nearest: {close[0]}" if close else ""


@cache
def _sources() -> Mapping[str, Source]:
    return MappingProxyType(
        {
            key: Source(key, said["title"], said["url"], said["kind"], said["date"], said.get("inherited", False))
            for key, said in _read("sources").items()
        }
    )


@cache
def _places(topic: str) -> Mapping[str, Place]:
    return MappingProxyType({name: _place(name, figure) for name, figure in _topic(topic).items()})


def _place(name: str, figure: Figure) -> Place:
    latitude, longitude = figure.held
    return Place(name, latitude, longitude, figure.note or name)


@cache
def _all_places() -> Mapping[str, Place]:
    return MappingProxyType({**_places("cities"), **_places("regions")})


@cache
def _by_plain_name() -> Mapping[str, Place]:
    return MappingProxyType({plain(name): place for name, place in _all_places().items()})


@cache
def _about() -> Mapping[str, Any]:
    return MappingProxyType(_read("about"))


UNCLASSED = DataClass(mergeable=True, durable=False, sensitive=False)
"""What is assumed of data that nobody has classed."""


@contextmanager
def _listening() -> Iterator[set[str]]:
    _LISTENING.append(set())
    try:
        yield _LISTENING[-1]
    finally:
        _LISTENING.pop()


def derived(compute: Callable[P, T]) -> Callable[P, T]:
    """Keep what is computed from figures, by its arguments; whoever has it from there reads those figures too."""
    kept: dict[object, tuple[T, frozenset[str]]] = {}

    @wraps(compute)
    def again(*args: P.args, **named: P.kwargs) -> T:
        key = (args, tuple(named.items())) if named else args
        found = kept.get(key)
        if found is None:
            with _listening() as names:
                result = compute(*args, **named)
            found = kept[key] = result, frozenset(names)
        if _LISTENING:
            _LISTENING[-1].update(found[1])
        return found[0]

    return again


class Facts:
    """All figures. It has no state of its own; the files are read once."""

    __slots__ = ()

    @property
    def as_of(self) -> str:
        """The day on which the collection was last gone through."""
        return str(_about()["as_of"])

    @property
    def checks(self) -> Mapping[str, str]:
        """What each grade of checking means."""
        grades: Mapping[str, str] = _about()["checked"]
        return grades

    def noting(self) -> AbstractContextManager[set[str]]:
        """Collect the names of the figures whose value is read inside the block."""
        return _listening()

    def named(self, name: str) -> Figure:
        """The figure of a name: its topic and path, with dots between."""
        topic, _, path = name.partition(".")
        return self.get(topic, path)

    @property
    def topics(self) -> tuple[str, ...]:
        return TOPICS

    @property
    def sources(self) -> Mapping[str, Source]:
        return _sources()

    def topic(self, topic: str) -> Mapping[str, Figure]:
        """Every figure about a topic, by its path inside."""
        return _topic(topic)

    def get(self, topic: str, *path: str) -> Figure:
        """One figure. Raises UnknownFigure where there is none."""
        figures, name = _topic(topic), ".".join(path)
        if (figure := figures.get(name)) is None:
            raise UnknownFigure(f"no figure {name} about {topic}{_hint(name, tuple(figures))}")
        return figure

    def find(self, topic: str, *path: str) -> Figure | None:
        """One figure, or None where there is none."""
        return _topic(topic).get(".".join(path))

    def quota(self, service: str, name: str) -> Figure:
        """A limit of a service: `quota("lambda", "timeout_max_s")`."""
        return self.get("quotas", service, name)

    def price(self, name: str) -> Figure:
        """A list price in us-east-1: `price("fargate.vcpu_h")`."""
        return self.get("prices", name)

    def availability(self, kind: str, variant: str = "usual") -> Figure | None:
        """The share of time that AWS promises for a kind, in per cent; variants: single_az, multi_region, standby."""
        return self.find("availability", kind, variant)

    def latency(self, kind: str) -> Figure | None:
        """What a kind adds to a request: milliseconds by `p50` and `p99`."""
        return self.find("latency", kind)

    def cold_start(self, what: str) -> Figure | None:
        """How long a start takes, by runtime or kind of machine: milliseconds by `p50` and `p99`."""
        return self.find("cold_starts", what)

    def scale_out(self, kind: str) -> Figure | None:
        """Seconds from a spike until a fleet of a kind has more capacity."""
        return self.find("scale_out", kind)

    def payload(self, channel: str) -> Figure | None:
        """The largest message in KB: a kind, or lambda_sync and lambda_async."""
        return self.find("payload", channel)

    def recovery_point(self, mechanism: str) -> Figure:
        """The span of writes that a copy may miss, in seconds; None as value: unbounded."""
        return self.get("recovery", "point_s", mechanism)

    def recovery_time(self, topology: str) -> Figure:
        """The soonest that a topology works again, in seconds; None as value: unbounded."""
        return self.get("recovery", "time_s", topology)

    def lifecycle(self, kind: str) -> Figure | None:
        """What became of a kind that is ending: `ended`, `use` in words, `kinds` to become; the note says why."""
        return self.find("lifecycle", kind)

    def data_class(self, name: str | None) -> DataClass:
        """What follows from a class of data; what is assumed where it is unknown."""
        figure = self.find("data_classes", name) if name else None
        return DataClass(**figure.value) if figure else UNCLASSED

    def available(self, what: str, region: str) -> bool:
        """Whether a Region has a kind; true where nothing is known of either."""
        only = self.find("region_availability", "only_in", what)
        missing = self.find("region_availability", "missing_in", what)
        if region not in self.regions:
            return True
        return (only is None or region in only.value) and (missing is None or region not in missing.value)

    @property
    def regions(self) -> Mapping[str, Place]:
        """The Regions by code."""
        return _places("regions")

    @property
    def cities(self) -> Mapping[str, Place]:
        return _places("cities")

    @property
    def places(self) -> Mapping[str, Place]:
        """The cities, then the Regions."""
        return _all_places()

    def place(self, name: str) -> Place | None:
        """The city or Region of a name, however it is written: `New York`, `New_York`, `new york`, `eu-west-1`."""
        return _by_plain_name().get(plain(name))


facts = Facts()
