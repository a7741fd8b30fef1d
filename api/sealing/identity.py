"""Whose seal it is: the organisation's certificate, or one that was made here and says that it proves nothing."""

import datetime as dt
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner

from api.settings import Settings

TRIAL_MARK: Final = "PRØVESEGL"
"""Stands in the name of every certificate that was made here."""
_FOLDER: Final = "trial-seal"
_YEARS: Final = 10


class SealNotConfigured(Exception):
    """The certificate that the settings name can't be used; the message says why, and holds no secret."""


@dataclass(frozen=True)
class SealIdentity:
    """``name`` is the certificate's. ``trial`` says that it was made here, so that nobody takes it for the real one."""

    signer: SimpleSigner
    name: str
    trial: bool
    timestamp_url: str | None = None


def identity(settings: Settings, organisation: str) -> SealIdentity:
    """The seal that the settings name, else a trial one under the data folder, made when it is first needed.

    Blocks: call it in a thread. Raises SealNotConfigured.
    """
    trial = settings.seal_certificate is None
    try:
        signer = _trial(settings.data / _FOLDER, organisation) if trial else _configured(settings)
    except (OSError, ValueError) as error:
        raise SealNotConfigured(f"The certificate for sealing can't be read: {error}") from error
    if signer is None or signer.signing_cert is None:
        raise SealNotConfigured("The certificate for sealing can't be read: is the password the right one?")
    certificate = signer.signing_cert
    return SealIdentity(
        signer=signer,
        name=str(certificate.subject.native.get("common_name", certificate.subject.human_friendly)),
        trial=trial,
        timestamp_url=settings.timestamp_url,
    )


def _configured(settings: Settings) -> SimpleSigner | None:
    """None when pyHanko could not read it, which it tells in the log only."""
    password = None
    if settings.seal_password_file is not None:
        password = settings.seal_password_file.read_bytes().rstrip(b"\r\n")
    certificate = str(settings.seal_certificate)
    if settings.seal_key is None:
        signer: SimpleSigner | None = SimpleSigner.load_pkcs12(certificate, passphrase=password)
    else:
        signer = SimpleSigner.load(str(settings.seal_key), certificate, key_passphrase=password)
    return signer


def _trial(folder: Path, organisation: str) -> SimpleSigner:
    """The trial authority's certificate, made anew when there is none or it has run out."""
    if not _holds(folder / "seal.pem"):
        _replace(folder, lambda draft: _make(draft, organisation))
    chain = (str(folder / "authority.pem"),)
    signer: SimpleSigner = SimpleSigner.load(str(folder / "seal.key"), str(folder / "seal.pem"), ca_chain_files=chain)
    return signer


def _holds(path: Path) -> bool:
    if not path.exists():
        return False
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc > dt.datetime.now(dt.UTC)


def _replace(folder: Path, make: Callable[[Path], None]) -> None:
    """Two processes may need it at once: one of them puts its folder in place, whole, and the other takes that."""
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(parents=True, mode=0o700)
    try:
        make(draft)
        if folder.exists() and not _holds(folder / "seal.pem"):
            folder.rename(folder.with_name(f"{folder.name}.until-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"))
        draft.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make(folder: Path, organisation: str) -> None:
    authority_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=3072) for _ in range(2))
    authority_name = _name(f"{TRIAL_MARK} (utskrivar) Samstyre", organisation)
    name = _name(f"{TRIAL_MARK} {organisation}"[:64], organisation)
    authority = (
        _certificate(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    seal = (
        _certificate(name, authority_name, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "seal.pem").write_bytes(seal.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # The authority's own key is kept nowhere: it has made its one certificate.
    with os.fdopen(os.open(folder / "seal.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
