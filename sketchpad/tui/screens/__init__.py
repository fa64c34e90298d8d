"""Questions, each with a typed answer."""

from .ask import Ask, Rename
from .confirm import Confirm
from .files import OpenFile, SaveAs
from .finding_page import FindingAnswer, FindingPage
from .gallery import Gallery
from .help import Help
from .need import NeedForm, PickNeed
from .pick_group import PickGroup, value_property
from .pick_kind import PickKind
from .pick_verb import PickVerb
from .picture import Picture
from .waive import Waive

__all__ = [
    "Ask",
    "Confirm",
    "FindingAnswer",
    "FindingPage",
    "Gallery",
    "Help",
    "NeedForm",
    "OpenFile",
    "PickGroup",
    "PickKind",
    "PickNeed",
    "PickVerb",
    "Picture",
    "Rename",
    "SaveAs",
    "Waive",
    "value_property",
]
