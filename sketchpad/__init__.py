"""Sketchpad: design rules for AWS architectures, in a terminal."""

__version__ = "0.1.0"
