"""The API's documentation as a page: Swagger UI from our own files, nothing inline, so that the strict policy holds."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

PATH: Final = "/api/docs"
ASSETS: Final = Path(__file__).parents[2] / "frontend" / "dist" / "swagger"
"""``swagger-ui.css`` and ``swagger-ui-bundle.js`` of the npm package swagger-ui-dist, put there by the build."""

_PAGE: Final = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samstyre API</title>
<link rel="stylesheet" href="{PATH}/assets/swagger-ui.css">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<script src="{PATH}/assets/swagger-ui-bundle.js" defer></script>
<script src="{PATH}/init.js" defer></script>
</head>
<body>
<div id="swagger-ui"></div>
<noscript>The description of the API is at <a href="/api/openapi.json">/api/openapi.json</a>.</noscript>
</body>
</html>
"""

_INIT: Final = """SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
});
"""


def install(app: FastAPI) -> None:
    """Serves the page at ``/api/docs``. ``app`` has its OpenAPI at ``/api/openapi.json`` and ``docs_url=None``."""

    @app.get(PATH, include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    @app.get(f"{PATH}/init.js", include_in_schema=False)
    async def init() -> Response:
        return Response(_INIT, media_type="text/javascript")

    app.mount(f"{PATH}/assets", StaticFiles(directory=ASSETS, check_dir=False))
