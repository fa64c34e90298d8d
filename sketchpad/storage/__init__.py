"""Design files: read, written, saved."""

from .content import encoded
from .files import Document, Place, read
from .refusals import ChangedOnDisk, OnlyInPlace, SaveError
from .save import ABSENT, Saved, save
from .settings import Settings, SettingsError, settings_near
from .unreadable import Unreadable
from .writing import dumps

__all__ = [
    "ABSENT",
    "ChangedOnDisk",
    "Document",
    "OnlyInPlace",
    "Place",
    "SaveError",
    "Saved",
    "Settings",
    "SettingsError",
    "Unreadable",
    "dumps",
    "encoded",
    "read",
    "save",
    "settings_near",
]
