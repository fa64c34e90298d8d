"""Design files: read, written, saved."""

from .files import Document, Place, read
from .save import ChangedOnDisk, SaveError, encoded, save
from .unreadable import Unreadable
from .writing import dumps

__all__ = ["ChangedOnDisk", "Document", "Place", "SaveError", "Unreadable", "dumps", "encoded", "read", "save"]
