"""The engine of a running process follows the base without being held up."""

import gc

import pytest

from core.answers.engine import Engine
from core.answers.loading import uncollected
from core.answers.snapshot import Snapshot
from storage.records.content import Fact


def _fails() -> None:
    with uncollected():
        assert not gc.isenabled()
        raise RuntimeError("gone")


def test_garbage_is_collected_again_after_a_building_that_failed() -> None:
    with pytest.raises(RuntimeError, match="gone"):
        _fails()
    assert gc.isenabled()


def test_a_base_groups_its_records_once_in_their_order(engine: Engine) -> None:
    base = Snapshot(engine.records(Fact))
    facts = base.all(Fact)
    measure = facts[0].measure
    assert base.where(Fact, "measure", measure) == [fact for fact in facts if fact.measure == measure]
    assert base.where(Fact, "measure", "нет такой") == []
