"""How the canvas looks: the roles of the drawing's own cells, and of what lies over them."""

from ...drawing import Style

DRAWING = {
    Style.TEXT: "$foreground",
    Style.BOX: "$secondary",
    Style.CODE: "bold $accent",
    Style.NAME: "bold $foreground",
    Style.PROPERTY: "$foreground 65%",
    Style.TAG: "italic $accent 80%",
    Style.BADGE: "$foreground 60%",
    Style.BADGE_ERROR: "bold reverse $severity-error",
    Style.BADGE_WARNING: "reverse $severity-warning",
    Style.BADGE_INFO: "$severity-info",
    Style.MISSED: "bold $severity-error",
    Style.MET: "$success",
    Style.FLOW: "bold $accent",
    Style.LINE: "$foreground 55%",
    Style.ARROW: "$foreground 85%",
    Style.LABEL: "$secondary",
    Style.GROUP_REGION: "$primary 70%",
    Style.GROUP_VPC: "$accent 70%",
    Style.GROUP_OTHER: "$foreground 40%",
    Style.GROUP_LABEL: "$foreground 75%",
    Style.MARKED_BOX: "bold $primary",
    Style.MARKED_LINE: "bold reverse $primary",
    Style.MARKED_LABEL: "bold reverse $primary",
    Style.MARKED_GROUP: "bold $primary",
}

OVER = {
    "chosen": "bold $primary",
    "found": "bold $warning",
    "lit": "bold $accent",
    "step": "bold reverse $accent",
    "cursor": "bold reverse $primary",
    "slot": "bold $primary",
    "ghost": "bold $success",
    "ghost-bad": "bold $severity-error",
    "area": "reverse $primary 60%",
    "jump": "bold reverse $warning",
    "port": "bold $primary",
    "hint": "$foreground 80%",
    "more": "bold reverse $primary",
    "card": "$foreground on $panel",
    "card-dim": "$text-muted on $panel",
    "card-strong": "bold $foreground on $panel",
    "faded": "dim $foreground 30%",
    "pale": "$text-muted",
    "bright": "bold $foreground",
    "bright-line": "bold $primary",
    "map": "$foreground 55% on $panel",
    "map-error": "$severity-error on $panel",
    "map-warning": "$severity-warning on $panel",
    "map-seen": "$foreground 85% on $primary 35%",
    "map-error-seen": "$severity-error on $primary 35%",
    "map-warning-seen": "$severity-warning on $primary 35%",
    "map-cursor": "bold reverse $primary on $panel",
}


def role(style: Style) -> str:
    """The name of a style of the drawing among the looks: `badge-error`."""
    return style.name.lower().replace("_", "-")


LOOKS = {**{role(style): look for style, look in DRAWING.items()}, **OVER}
