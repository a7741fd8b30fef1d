"""The seal itself: a PAdES signature (ETSI EN 319 142-1) added to a finished PDF, whose bytes stay as they are."""

import io
from dataclasses import dataclass
from typing import Final, Literal

import httpx
from asn1crypto import tsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

from api.sealing.identity import SealIdentity

FIELD: Final = "Segl"
_SECONDS: Final = 20

Level = Literal["PAdES-B-B", "PAdES-B-T"]


@dataclass(frozen=True)
class Seal:
    """A sealed file, and by whom: ``level`` B-T has the time from a timestamp authority, B-B from our own clock."""

    pdf: bytes
    name: str
    trial: bool
    level: Level


class HttpTimeStamper(TimeStamper):
    """Asks a timestamp authority over HTTP (RFC 3161 § 3.4)."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyhanko leaves it untyped
        self._url = url
        self._transport = transport

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, transport=self._transport) as client:
                answer = await client.post(self._url, content=req.dump(), headers=set_tsp_headers({}))
        except httpx.HTTPError as error:
            raise TimestampRequestError("The timestamp authority can't be reached.") from error
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip()
        if answer.status_code != httpx.codes.OK or media_type != "application/timestamp-reply":
            raise TimestampRequestError(f"The timestamp authority answered {answer.status_code} ({media_type}).")
        return tsp.TimeStampResp.load(answer.content)


async def seal(
    pdf: bytes, identity: SealIdentity, *, reason: str, location: str | None, timestamper: TimeStamper | None = None
) -> Seal:
    """``pdf`` with the organisation's seal, which allows no change after it.

    The field is invisible, outside of the page, so that the tags (PDF/UA-1) and the claim to PDF/A-3 hold: that the
    file is sealed is printed on it before. Raises TimestampRequestError when an authority is configured and doesn't
    answer: a seal that should have had its time is not given without.
    """
    if timestamper is None and identity.timestamp_url is not None:
        timestamper = HttpTimeStamper(identity.timestamp_url)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    last_page = int(writer.prev.root["/Pages"]["/Count"]) - 1
    field = fields.SigFieldSpec(
        FIELD,
        on_page=last_page,
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
        readable_field_name=f"{FIELD}: {identity.name}",
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=identity.name,
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(metadata, identity.signer, timestamper=timestamper, new_field_spec=field)
    output = await signer.async_sign_pdf(writer)
    return Seal(
        pdf=output.getvalue(),
        name=identity.name,
        trial=identity.trial,
        level="PAdES-B-B" if timestamper is None else "PAdES-B-T",
    )
