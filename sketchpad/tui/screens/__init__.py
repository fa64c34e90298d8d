"""Questions, each with a typed answer."""

from .pick_kind import PickKind

__all__ = ["PickKind"]
