"""Using a page as someone does who has no mouse."""

from playwright.async_api import Locator, Page

FOCUSED = "e => e === document.activeElement"
STEPS = 500


class Keyboard:
    """What one does with the keys alone. It fails where the focus can't come."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def reach(self, wanted: Locator, key: str = "Tab") -> None:
        """Walk from where the focus is until it is on ``wanted``."""
        target = await wanted.element_handle()
        for _ in range(STEPS):
            if await self.page.evaluate(FOCUSED, target):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"the Tab key doesn't lead to {wanted}")

    async def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Go to a button or a link and press it."""
        await self.reach(wanted)
        await self.page.keyboard.press(key)

    async def write(self, field: Locator, text: str) -> None:
        """Go to a field and put ``text`` in the place of what it holds."""
        await self.reach(field)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def set_date(self, field: Locator, day: int, year: int) -> None:
        """The date of that number in the month of that number: alike whichever of them is asked for first."""
        await self.reach(field)
        await self.page.keyboard.type(f"{day:02d}{day:02d}{year}")

    async def set_time(self, field: Locator, hour: int, minute: int) -> None:
        """A time of day, on a clock of twelve hours or of twenty-four."""
        await self.reach(field)
        await self.page.keyboard.type(f"{hour:02d}{minute:02d}")
        if await field.input_value() != f"{hour:02d}:{minute:02d}":
            for _ in range(3):
                await self.page.keyboard.press("ArrowLeft")
            half = "PM" if hour >= 12 else "AM"
            await self.page.keyboard.type(f"{(hour - 1) % 12 + 1:02d}{minute:02d}{half}")
        assert await field.input_value() == f"{hour:02d}:{minute:02d}"
