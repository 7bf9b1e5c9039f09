"""A message without its markup, as the command line prints it."""

import html
import re

_TAG = re.compile(r"<[^>]+>")


def plain_text(markup: str) -> str:
    """Telegram HTML as text: tags taken away, entities resolved."""
    return html.unescape(_TAG.sub("", markup))
