from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.domain.building import Office, open_office


@pytest.fixture
async def office(session: AsyncSession, tmp_path: Path) -> Office:
    """A place to work that is gone after the test."""
    return await open_office(session, tmp_path)
