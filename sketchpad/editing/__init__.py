"""Every way a design can change, and the one place where it does."""

from .components import Add, Annotate, ChangeKind, Move, Place, Remove, Rename, SetProperty, Unset
from .connections import ChangeVerb, Connect, Insert, Reend, Relabel, Reverse
from .copies import Duplicate, Paste, fragment, on_its_own
from .edit import Edit, EditError, new_id
from .editor import Editor, Step
from .groups import Enclose, Regroup, Tag, Ungroup
from .requirements import Describe, Need, Reword, SetFlow, Unwaive, Waive, need
from .several import Several, Take

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
