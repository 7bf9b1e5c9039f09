"""Errors as one line of a log: kind and place, never the text, which may be a person's."""

import traceback
from pathlib import Path

ROOT = Path(__file__).parents[1]


class StopError(Exception):
    """The bot cannot go on; the text is one line with the remedy."""


def place(error: BaseException) -> str:
    """Where it was raised, by our own innermost line: «handlers/ngo/questions.py:33 in ask»."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _own(frame.filename)]
    if not frames:
        return "unknown"
    frame = (ours or frames)[-1]
    name = Path(frame.filename)
    return f"{name.relative_to(ROOT) if _own(frame.filename) else name.name}:{frame.lineno} in {frame.name}"


def _own(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts
