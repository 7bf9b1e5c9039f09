"""The measure of the check: of forty planted errors at least 38 are found, with at most two false alarms."""

from bench.checks import PLANTED, run


def test_at_least_38_of_40_planted_errors_are_found() -> None:
    assert run() == 0
    assert PLANTED.read_text(encoding="utf-8").count("- {kind:") == 40
