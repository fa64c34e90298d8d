"""What becomes of each requirement in a design."""

from .verdicts import MET, UNADDRESSED, UNKNOWN, VIOLATED, Answer, Verdict, verdicts

__all__ = ["MET", "UNADDRESSED", "UNKNOWN", "VIOLATED", "Answer", "Verdict", "verdicts"]
