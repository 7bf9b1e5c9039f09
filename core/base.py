"""Opening the base: migrate, refuse what does not fit, and fill an empty one with the city's pack."""

from storage.engine import Database


class BaseError(Exception):
    """The base cannot be used; the text is one line with the remedy."""


__all__ = ["BaseError", "Database"]
