"""The Bot API's methods, by subject. Importing this package fills the table."""

from sandbox.methods import answering, chats, copying, editing, media, profile, receiving, sending, topics
from sandbox.methods.registry import METHODS, Method

__all__ = ["METHODS", "Method", "answering", "chats", "copying", "editing", "media", "profile", "receiving",
           "sending", "topics"]  # fmt: skip
