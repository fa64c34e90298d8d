"""Every way a design can change, and the one place where it does; a module is read when something of it is wanted."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .components import Add, Annotate, ChangeKind, Move, Place, Remove, Rename, SetProperty, Unset
    from .connections import ChangeVerb, Connect, Insert, Reend, Relabel, Reverse
    from .copies import Duplicate, Paste, fragment, on_its_own
    from .edit import Edit, EditError, new_id
    from .editor import Editor, Step
    from .groups import Enclose, Regroup, Tag, Ungroup
    from .requirements import Describe, Need, Reword, SetFlow, Unwaive, Waive, need
    from .several import Several, Take

MODULES = {
    "Add": "components",
    "Annotate": "components",
    "ChangeKind": "components",
    "ChangeVerb": "connections",
    "Connect": "connections",
    "Describe": "requirements",
    "Duplicate": "copies",
    "Edit": "edit",
    "EditError": "edit",
    "Editor": "editor",
    "Enclose": "groups",
    "Insert": "connections",
    "Move": "components",
    "Need": "requirements",
    "Paste": "copies",
    "Place": "components",
    "Reend": "connections",
    "Regroup": "groups",
    "Relabel": "connections",
    "Remove": "components",
    "Rename": "components",
    "Reverse": "connections",
    "Reword": "requirements",
    "SetFlow": "requirements",
    "SetProperty": "components",
    "Several": "several",
    "Step": "editor",
    "Tag": "groups",
    "Take": "several",
    "Ungroup": "groups",
    "Unset": "components",
    "Unwaive": "requirements",
    "Waive": "requirements",
    "fragment": "copies",
    "need": "requirements",
    "new_id": "edit",
    "on_its_own": "copies",
}
"""Where each of them is."""


def __getattr__(name: str) -> Any:
    module = MODULES.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f".{module}", __name__), name)


__all__ = [
    "Add",
    "Annotate",
    "ChangeKind",
    "ChangeVerb",
    "Connect",
    "Describe",
    "Duplicate",
    "Edit",
    "EditError",
    "Editor",
    "Enclose",
    "Insert",
    "Move",
    "Need",
    "Paste",
    "Place",
    "Reend",
    "Regroup",
    "Relabel",
    "Remove",
    "Rename",
    "Reverse",
    "Reword",
    "SetFlow",
    "SetProperty",
    "Several",
    "Step",
    "Tag",
    "Take",
    "Ungroup",
    "Unset",
    "Unwaive",
    "Waive",
    "fragment",
    "need",
    "new_id",
    "on_its_own",
]
