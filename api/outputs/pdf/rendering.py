"""Typst at work: one template, one JSON value and some files in, one PDF out."""

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import typst

_HERE: Final = resources.files("api.outputs.pdf")


def render(template: str, view: Mapping[str, Any], files: Mapping[str, bytes | Path], *, at: dt.datetime) -> bytes:
    """A PDF that is both PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3).

    ``template`` is the name of a file in ``templates``; ``view`` is what it reads as ``view.json``, ``files`` what else
    it may read, by path. The same arguments give the same bytes. Safe in any thread: nothing is shared but the fonts,
    and those are only read. Raises `typst.TypstError` when the template fails.
    """
    # A dict of files is documented, though missing from the package's own types.
    sources: Any = {**_templates(), "main.typ": _templates()[template], "view.json": json.dumps(view).encode()}
    with tempfile.TemporaryDirectory(prefix="samstyre-pdf-") as root:
        # The dict holds text only, so bytes go by way of the disk; a file that is there already is not copied.
        for path, content in files.items():
            place = Path(root, path)
            place.parent.mkdir(exist_ok=True)
            if isinstance(content, Path):
                place.symlink_to(content.resolve())
            else:
                place.write_bytes(content)
        pdf: bytes = typst.compile(
            sources,
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-3a"],
            timestamp=int(at.timestamp()),
        )
    return pdf


@cache
def _templates() -> dict[str, bytes]:
    return {
        entry.name: entry.read_bytes() for entry in _HERE.joinpath("templates").iterdir() if entry.name.endswith(".typ")
    }


@cache
def _fonts() -> typst.Fonts:
    # The machine's own fonts would make the bytes differ from one machine to the next.
    with resources.as_file(_HERE.joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
