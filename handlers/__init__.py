"""All conversations in the order in which they look at an update. Each module exports `setup()` and `CALLBACKS`."""

from importlib import import_module
from types import ModuleType

from aiogram import Router
from aiogram.filters.callback_data import CallbackData

MODULES: tuple[str, ...] = (
    # Groups, where nothing else listens; consent before anything is kept; commands and buttons;
    # dialogues that wait for a text; questions; leftovers.
    "handlers.admin.groups",
    "handlers.ngo.privacy",
    "handlers.admin.withdrawn",
    "handlers.ngo.home",
    "handlers.ngo.contests",
    "handlers.ngo.support",
    "handlers.ngo.premises",
    "handlers.ngo.duties",
    "handlers.ngo.trainings",
    "handlers.ngo.contacts",
    "handlers.ngo.sources",
    "handlers.subscriber.subscriptions",
    "handlers.subscriber.watches",
    "handlers.admin.team",
    "handlers.admin.history",
    "handlers.admin.announce",
    "handlers.admin.announce_more",
    "handlers.admin.demo",
    "handlers.admin.stats",
    "handlers.admin.findings",
    "handlers.admin.collect",
    "handlers.admin.files",
    "handlers.admin.content",
    "handlers.admin.freshness",
    "handlers.admin.imports",
    "handlers.admin.lessons",
    "handlers.admin.names",
    "handlers.admin.trainings",
    "handlers.ngo.mine",
    "handlers.subscriber.settings",
    "handlers.admin.appeals",
    "handlers.ngo.appeals",
    "handlers.ngo.appeal_thread",
    "handlers.ngo.eligibility",
    "handlers.ngo.organisation",
    "handlers.subscriber.own_dates",
    "handlers.subscriber.wishes",
    "handlers.ngo.leftovers",
    "handlers.ngo.questions",
    "handlers.fallback",
)


def _modules() -> list[ModuleType]:
    return [import_module(name) for name in MODULES]


def routers() -> list[Router]:
    """A fresh router of each module, in order."""
    return [module.setup() for module in _modules()]


def callbacks() -> list[type[CallbackData]]:
    """Every callback data type, for the wire."""
    return [callback for module in _modules() for callback in module.CALLBACKS]
