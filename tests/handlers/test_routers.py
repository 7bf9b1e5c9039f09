"""The assembly of all conversations: none forgotten, each button handled, questions and old buttons last."""

from importlib import import_module
from pathlib import Path

import handlers
from core.messages import Action
from handlers.wire import Wire

ROOT = Path(handlers.__file__).parent


def test_every_conversation_is_in_the_list_and_questions_come_last() -> None:
    names = {f"handlers.{file.relative_to(ROOT).with_suffix('').as_posix().replace('/', '.')}"
             for file in ROOT.rglob("*.py") if file.name != "__init__.py"}  # fmt: skip
    conversations = {name for name in names if hasattr(import_module(name), "setup")}
    assert conversations == set(handlers.MODULES)
    assert handlers.MODULES[-2:] == ("handlers.ngo.questions", "handlers.fallback")


def test_every_action_that_core_may_put_on_a_button_is_handled() -> None:
    assert Wire(handlers.callbacks()).actions == set(Action)


def test_routers_can_be_built_twice() -> None:
    first, second = handlers.routers(), handlers.routers()
    assert [router.name for router in first] == [router.name for router in second]
    assert not {id(router) for router in first} & {id(router) for router in second}
