"""Questions, each with a typed answer. A module is read when its question is first asked: the start need not wait."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ask import Ask, Rename
    from .changed import Changed, Settle
    from .confirm import Confirm
    from .files import OpenFile, SaveAs
    from .finding_page import FindingAnswer, FindingPage
    from .gallery import Gallery
    from .help import Help
    from .history import History
    from .menu import Item, Menu
    from .need import NeedForm, PickNeed
    from .pick_group import PickGroup, value_property
    from .pick_kind import PickKind
    from .pick_verb import PickVerb
    from .picture import Picture
    from .unsaved import Unsaved
    from .waive import Waive

MODULES = {
    "Ask": "ask",
    "Changed": "changed",
    "Confirm": "confirm",
    "FindingAnswer": "finding_page",
    "FindingPage": "finding_page",
    "Gallery": "gallery",
    "Help": "help",
    "History": "history",
    "Item": "menu",
    "Menu": "menu",
    "NeedForm": "need",
    "OpenFile": "files",
    "PickGroup": "pick_group",
    "PickKind": "pick_kind",
    "PickNeed": "need",
    "PickVerb": "pick_verb",
    "Picture": "picture",
    "Rename": "ask",
    "SaveAs": "files",
    "Settle": "changed",
    "Unsaved": "unsaved",
    "Waive": "waive",
    "value_property": "pick_group",
}
"""Where each question is."""


def __getattr__(name: str) -> Any:
    module = MODULES.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f".{module}", __name__), name)


__all__ = [
    "Ask",
    "Changed",
    "Confirm",
    "FindingAnswer",
    "FindingPage",
    "Gallery",
    "Help",
    "History",
    "Item",
    "Menu",
    "NeedForm",
    "OpenFile",
    "PickGroup",
    "PickKind",
    "PickNeed",
    "PickVerb",
    "Picture",
    "Rename",
    "SaveAs",
    "Settle",
    "Unsaved",
    "Waive",
    "value_property",
]
