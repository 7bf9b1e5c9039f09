"""What a delivery's row holds instead of text: a letter's name, or a template with values and buttons, in JSON."""

from typing import Any

from core.messages import Action, Button, Buttons

ALERT = "alert"
"""The letter whose content is what its delivery tells (told rows), as it stands when it is sent."""

ANNOUNCEMENT = "announcement"
"""An administrator's text, read from its announcement."""


APPEAL = "appeal"
"""A letter about an appeal, made from its thread as it stands when it is sent."""


def payload(template: str, values: dict[str, Any], buttons: Buttons = ()) -> dict[str, Any]:
    """A message made from `template` when it is sent; `values` are JSON."""
    return {"template": template, "values": values, "buttons": pack_buttons(buttons)}


def pack_buttons(buttons: Buttons) -> list[list[dict[str, Any]]]:
    """Buttons as JSON."""
    return [
        [{"label": one.label, "action": str(one.action), "args": list(one.args), "url": one.url} for one in row]
        for row in buttons
    ]


def unpack_buttons(packed: list[list[dict[str, Any]]]) -> Buttons:
    """Buttons from JSON; `action`, `args` and `url` may be left out."""
    return tuple(
        tuple(
            Button(
                label=one["label"],
                action=Action(one.get("action", Action.NOTHING)),
                args=tuple(str(argument) for argument in one.get("args", ())),
                url=one.get("url"),
            )
            for one in row
        )
        for row in packed
    )
