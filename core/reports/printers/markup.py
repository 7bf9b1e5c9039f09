"""WordprocessingML for paragraphs and tables, as text: a table is parsed once, not built cell by cell.

python-docx walks the whole row for each cell that is touched; a table of ten thousand cells takes it minutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks. `size` in points, `before`, `after` and `indent` in twentieths of a point.

    Tables are set in 12 points, lines of the document itself in 14. `keep` holds a paragraph with the next one,
    a `whole` one is not broken across pages.
    """

    align: str = "left"
    bold: bool = False
    size: float = 12
    keep: bool = False
    whole: bool = False
    before: int = 0
    after: int = 0
    marked: bool = False
    indent: int = 0
    new_page: bool = False


def paragraph(text: str, style: Style | None = None, marks: Sequence[str] = ()) -> str:
    """One paragraph; `marks` are pieces of the text that are highlighted."""
    look = style or Style()
    runs = "".join(_run(piece, look, marked) for piece, marked in _split(text, marks))
    keep = (
        ("<w:keepNext/>" if look.keep else "")
        + ("<w:keepLines/>" if look.whole else "")
        + ("<w:pageBreakBefore/>" if look.new_page else "")
    )
    indent = f'<w:ind w:firstLine="{look.indent}"/>' if look.indent else ""
    spacing = f'<w:spacing w:before="{look.before}" w:after="{look.after}"/>'
    return f'<w:p><w:pPr>{keep}{spacing}{indent}<w:jc w:val="{look.align}"/></w:pPr>{runs}</w:p>'


def cell(content: Iterable[str], width: int, *, span: int = 1, merge: str = "", align: str = "center") -> str:
    """A cell of ready paragraphs, `align` of them top, center or bottom; `merge` joins downwards: restart, continue."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    joined = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    placed = f'<w:vAlign w:val="{align}"/>'
    body = "".join(content) or "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{joined}{placed}</w:tcPr>{body}</w:tc>'


def row(cells: Iterable[str], *, head: bool = False, whole: bool = True) -> str:
    """A row; a `head` row is repeated on each page, a `whole` one is not broken across pages."""
    marks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[int]) -> str:
    """A table with thin borders and fixed column widths in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    margins = '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _run(text: str, style: Style, marked: bool) -> str:
    bold = "<w:b/>" if style.bold else ""
    shade = '<w:highlight w:val="yellow"/>' if marked or style.marked else ""
    size = f'<w:sz w:val="{round(style.size * 2)}"/>'
    clean = escape(text.translate(_ILLEGAL))
    return f'<w:r><w:rPr>{bold}{size}{shade}</w:rPr><w:t xml:space="preserve">{clean}</w:t></w:r>'


def _split(text: str, marks: Sequence[str]) -> list[tuple[str, bool]]:
    pieces = [(text, False)]
    for mark in marks:
        found: list[tuple[str, bool]] = []
        for piece, marked in pieces:
            before, sign, after = piece.partition(mark) if not marked else (piece, "", "")
            found += [(part, at) for part, at in ((before, marked), (sign, True), (after, False)) if part]
        pieces = found
    return pieces
