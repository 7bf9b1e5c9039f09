"""The measure of the check: of forty planted errors at least 38 are found, with at most two false alarms."""

import re
from pathlib import Path

import pytest

from bench.checks import PLANTED, run, run_lines
from bench.drawn import Draw
from bench.planting import pack_year, read_lines
from core.base import pack_folders


def test_at_least_38_of_40_planted_errors_are_found() -> None:
    assert run() == 0
    assert PLANTED.read_text(encoding="utf-8").count("- {kind:") == 40


def test_errors_and_harmless_changes_by_another_hand_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """48 errors and 24 harmless changes by somebody who had not seen the rules; they have been looked at since."""
    assert run_lines(read_lines(PLANTED.with_name("planted_second.jsonl")), pack_folders("city")[0]) == 0
    out = capsys.readouterr().out
    assert "| all            | 48 of 48 |" in out
    assert "| false alarms   | 0 | |" in out


def test_errors_drawn_by_lot_are_found_in_nine_of_ten(capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folders("city")[0]
    year, records = pack_year(folder)
    run_lines(Draw(records, 11, year.year).lines(), folder)
    found = re.search(r"\| all +\| (\d+) of 40", capsys.readouterr().out)
    assert found is not None
    assert int(found.group(1)) >= 36


def test_somebody_elses_list_is_planted_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (
        '# swapped digits, a number of a row that a text names, a harmless word, nothing of that name',
        '{"kind": "total", "table": "4", "row": "Епархия", "field": "amount", "value": "293.7 тыс"}',
        '{"kind": "total", "table": "2", "row": "Итого", "field": "finance", "value": 25}',
        '{"kind": "impossible", "file": "subsidies", "row": "t5-karate-2023", "copy": true}',
        '{"kind": "none", "file": "contests", "row": "fpg", "field": "for_whom", "value": "НКО города"}',
        '{"kind": "total", "table": "5", "row": "такой нет", "field": "amount", "value": 1}',
    )  # fmt: skip
    file = tmp_path / "errors.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert run_lines(read_lines(file), pack_folders("city")[0]) == 1
    out = capsys.readouterr().out
    assert "line 2, total: Таблица 4: 11\u00a0424,9, по строкам 11\u00a0478,9" in out
    assert "line 6 cannot be planted: subsidies, row 'такой нет': none" in out
    assert "| all            | 3 of 4 | 3 as its own kind |" in out
    assert "| false alarms   | 0 | |" in out
