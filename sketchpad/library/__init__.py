"""The designs that come along: proven patterns, anti-patterns to learn from, and one to start with."""

from .pattern import Pattern, UnknownPattern
from .shelves import find, patterns, search, starter

__all__ = ["Pattern", "UnknownPattern", "find", "patterns", "search", "starter"]
