"""Every table of the program, imported so that the metadata is whole: migrations are compared with it."""

import importlib
from pathlib import Path

from sqlmodel import SQLModel

import api.domain.kernel.event  # noqa: F401 -- its tables stand beside what writes and reads them

_ROOT = Path(__file__).parent
for _path in sorted(_ROOT.rglob("*/tables.py")):
    importlib.import_module(".".join(["api", *_path.relative_to(_ROOT).with_suffix("").parts]))

metadata = SQLModel.metadata
