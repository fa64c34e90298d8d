"""Design rules, judged live: what a rule is, who runs them, and every one there is.

The families are read when somebody asks for `RULES` or `FAMILIES`: an editor shows a design before it judges it.
"""

from types import ModuleType
from typing import TYPE_CHECKING, Any

from .linter import Linter, check, today_utc
from .report import Judged, Report
from .rule import ERROR, INFO, WARNING, Finding, Fix, Rule, Severity

if TYPE_CHECKING:
    FAMILIES: tuple[ModuleType, ...]
    RULES: tuple[Rule, ...]


def __getattr__(name: str) -> Any:
    if name not in ("FAMILIES", "RULES"):
        raise AttributeError(name)
    from . import families

    return getattr(families, name)


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
