"""The engine of a running process follows the base without being held up."""

import gc

import pytest

from core.answers.loading import uncollected


def _fails() -> None:
    with uncollected():
        assert not gc.isenabled()
        raise RuntimeError("gone")


def test_garbage_is_collected_again_after_a_building_that_failed() -> None:
    with pytest.raises(RuntimeError, match="gone"):
        _fails()
    assert gc.isenabled()
