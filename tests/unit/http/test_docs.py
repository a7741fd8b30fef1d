import re

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware

from api.http import docs
from api.http.security import Security


@pytest.fixture
async def client(connect):
    app = FastAPI(openapi_url="/api/openapi.json", docs_url=None, redoc_url=None, middleware=[Middleware(Security)])
    docs.install(app)
    async with connect(app) as client:
        yield client


async def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(client):
    page = await client.get("/api/docs")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert not re.search(r"<style|style=|\son\w+=|//", page.text.removeprefix("<!doctype html>"))
    assert all("src=" in tag for tag in re.findall("<script[^>]*>", page.text))


async def test_the_page_starts_swagger_ui_on_our_own_description(client):
    script = await client.get("/api/docs/init.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert (await client.get(re.search('url: "(.*?)"', script.text)[1])).json()["openapi"] == "3.1.0"


async def test_the_page_sends_the_description_to_nobody(client):
    assert "validatorUrl: null" in (await client.get("/api/docs/init.js")).text
