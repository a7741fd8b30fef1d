"""A seal is asked of two others than the one who made it: pyHanko's validation, and poppler's ``pdfsig``."""

import io
from pathlib import Path

import httpx
import pikepdf
import pytest
from asn1crypto import keys, tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from api import sealing
from api.outputs import pdf
from api.sealing.identity import TRIAL_MARK
from api.sealing.seal import HttpTimeStamper
from api.settings import Settings
from tests.poppler import asked_of_poppler
from tests.seals import authority, validated
from tests.unit.outputs import snapshots


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def identity(data: Path) -> sealing.SealIdentity:
    return sealing.identity(Settings(data=data), "Sogn KO")


@pytest.fixture(scope="module")
def original() -> bytes:
    return pdf.agenda(snapshots.SAMPLE, base_url="https://styre.example")


@pytest.fixture(scope="module")
async def sealed(original: bytes, identity: sealing.SealIdentity) -> sealing.Seal:
    return await sealing.seal(original, identity, reason="Møtebok 09-25", location="Sogndal")


def tampered(sealed: bytes, original: bytes) -> bytes:
    """One byte of what is sealed is another."""
    place = len(original) // 2
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


async def test_pyhanko_finds_the_seal_whole_trusted_and_over_all_of_the_file(sealed: sealing.Seal, data: Path) -> None:
    status = await validated(sealed.pdf, authority(data))
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


async def test_pyhanko_finds_tampering(sealed: sealing.Seal, original: bytes, data: Path) -> None:
    assert not (await validated(tampered(sealed.pdf, original), authority(data))).intact


def test_poppler_finds_the_seal_valid(sealed: sealing.Seal, tmp_path: Path) -> None:
    answer = asked_of_poppler(sealed.pdf, tmp_path)
    assert "Signature is Valid." in answer
    assert "Total document signed" in answer
    assert "ETSI.CAdES.detached" in answer


def test_poppler_finds_tampering(sealed: sealing.Seal, original: bytes, tmp_path: Path) -> None:
    answer = asked_of_poppler(tampered(sealed.pdf, original), tmp_path)
    assert "Signature Validation:" in answer
    assert "Signature is Valid." not in answer


def test_poppler_finds_what_was_added_afterwards(sealed: sealing.Seal, tmp_path: Path) -> None:
    assert "Total document signed" not in asked_of_poppler(sealed.pdf + b"\n% one more line\n", tmp_path)


def test_the_sealed_file_begins_with_the_file_that_was_sealed(sealed: sealing.Seal, original: bytes) -> None:
    assert sealed.pdf.startswith(original)


def test_tags_and_the_claims_to_ua_and_a_hold(sealed: sealing.Seal) -> None:
    with pikepdf.open(io.BytesIO(sealed.pdf)) as document, document.open_metadata() as metadata:
        claims = [metadata[key] for key in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")]
        assert claims == ["1", "3", "A"]
        assert document.Root.MarkInfo.Marked is True
        assert "/StructTreeRoot" in document.Root
        assert "/OutputIntents" in document.Root
        # What the metadata and the older information dictionary say must agree (ISO 19005-3 § 6.6.2.2).
        assert str(document.docinfo["/Producer"]) == metadata["pdf:Producer"]


def test_the_field_is_named_printed_and_out_of_sight(sealed: sealing.Seal) -> None:
    with pikepdf.open(io.BytesIO(sealed.pdf)) as document:
        (field,) = document.Root.AcroForm.Fields
        page = document.pages[-1]
        assert "PRØVESEGL" in str(field.TU)
        assert int(field.F) & 0b111 == 0b100  # printed, neither invisible nor hidden (ISO 19005-3 § 6.3.2)
        assert float(field.Rect[2]) <= float(
            page.mediabox[0]
        )  # so no structure element is asked for (ISO 14289-1 § 7.18.1)
        assert page.obj.Tabs == "/S"


def test_a_trial_seal_says_that_it_is_one_and_is_made_once(identity: sealing.SealIdentity, data: Path) -> None:
    again = sealing.identity(Settings(data=data), "Sogn KO")
    assert identity.trial
    assert identity.name == f"{TRIAL_MARK} Sogn KO"
    assert again.signer.signing_cert.dump() == identity.signer.signing_cert.dump()
    assert (data / "trial-seal" / "seal.key").stat().st_mode & 0o077 == 0


def configured(folder: Path, data: Path, password: bytes) -> Settings:
    own = data / "trial-seal"
    key = serialization.load_pem_private_key((own / "seal.key").read_bytes(), None)
    certificate = x509.load_pem_x509_certificate((own / "seal.pem").read_bytes())
    chain = [x509.load_pem_x509_certificate((own / "authority.pem").read_bytes())]
    encryption = serialization.BestAvailableEncryption(b"ein frase")
    file = pkcs12.serialize_key_and_certificates(b"segl", key, certificate, chain, encryption)  # type: ignore[arg-type]
    (folder / "seal.p12").write_bytes(file)
    (folder / "password").write_bytes(password + b"\n")
    return Settings(data=folder, seal_certificate=folder / "seal.p12", seal_password_file=folder / "password")


@pytest.mark.usefixtures("identity")
async def test_the_organisations_own_certificate_is_taken_from_a_pkcs12_file(
    original: bytes, data: Path, tmp_path: Path
) -> None:
    own = sealing.identity(configured(tmp_path, data, b"ein frase"), "Sogn KO")
    sealed = await sealing.seal(original, own, reason="Møtebok", location=None)
    assert (own.trial, sealed.level) == (False, "PAdES-B-B")
    assert (await validated(sealed.pdf, authority(data))).bottom_line


@pytest.mark.usefixtures("identity")
def test_a_wrong_password_is_told_without_telling_it(data: Path, tmp_path: Path) -> None:
    with pytest.raises(sealing.SealNotConfigured) as refused:
        sealing.identity(configured(tmp_path, data, b"feil frase"), "Sogn KO")
    assert "frase" not in str(refused.value)


class Authority(httpx.AsyncBaseTransport):
    """A timestamp authority as it answers over HTTP."""

    def __init__(self, identity: sealing.SealIdentity) -> None:
        key = keys.PrivateKeyInfo.load(identity.signer.signing_key.dump())
        self.stamper = DummyTimeStamper(identity.signer.signing_cert, key, identity.signer.cert_registry)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == "application/timestamp-query"
        answer = self.stamper.request_tsa_response(tsp.TimeStampReq.load(await request.aread()))
        return httpx.Response(200, headers={"content-type": "application/timestamp-reply"}, content=answer.dump())


async def test_with_a_timestamp_authority_the_time_is_its(
    original: bytes, identity: sealing.SealIdentity, data: Path
) -> None:
    stamper = HttpTimeStamper("https://tid.example", Authority(identity))
    sealed = await sealing.seal(original, identity, reason="Møtebok", location=None, timestamper=stamper)
    status = await validated(sealed.pdf, authority(data))
    assert sealed.level == "PAdES-B-T"
    assert status.intact
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.intact


@pytest.mark.parametrize(
    "answer", [httpx.Response(503), httpx.Response(200, headers={"content-type": "text/html"}, content=b"hei")]
)
async def test_without_the_time_that_was_asked_for_there_is_no_seal(
    original: bytes, identity: sealing.SealIdentity, answer: httpx.Response
) -> None:
    stamper = HttpTimeStamper("https://tid.example", httpx.MockTransport(lambda _: answer))
    with pytest.raises(TimestampRequestError):
        await sealing.seal(original, identity, reason="Møtebok", location=None, timestamper=stamper)
