"""Every rule there is: the rules of each family listed here."""

from types import ModuleType

from . import compute, connections, data, files, integration, ownership, reads, waivers
from .linter import Linter, check, today_utc
from .report import Judged, Report
from .rule import ERROR, INFO, WARNING, Finding, Fix, Rule, Severity

FAMILIES: tuple[ModuleType, ...] = (compute, ownership, data, reads, connections, integration, files, waivers)

RULES: tuple[Rule, ...] = tuple(
    member for family in FAMILIES for member in vars(family).values() if isinstance(member, Rule)
)

__all__ = [
    "ERROR",
    "FAMILIES",
    "INFO",
    "RULES",
    "WARNING",
    "Finding",
    "Fix",
    "Judged",
    "Linter",
    "Report",
    "Rule",
    "Severity",
    "check",
    "today_utc",
]
