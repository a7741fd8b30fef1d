"""What axe finds, and what it doesn't look for: overflow, small targets, clipped text."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Links inside a sentence are exempt from the size of targets (WCAG 2.2, 2.5.8, Inline).
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input, select, summary, textarea')]
  .filter((e) => e.checkVisibility() && !e.closest('p, li:not(:has(> a:only-child)), dd, td') && e.type !== 'file')
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width > 1 && box.height > 1 && (box.width < 24 || box.height < 24))
  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""


async def violations(page: Page) -> list[str]:
    """Every violation of WCAG 2.2 A and AA and of good practice that axe sees on the page as it stands."""
    # What is fading in has not its colours yet.
    await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    await page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = await page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


async def overflow(page: Page) -> int:
    """How many CSS pixels the page is wider than its window; 0 is right."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


async def small_targets(page: Page) -> list[str]:
    """Things to press that are under 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)."""
    found: list[str] = await page.evaluate(SMALL_TARGETS)
    return found


async def sound(page: Page) -> None:
    """What axe, a narrow screen and a finger would complain of, as the page stands and on a phone: nothing."""
    before = page.viewport_size
    assert before is not None
    for size in (before, {"width": 320, "height": 740}):
        await page.set_viewport_size({"width": size["width"], "height": size["height"]})
        found = await violations(page)
        assert found == [], "\n".join(found)
        assert await overflow(page) == 0
        assert await small_targets(page) == []
    await page.set_viewport_size({"width": before["width"], "height": before["height"]})
