"""Office files as PDF, when LibreOffice is on the machine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

_SECONDS: Final = 120
_ENDINGS: Final = frozenset(["doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp"])


def to_pdf(data: bytes, filename: str) -> bytes | None:
    """The file as PDF; None when there is no ``soffice``, the ending is not an office one, or the conversion fails.

    Runs in a folder and with a profile of its own, so several conversions at once don't meet, for at most two minutes.
    """
    program = shutil.which("soffice")
    ending = filename.rpartition(".")[2].lower()
    if program is None or ending not in _ENDINGS:
        return None
    with tempfile.TemporaryDirectory(prefix="samstyre-office-") as folder:
        source = Path(folder, f"file.{ending}")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder}
        try:
            # The program's path comes from PATH and every argument is ours.
            subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True, env=environment)  # noqa: S603
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None
