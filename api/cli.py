"""`samstyre`: start it, look after it, and bring things in and out, from the command line."""

import asyncio
import contextlib
import json
import logging
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvicorn
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api import demonstration
from api.database import Database, EmbeddedPostgresError, MigrationError, open_addresses, open_database
from api.database import migrate as run_migrations
from api.delivery.jobs import worker as open_worker
from api.demonstration.accounts import Credentials
from api.domain.identity import service as identity
from api.domain.imports import service as imports
from api.domain.kernel.actor import EVERYTHING, SYSTEM
from api.domain.kernel.clock import now
from api.domain.kernel.errors import DomainError
from api.domain.publications import chain, queries, verification
from api.ingest import agenda as agendas
from api.main import create_api, create_app
from api.outputs.publication import render
from api.sealing.minutes import sealer
from api.settings import Settings, SettingsError, load_settings
from api.storage import open_storage

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
importing = typer.Typer(no_args_is_help=True, help="Bring in what exists already.")
users = typer.Typer(no_args_is_help=True, help="Built-in accounts.")
app.add_typer(importing, name="import")
app.add_typer(users, name="user")

out = Console()
err = Console(stderr=True)
Result = TypeVar("Result")
ADMINISTRATOR = "admin"
GRACE_S = 3
"""How long answers under way may take to end when the server is stopped."""


@app.command()
def serve() -> None:
    """Start the site and the API; Ctrl-C stops it, the embedded database too."""
    settings = _settings()

    async def run() -> None:
        async with _opened(settings) as database:
            await _first_start(database, settings)
            out.print(f"\n[bold]Samstyre[/bold] is at {settings.public_url}   API: {settings.public_url}/api/docs")
            out.print("Ctrl-C stops it.\n")
            config = uvicorn.Config(
                create_app(settings, database),
                host=settings.host,
                port=settings.port,
                log_level=settings.log_level,
                access_log=settings.log_level == "debug",
                proxy_headers=True,
                server_header=False,
                # Whoever follows a meeting holds a connection open for as long as it lasts.
                timeout_graceful_shutdown=GRACE_S,
            )
            await uvicorn.Server(config).serve()

    _run(run)


@app.command()
def worker() -> None:
    """Run the background jobs in a process of their own (set SAMSTYRE_WORKER=false for `serve` then)."""
    settings = _settings()

    async def run() -> None:
        async with _opened(settings) as database:
            storage = open_storage(settings.storage_url, settings.data / "documents")
            async with open_worker(database, storage, render(settings.public_url), settings) as jobs:
                await jobs.run_worker_async()

    _run(run)


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    settings = _settings()

    async def run() -> None:
        async with open_addresses(settings) as addresses:
            await run_migrations(addresses)

    _run(run, "Migrating")


