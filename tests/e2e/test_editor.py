"""The text editor in the browser: by keyboard alone, with what is pasted from Word, on a small screen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting, open_desk

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

WORD = Path(__file__).parents[2] / "frontend" / "tests" / "word"


async def open_item(page: Page, site: Site, number: str) -> dict[str, Any]:
    """A new meeting's first item, opened for editing; the item as it was."""
    meeting = await create_meeting(page, site, number)
    await open_desk(page, meeting)
    await page.get_by_role("button", name="Framtidig samarbeid").click()
    await expect(case_text(page)).to_be_visible()
    item: dict[str, Any] = meeting["items"][0]
    return item


def case_text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Saksframstilling")


async def saved(page: Page, item: dict[str, Any]) -> dict[str, Any]:
    """Save by hand; the item as it is now."""
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    stored: dict[str, Any] = await (await page.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    return stored


def outline(node: dict[str, Any]) -> str:
    """``doc(heading(Økonomi) paragraph(…))``, ids and attributes left out."""
    if "text" in node:
        return f"{'*' * len(node.get('marks', []))}{node['text']}"
    between = "" if node["type"] in ("paragraph", "heading") else " "
    return f"{node['type']}({between.join(outline(child) for child in node.get('content', []))})"


async def paste(place: Locator, html: str) -> None:
    await place.evaluate(
        """(place, html) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          place.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


async def test_a_case_text_is_written_by_keyboard_alone(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "71-27")
    await case_text(admin).focus()
    keys = admin.keyboard
    await keys.press("Control+A")
    await keys.type("Vurdering")
    await keys.press("Control+Alt+1")
    await keys.press("Enter")
    await keys.type("Det er ")
    await keys.press("Control+B")
    await keys.type("viktig")
    await keys.press("Control+B")
    await keys.press("Enter")
    await keys.type("- Ein")
    await keys.press("Enter")
    await keys.type("To")
    await keys.press("Control+]")

    # To the tools, along them, and a table with a header row.
    await keys.press("Alt+F10")
    tools = admin.get_by_role("toolbar", name="Verktøy: Saksframstilling")
    await expect(tools.get_by_role("button", name="Overskrift 1")).to_be_focused()
    for _ in range(11):
        await keys.press("ArrowRight")
    await expect(tools.get_by_role("button", name="Tabell")).to_be_focused()
    await keys.press("Enter")
    await expect(case_text(admin)).to_be_focused()
    await keys.type("Kommune")
    await keys.press("Tab")
    await keys.type("Sum")
    await keys.press("Control+Enter")
    await keys.type("Slutt")

    stored = await saved(admin, item)
    row = "table_row(table_cell(paragraph()) table_cell(paragraph()) table_cell(paragraph()))"
    assert outline(stored["text"]) == (
        "doc(heading(Vurdering) paragraph(Det er *viktig) "
        "bullet_list(list_item(paragraph(Ein) bullet_list(list_item(paragraph(To) "
        "table(table_row(table_header(paragraph(Kommune)) table_header(paragraph(Sum)) table_header(paragraph())) "
        f"{row} {row}) paragraph(Slutt))))))"
    )


async def test_tab_leaves_the_editor(admin: Page, site: Site) -> None:
    await open_item(admin, site, "72-27")
    await case_text(admin).focus()
    await admin.keyboard.press("Tab")
    await expect(case_text(admin)).not_to_be_focused()


async def test_a_link_is_made_by_keyboard_and_a_dangerous_one_refused(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "73-27")
    await case_text(admin).focus()
    await admin.keyboard.press("Control+A")
    await admin.keyboard.press("Control+K")
    address = admin.get_by_label("Adresse (nettside eller e-post)")
    await expect(address).to_be_focused()
    await admin.keyboard.type("javascript:alert(1)")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("alert")).to_contain_text("Adressa kan ikkje brukast")
    await address.fill("sogn.no")
    await admin.keyboard.press("Enter")
    await expect(case_text(admin)).to_be_focused()
    text = (await saved(admin, item))["text"]
    assert text["content"][0]["content"][0]["marks"] == [{"type": "link", "attrs": {"href": "https://sogn.no"}}]


async def test_lists_and_tables_from_word_keep_their_form(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "74-27")
    await case_text(admin).focus()
    await admin.keyboard.press("Control+A")
    await paste(case_text(admin), (WORD / "nested-list.html").read_text("utf-8"))
    await paste(case_text(admin), (WORD / "table.html").read_text("utf-8"))
    stored = outline((await saved(admin, item))["text"])
    assert "list_item(paragraph(I fire år) bullet_list(list_item(paragraph(med evaluering))))" in stored
    assert "table_row(table_header(paragraph(Kommune)) table_header(paragraph(Sum)))" in stored


async def test_an_open_item_has_no_barriers_on_a_small_screen(admin: Page, site: Site) -> None:
    await open_item(admin, site, "75-27")
    await case_text(admin).focus()
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []
