"""The report's tables read from its text by its layout alone: a cell begins at a tab. Nothing of ours is used."""

import re
from pathlib import Path

import pytest

REPORT = Path(__file__).parents[4] / "shared" / "report-2023.txt"
Cell = int | float | str

needs_report = pytest.mark.skipif(not REPORT.exists(), reason="../shared/report-2023.txt is not beside the project")


def cells(begin: str, end: str = "") -> list[str]:
    """The filled cells between two marks, spaces folded."""
    text = REPORT.read_text(encoding="utf-8")
    start = text.index(begin) + len(begin)
    region = text[start : text.index(end, start) if end else len(text)]
    found = [re.sub(r"\s+", " ", cell).strip() for cell in re.split(r"\n[ ]*\t+", "\n\t" + region)]
    return [cell for cell in found if cell]


def rows(found: list[str], width: int) -> list[list[Cell]]:
    """Cells in rows, figures as JSON has them."""
    return [[_value(cell) for cell in found[at : at + width]] for at in range(0, len(found), width)]


def _value(cell: str) -> Cell:
    bare = re.sub(r"\s", "", cell)
    if re.fullmatch(r"\d+", bare):
        return int(bare)
    return float(bare.replace(",", ".")) if re.fullmatch(r"\d+,\d+", bare) else cell
