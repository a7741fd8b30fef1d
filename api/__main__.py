"""`python -m api` is `samstyre`."""

from api.cli import app

app()
