"""What poppler's ``pdfsig`` has to say of a seal."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def asked_of_poppler(sealed: bytes, folder: Path) -> str:
    if shutil.which("pdfsig") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No pdfsig: install poppler-utils.")
        pytest.skip("NO PDFSIG FOUND: poppler was not asked. Install poppler-utils.")
    file = folder / "sealed.pdf"
    file.write_bytes(sealed)
    return subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
