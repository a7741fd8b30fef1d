"""Tables with drawn lines in a PDF: lines as pdfium draws them, joined to cells by pdfplumber's geometry.

pdfplumber alone would read every page's letters a second time, which takes longer than all the rest together.
"""

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber import table as geometry

_MAX_STROKES = 4_000
"""A page with more is a drawing, and joining its lines would take minutes."""
_SNAP = 3.0
_STRAIGHT = 1.0
Box = tuple[float, float, float, float]
"""left, top, right, bottom in points, from the page's upper left corner."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's place and its rows of cells; None where a merged cell covers the place."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]


def grids(page: pypdfium2.PdfPage, height: float) -> list[Grid]:
    """The ruled tables on the page with at least two rows and two columns, from the top down."""
    strokes = list(itertools.islice(_strokes(page), _MAX_STROKES + 1))
    if not 4 <= len(strokes) <= _MAX_STROKES:
        return []
    edges = [edge for stroke in strokes if (edge := _edge(stroke, height)) is not None]
    merged = geometry.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    cells = geometry.intersections_to_cells(geometry.edges_to_intersections(merged, _SNAP, _SNAP))
    found = [_grid(sorted(table, key=lambda cell: (cell[1], cell[0]))) for table in geometry.cells_to_tables(cells)]
    kept = [grid for grid in found if len(grid.rows) >= 2 and max(len(row) for row in grid.rows) >= 2]
    return sorted(kept, key=lambda grid: grid.box[1])


def _strokes(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Straight lines of the page's paths as (x0, y0, x1, y1), from the lower left corner."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=1):
        matrix = item.get_matrix()
        start = last = (0.0, 0.0)
        for at in range(pdfium.FPDFPath_CountSegments(item.raw)):
            segment = pdfium.FPDFPath_GetPathSegment(item.raw, at)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield (*last, *point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield (*point, *start)
            last = point


def _edge(stroke: Box, height: float) -> dict[str, object] | None:
    left, right = sorted((stroke[0], stroke[2]))
    bottom, top = sorted((stroke[1], stroke[3]))
    across = top - bottom <= _STRAIGHT < right - left
    if not across and not right - left <= _STRAIGHT < top - bottom:
        return None
    box = {"x0": left, "x1": right, "top": height - top, "bottom": height - bottom}
    return {**box, "width": right - left, "height": top - bottom, "orientation": "h" if across else "v"}


def _grid(cells: list[Box]) -> Grid:
    columns = sorted({cell[0] for cell in cells})
    rows = []
    for _, group in itertools.groupby(cells, key=lambda cell: cell[1]):
        placed = {cell[0]: cell for cell in group}
        rows.append(tuple(placed.get(left) for left in columns))
    box = (
        min(cell[0] for cell in cells),
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )
    return Grid(box, tuple(rows))
