"""Minutes as sealed files: rendered with who approved them, then sealed with the organisation's certificate."""

import datetime as dt

from anyio import to_thread

from api.domain.minutes.approval import Sealed, Sealer
from api.domain.minutes.document import MinutesForm
from api.domain.minutes.service import Kept, Sent
from api.outputs.minutes import rendered
from api.outputs.pdf.minutes import Approval, Replaced, Signature
from api.sealing.identity import SealIdentity, identity
from api.sealing.seal import seal
from api.settings import Settings


def sealer(settings: Settings, now: dt.datetime) -> Sealer:
    """Makes each file and seals it. Raises SealNotConfigured, TimestampRequestError."""

    async def made(kept: Kept, sent: Sent, form: MinutesForm) -> Sealed:
        own = await to_thread.run_sync(identity, settings, sent.whole.organisation)
        file = await rendered(
            sent.whole if form == "whole" else sent.public,
            settings.public_url,
            now,
            version=sent.row.number,
            approval=_approval(kept, sent, form, own, now),
            is_draft=False,
        )
        sealed = await seal(file, own, reason=sent.public.title, location=sent.public.head.place)
        return Sealed(sealed.pdf, sealed.name, sealed.trial, sealed.level)

    return made


def _approval(kept: Kept, sent: Sent, form: MinutesForm, own: SealIdentity, now: dt.datetime) -> Approval:
    return Approval(
        signatures=[Signature(one.name, one.role, one.at, one.proven_at, one.method) for one in sent.approvals],
        sha256=sent.row.sha256,
        approved_at=kept.row.approved_at or now,
        seal_name=own.name,
        trial=own.trial,
        salt=sent.row.salt if form == "whole" else None,
        replaces=[
            Replaced(number, file.sealed_at, file.sha256) for number, file in kept.sealed_before if file.form == form
        ],
    )
