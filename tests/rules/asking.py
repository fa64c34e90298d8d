"""What tests of single rules ask: who speaks about a sketch, and what a fix makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from sketchpad.model import Design, parse
from sketchpad.rules import RULES, Judged, check
from sketchpad.rules.fixing import is_safe


@dataclass(frozen=True)
class Asking:
    """A few rules, asked about sketches; what stands around each sketch comes first."""

    rules: tuple[str, ...]
    around: str = ""

    def design(self, sketch: str) -> Design:
        return parse(f"{self.around}\n{sketch}")

    def findings(self, sketch: str | Design) -> tuple[Judged, ...]:
        design = self.design(sketch) if isinstance(sketch, str) else sketch
        return check(design, rules=[rule for rule in RULES if rule.id in self.rules]).findings

    def said(self, sketch: str | Design) -> list[str]:
        return [finding.rule.id for finding in self.findings(sketch)]

    def only(self, sketch: str) -> Judged:
        (finding,) = self.findings(sketch)
        return finding

    def fixes(self, sketch: str) -> list[str]:
        return [fix.id for fix in self.only(sketch).fixes]

    def fixed(self, sketch: str, id: str) -> Design:
        """The design after a fix of its only finding."""
        fix = next(fix for fix in self.only(sketch).fixes if fix.id == id)
        return fix.edit(self.design(sketch))

    def safe(self, sketch: str) -> list[str]:
        """The fixes that are made unasked."""
        design, finding = self.design(sketch), self.only(sketch)
        return [fix.id for fix in finding.fixes if is_safe(design, finding, fix)]
