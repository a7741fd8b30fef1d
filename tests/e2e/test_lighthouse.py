"""Lighthouse on the public pages: nothing to remark on accessibility, best practices and SEO."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.e2e.conftest import CHROMIUM_FLAGS, Site, find_chromium

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

LIGHTHOUSE = Path(__file__).parents[2] / "frontend" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.mark.parametrize("path", ["/", "/m%C3%B8te/styret/2025-09-22", "/m%C3%B8te/styret/2025-09-22/sak/8"])
async def test_lighthouse_has_nothing_to_say(site: Site, path: str, tmp_path: Path) -> None:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("NO CHROMIUM FOUND: Lighthouse did not run.")
    report = tmp_path / "report.json"
    process = await asyncio.create_subprocess_exec(
        str(LIGHTHOUSE),
        site.url + path,
        "--quiet",
        f"--chrome-flags=--headless --no-sandbox --disable-gpu {' '.join(CHROMIUM_FLAGS)}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={report}",
        env={**os.environ, "CHROME_PATH": chromium},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    found = json.loads(report.read_text("utf-8"))
    failed = [name for name, audit in found["audits"].items() if audit["score"] is not None and audit["score"] < 1]
    assert {name: found["categories"][name]["score"] for name in CATEGORIES} == dict.fromkeys(CATEGORIES, 1), failed
