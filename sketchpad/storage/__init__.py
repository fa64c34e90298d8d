"""Design files: read, written, saved."""

from .files import Document, Place, read
from .save import ChangedOnDisk, SaveError, encoded, save
from .settings import Settings, SettingsError, settings_near
from .unreadable import Unreadable
from .writing import dumps

__all__ = [
    "ChangedOnDisk",
    "Document",
    "Place",
    "SaveError",
    "Settings",
    "SettingsError",
    "Unreadable",
    "dumps",
    "encoded",
    "read",
    "save",
    "settings_near",
]
