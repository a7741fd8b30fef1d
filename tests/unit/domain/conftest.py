"""A meeting that is going on."""

import pytest

from tests.unit.domain.rooms import Meeting


@pytest.fixture
def meeting() -> Meeting:
    """Opened, all six there."""
    found = Meeting()
    found.open()
    return found
