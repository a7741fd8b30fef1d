"""The environment, read once. Every setting has a default that runs."""

import hashlib
import hmac
import os
import secrets
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "SAMSTYRE_"


class SettingsError(Exception):
    """The environment holds something that can't be used; the message names each variable and what is wrong with it."""


def _postgresql(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    scheme = urlsplit(value.get_secret_value()).scheme
    if scheme.partition("+")[0] not in {"postgresql", "postgres"}:
        raise ValueError("should be of the form postgresql://user:password@host:port/database")
    return value


def _folder(value: Path) -> Path:
    return value.expanduser().absolute()


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("should be of the form https://host")
    return value.rstrip("/")


def _optional_web_address(value: str | None) -> str | None:
    return None if value is None else _web_address(value)


def _optional_file(value: Path | None) -> Path | None:
    return None if value is None else _folder(value)


def _issuer(value: str) -> str:
    """As it is, with or without the slash at its end: tokens name it to the letter."""
    _web_address(value)
    return value


Issuer = Annotated[str, AfterValidator(_issuer)]


def _mail_server(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname:
        raise ValueError("should be of the form smtps://user:password@host:port, or smtp+starttls:// or smtp://")
    return value


def _mail_address(value: str | None) -> str | None:
    if value is None:
        return None
    name, address = parseaddr(value)
    try:
        return str(Address(name, addr_spec=address))
    except (ValueError, HeaderParseError):
        raise ValueError("should be of the form name@host or Name <name@host>") from None


DatabaseUrl = Annotated[SecretStr | None, AfterValidator(_postgresql)]
Folder = Annotated[Path, AfterValidator(_folder)]
OptionalFile = Annotated[Path | None, AfterValidator(_optional_file)]


class OidcProvider(BaseModel):
    """An OpenID provider. An account is found by ``claim``: ``email`` is matched with the account's address, any other
    one (``sub``, ``oid``, ``pid``) with what the account was tied to."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slug: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")
    label: str = Field(min_length=1)
    issuer: Issuer
    metadata_url: Issuer | None = None
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    claim: str = "email"
    trust_email: bool = False
    """Whether an address holds without ``email_verified``: only for a provider whose addresses its owner controls."""
    roles_claim: str | None = None
    roles: dict[str, str] = {}
    """What a value of ``roles_claim`` makes of somebody here, in all bodies."""
    parameters: dict[str, str] = {}
    """More to ask the provider for, such as ``acr_values``."""


class Settings(BaseSettings):
    """Each field is the environment variable ``SAMSTYRE_<FIELD>`` (``SAMSTYRE_DATA``, ``SAMSTYRE_DATABASE_URL`` …)."""

    # An empty variable, as Compose passes one on that nobody has set, counts as none.
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    data: Folder = Field(
        default_factory=lambda: _folder(Path("~/.local/share/samstyre")),
        description="Where everything is kept that isn't kept elsewhere: the embedded database, documents, the secret.",
    )
    database_url: DatabaseUrl = Field(
        default=None,
        description="PostgreSQL 15-18, as a login that may create roles or as samstyre_owner. Unset: the embedded one.",
    )
    database_app_url: DatabaseUrl = Field(
        default=None,
        description="As the role samstyre_app. Unset: database_url with that role and a password made of the secret.",
    )
    database_public_url: DatabaseUrl = Field(
        default=None,
        description=(
            "As the role samstyre_public; may name several hosts with target_session_attrs=prefer-standby. "
            "Unset: database_url with that role and a password made of the secret."
        ),
    )
    public_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="http://localhost:8000", description="Where readers find the site; absolute links are made of it."
    )
    storage_url: str | None = Field(
        default=None, description="s3://…, az://…, gs://… or file:///… for documents. Unset: a folder under data."
    )
    max_upload_bytes: int = Field(default=200 * 1024 * 1024, gt=0, description="The largest file that is taken.")
    requests_per_minute: int = Field(
        default=1200, gt=0, description="What one caller may ask for in a minute, besides what is answered from memory."
    )
    security_contact: str = Field(
        default="mailto:security@localhost", description="Where to tell of a vulnerability, for security.txt."
    )
    webhook_allow_private: bool = Field(
        default=False,
        description="Whether webhooks may go to http:// and to addresses inside a network. For development only.",
    )
    oidc: tuple[OidcProvider, ...] = Field(
        default=(), description="OpenID providers to sign in with: a JSON list, described in the README."
    )
    maskinporten_issuer: Issuer | None = Field(
        default=None, description="Whose tokens municipalities' systems show: https://maskinporten.no/, to the letter."
    )
    maskinporten_metadata_url: Issuer | None = Field(
        default=None, description="Where the issuer describes itself. Unset: at its well-known address."
    )
    maskinporten_audience: str | None = Field(
        default=None, description="What tokens must name as their audience. Unset: it is not looked at."
    )
    maskinporten_scopes: dict[str, tuple[str, ...]] = Field(
        default={}, description='Maskinporten\'s scopes and what each is good for: {"x:y": ["read_organisation"]}.'
    )
    smtp_url: Annotated[SecretStr | None, AfterValidator(_mail_server)] = Field(
        default=None,
        description=(
            "smtps://user:password@host, smtp+starttls://… or smtp://…, for e-mail alerts. Unset: there are no alerts."
        ),
    )
    mail_from: Annotated[str | None, AfterValidator(_mail_address)] = Field(
        default=None, description="Whom mails come from: Name <name@host>. Unset: noreply at the site's host."
    )
    seal_certificate: OptionalFile = Field(
        default=None,
        description=(
            "The organisation's certificate for sealing: PKCS#12, or PEM with seal_key. Unset: a trial one, made once."
        ),
    )
    seal_key: OptionalFile = Field(default=None, description="The certificate's key in PEM; unset with PKCS#12.")
    seal_password_file: OptionalFile = Field(
        default=None, description="A file whose one line is the password of the PKCS#12 file or of the key."
    )
    timestamp_url: Annotated[str | None, AfterValidator(_optional_web_address)] = Field(
        default=None, description="A timestamp authority (RFC 3161), so that seals hold the time from others than us."
    )
    statistics_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://data.ssb.no/api/pxwebapi/v2",
        description="Where Statistics Norway answers (PxWebApi 2), for key figures that are fetched.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    worker: bool = Field(default=True, description="Whether serve also runs the background jobs.")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    secret: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Signs and derives. Several machines of one installation share it. Unset: made once, kept in data.",
    )
    standards: Path | None = Field(
        default=None, description="A folder with copies of the standards that outputs are checked against in tests."
    )
    demo: bool = Field(default=False, description="Load the demonstration organisation into an empty database.")

    @property
    def documents_url(self) -> str:
        """Where documents are kept: ``storage_url``, or the folder ``documents`` under ``data``."""
        return self.storage_url or (self.data / "documents").as_uri()

    @property
    def mail_sender(self) -> str:
        """Whom mails come from: ``mail_from``, or ``noreply`` at the site's host."""
        return self.mail_from or f"noreply@{urlsplit(self.public_url).hostname}"

    def derive(self, purpose: str) -> str:
        """64 hexadecimal digits for ``purpose`` that only the holder of the secret can make, always the same ones."""
        return hmac.new(self._secret(), purpose.encode(), hashlib.sha256).hexdigest()

    def _secret(self) -> bytes:
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        path = self.data / "secret"
        self.data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_hex(32).encode())
        value = path.read_bytes()
        if len(value) < 16:
            raise SettingsError(f"{path} is too short to be the secret: restore it from a backup, or remove the file")
        return value


def _write_once(path: Path, value: bytes) -> None:
    """Two processes may start at once: the link is made by one of them, and never points to half a secret."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def load_settings() -> Settings:
    """The settings of this process.

    Raises SettingsError, with one line for each variable that can't be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("\n".join(lines)) from None
