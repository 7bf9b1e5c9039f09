"""`python -m bot report`: JSON alone on stdout, one line on stderr when there is nothing to print."""

import json
from pathlib import Path

import pytest

from bot.reporting import write_report
from bot.settings import Settings


@pytest.mark.asyncio
async def test_stdout_holds_only_the_json_and_findings_are_no_failure(
    city_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await write_report(Settings(database_url=city_url), 2023, "json", None) == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert (report["year"], report["unit"]) == (2023, "thousand roubles")
    told = {(finding["stated"], finding["computed"]) for finding in report["findings"]}
    assert told >= {(424, 434), (410190.0, 410190.4), (1397.2, 1397.3), (27, 24), (3000.0, 6529.2)}
    assert shown.err == ""


@pytest.mark.asyncio
async def test_an_empty_base_is_filled_by_itself_and_the_file_is_the_same(
    city_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, file = f"sqlite:///{tmp_path / 'new' / 'bot.db'}", tmp_path / "report.json"
    assert await write_report(Settings(database_url=empty), 2023, "json", file) == 0
    assert capsys.readouterr().out == ""
    await write_report(Settings(database_url=city_url), 2023, "json", None)
    assert file.read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.asyncio
async def test_an_unknown_year_is_one_line_that_names_the_years_held(
    city_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await write_report(Settings(database_url=city_url), 2024, "json", None) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == ["No report data for 2024; years in the base: 2023"]


@pytest.mark.asyncio
async def test_an_unknown_form_and_an_unwritable_file_are_one_line(
    city_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await write_report(Settings(database_url=city_url), 2023, "pdf", None) == 2
    assert "--format pdf is not known, use docx or xlsx or csv or json" in capsys.readouterr().err
    assert await write_report(Settings(database_url=city_url), 2023, "json", tmp_path / "no" / "report.json") == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
@pytest.mark.asyncio
async def test_the_command_makes_the_same_files_as_the_bot(
    city_url: str, tmp_path: Path, form: str, begins: bytes
) -> None:
    assert await write_report(Settings(database_url=city_url), 2023, form, tmp_path / f"report.{form}") == 0
    assert (tmp_path / f"report.{form}").read_bytes().startswith(begins)
