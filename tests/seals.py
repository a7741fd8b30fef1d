"""What pyHanko has to say of a seal. Poppler is asked in ``poppler.py``."""

import io
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext


def authority(data: Path) -> x509.Certificate:
    """Whom the trial seal of an installation leads to."""
    _, _, der = pem.unarmor((data / "trial-seal" / "authority.pem").read_bytes())
    return x509.Certificate.load(der)


async def validated(sealed: bytes, root: x509.Certificate) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    context = ValidationContext(trust_roots=[root])
    return await async_validate_pdf_signature(signature, context, ts_validation_context=context)