@importing.command("agenda")
def import_agenda(
    file: Annotated[Path, typer.Argument(help="The agenda as text, Word or PDF.", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only read it; no database is needed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the draft as JSON.")] = False,
) -> None:
    """Read a finished agenda into a draft. Without --dry-run it is stored for review in the administration."""
    with _progress(f"Reading {file.name}"):
        try:
            reading = agendas.read(file.read_bytes(), file.name)
        except DomainError as error:
            _fail(error)
    draft = reading.draft
    if as_json:
        sys.stdout.write(json.dumps(draft.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    else:
        meeting = draft.meeting
        out.print(f"{meeting.body or '?'}, {meeting.number or '?'}, {meeting.date or '?'} {meeting.start or ''}")
        for item in draft.items:
            out.print(f"{item.number:>4}  {item.title}", highlight=False)
        for finding in draft.findings:
            out.print(f"{finding.severity:>8}  {finding.message} ({finding.line})", highlight=False)
    if dry_run:
        return
    settings = _settings()

    async def run() -> str:
        async with _opened(settings) as database, database.work.begin() as session:
            storage = open_storage(settings.storage_url, settings.data / "documents")
            stored = await storage.work.put(file.read_bytes())
            row = await imports.create(
                session,
                SYSTEM,
                filename=file.name,
                sha256=stored.sha256,
                source=[{"number": line.number, "text": line.text} for line in reading.lines],
                draft=draft.model_dump(mode="json"),
            )
            return row.id

    import_id = _run(run, "Storing the draft")
    err.print(f"Review it at {settings.public_url}/admin/import/{import_id}")


@app.command("export")
def export_archive(
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output if left out.")] = None,
) -> None:
    """Write everything that is published as NDJSON, one publication per line, oldest first."""
    settings = _settings()

    async def run() -> int:
        count = 0
        async with _opened(settings) as database:
            with file.open("wb") if file else contextlib.nullcontext(sys.stdout.buffer) as target:
                async for body in queries.archive(database.published):
                    target.write(body + b"\n")
                    count += 1
        return count

    err.print(f"{_run(run, 'Exporting')} publications")


@app.command()
def verify() -> None:
    """Recompute the chain of publications and every published file; exit code 1 when anything was changed."""
    settings = _settings()

    async def run() -> tuple[int, list[chain.Fault]]:
        async with _opened(settings) as database, database.work() as session:
            storage = open_storage(settings.storage_url, settings.data / "documents")
            return await verification.verify(session, storage.published)

    count, faults = _run(run, "Verifying")
    for fault in faults:
        err.print(f"[red]{fault.position}[/red] {fault.name}: {fault.what}")
    if faults:
        raise typer.Exit(1)
    out.print(f"{count} entries, every hash holds.")


@app.command()
def demo() -> None:
    """Load the demonstration organisation into an empty database."""
    settings = _settings()

    async def run() -> list[Credentials] | None:
        async with _opened(settings) as database:
            return await _load_demonstration(database, settings)

    made = _run(run, "Loading")
    out.print("There is an organisation already; nothing was done." if made is None else "Loaded.")
    _show(made or [])


@app.command()
def openapi() -> None:
    """Print the API's description (OpenAPI 3.1)."""
    document = create_api(Settings()).openapi()
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


@users.command("password")
def password(username: Annotated[str, typer.Argument()] = ADMINISTRATOR) -> None:
    """Give an account a new password, and end its sessions."""
    settings = _settings()
    chosen = typer.prompt("New password", hide_input=True, confirmation_prompt=True)

    async def run() -> None:
        async with _opened(settings) as database, database.work.begin() as session:
            await identity.set_password(session, username, chosen)

    _run(run)
    out.print("Changed.")


async def _first_start(database: Database, settings: Settings) -> None:
    """Make the administrator and load the demonstration where it is asked for; passwords are shown this once."""
    async with database.work.begin() as session:
        if not await identity.has_accounts(session):
            chosen = secrets.token_urlsafe(12)
            await identity.create_account(session, ADMINISTRATOR, "Administrator", chosen, EVERYTHING)
            out.print(f"\nSign in as [bold]{ADMINISTRATOR}[/bold] with the password [bold]{chosen}[/bold]")
            out.print("It is shown only now. `samstyre user password` gives a new one.")
    if settings.demo:
        with _progress("Loading the demonstration organisation"):
            made = await _load_demonstration(database, settings)
        _show(made or [])


async def _load_demonstration(database: Database, settings: Settings) -> list[Credentials] | None:
    """What to sign in with, role by role; None when there was an organisation already."""
    storage = open_storage(settings.storage_url, settings.data / "documents")
    if not await demonstration.load(database, storage, render(settings.public_url), now()):
        return None
    return await demonstration.people_it(database, storage, sealer(settings, now()), now())


def _show(made: list[Credentials]) -> None:
    if not made:
        return
    table = Table(title="Demonstration accounts (shown only now)", title_justify="left")
    table.add_column("User name")
    table.add_column("Password", min_width=max(len(one.secret) for one in made))
    table.add_column("Who", overflow="fold")
    for one in made:
        table.add_row(one.username, one.secret, one.name)
    out.print(table)


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    async with open_database(settings) as database:
        yield database


def _settings() -> Settings:
    try:
        settings = load_settings()
    except SettingsError as error:
        _fail(error)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(message)s", handlers=[RichHandler(console=err, show_path=False)]
    )
    # Their everyday doings are not news.
    for name in ("alembic", "procrastinate"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return settings


def _run(work: Callable[[], Coroutine[Any, Any, Result]], title: str | None = None) -> Result:
    """Run to the end, with a spinner when it has a title; what can be told plainly is, without a traceback."""
    try:
        with _progress(title) if title else contextlib.nullcontext():
            return asyncio.run(work())
    except (DomainError, SettingsError, EmbeddedPostgresError, MigrationError, OSError) as error:
        _fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _progress(title: str) -> Progress:
    progress = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True
    )
    progress.add_task(title, total=None)
    return progress


def _fail(error: Exception) -> NoReturn:
    err.print(f"[red]{error}[/red]")
    for fault in getattr(error, "errors", ()):
        err.print(f"  {fault.pointer}: {fault.detail}")
    raise typer.Exit(1) from error
