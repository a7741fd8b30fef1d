"""One running application per module, over a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.api.site import Site, open_site
from tests.conftest import Server


@pytest.fixture(scope="module")
async def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(server, tmp_path_factory.mktemp("data")) as opened:
        yield opened
