"""Users and their roles, for those who keep the system."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth import oidc
from api.domain.identity import outside, recovery, users
from api.domain.identity.schemas import (
    IdentityOut,
    NewGrant,
    NewIdentity,
    NewUser,
    RecoveryLinkOut,
    UserGrant,
    UserOut,
    UserPatch,
)
from api.domain.identity.tables import ExternalIdentity
from api.domain.identity.users import User
from api.domain.kernel.clock import now
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.schemas import Schema
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import ConfiguredSettings, Once, SystemAdministrator, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1/users", tags=["users"], route_class=IdempotentRoute, responses=problems(401, 403))

_BY_USERNAME = Keyset("users:username", tuple[str])


@router.get("", summary="List users")
async def list_users(
    request: Request,
    response: Response,
    paging: Paging,
    _: SystemAdministrator,
    session: WorkingSession,
    q: Annotated[
        str | None, Query(max_length=100, description="A part of the name, the user name or the e-mail address.")
    ] = None,
) -> Page[UserOut]:
    """Everyone who has an account, by user name, with their roles. Disabled accounts too."""
    position = _BY_USERNAME.position(paging)
    rows = await users.page(
        session,
        paging.limit + 1,
        position.key[0] if position else None,
        backwards=position.backwards if position else False,
        q=q,
    )
    headers: dict[str, str] = {}
    page = paginate(request, headers, _BY_USERNAME, paging, rows, key=lambda row: (row.account.username,), item=_view)
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Create a user", responses=problems(409))
async def create_user(
    new: NewUser, response: Response, actor: SystemAdministrator, session: WorkingSession, _: Once
) -> UserOut:
    """An account without a password. Give its owner a one-time link (`actions/recover`) to choose one."""
    return _answer(await users.create(session, actor, new), response)


@router.get("/{user_id}", summary="Get a user", responses=problems(404))
async def get_user(
    user_id: str, _: SystemAdministrator, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> UserOut:
    """One account with its roles."""
    return represent(_view(await users.get(session, user_id)), if_none_match)


@router.patch("/{user_id}", summary="Change a user", responses=problems(404, 409))
async def change_user(
    user_id: str,
    patch: UserPatch,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> UserOut:
    """Changes what is given. A disabled account is signed out everywhere and can't sign in."""
    user = await _seen(session, user_id, if_match)
    return _answer(await users.change(session, actor, user, patch, now()), response)


@router.post("/{user_id}/grants", status_code=201, summary="Give a role", responses=problems(404, 409))
async def give_role(
    user_id: str, new: NewGrant, response: Response, actor: SystemAdministrator, session: WorkingSession, _: Once
) -> UserOut:
    """A role more, in one body or in all. Seats in bodies follow from mandates, and are not given here."""
    return _answer(await users.give(session, actor, await users.get(session, user_id), new), response)


@router.delete(
    "/{user_id}/grants/{grant_id}", status_code=204, summary="Take a role away", responses=problems(404, 409)
)
async def take_role(
    user_id: str, grant_id: str, actor: SystemAdministrator, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """A role less. The last system administrator stays one. If-Match takes the user's ETag."""
    await users.take_away(session, actor, await _seen(session, user_id, if_match), grant_id)


# The answer holds a secret, so it is not kept to be given again: no Idempotency-Key here.
@router.post(
    "/{user_id}/actions/recover", status_code=201, summary="Make a one-time link", responses=problems(404, 409)
)
async def recover(
    user_id: str, actor: SystemAdministrator, session: WorkingSession, settings: ConfiguredSettings
) -> RecoveryLinkOut:
    """A link by which the user chooses a password: good once, for 24 hours, and only the newest one. Using it ends the
    user's sessions. Hand it over yourself; it is shown only now."""
    user = await users.get(session, user_id)
    issued = await recovery.issue(session, actor, user.account, now())
    # After the hash sign: browsers don't send it, so it stands in no log.
    return RecoveryLinkOut(
        url=f"{settings.public_url}/logg-inn/nytt-passord#{issued.token}", expires_at=issued.expires_at
    )


@router.post("/{user_id}/actions/sign-out", status_code=204, summary="Sign a user out", responses=problems(404))
async def sign_out(user_id: str, actor: SystemAdministrator, session: WorkingSession, _: Once) -> None:
    """Ends all of the user's sessions."""
    await users.sign_out(session, actor, (await users.get(session, user_id)).account)


class Identities(Schema):
    items: tuple[IdentityOut, ...]


@router.get("/{user_id}/identities", summary="List a user's identities", responses=problems(404))
async def list_identities(user_id: str, _: SystemAdministrator, session: WorkingSession) -> Identities:
    """The identities at OpenID providers that let somebody in as the user."""
    user = await users.get(session, user_id)
    return Identities(items=tuple(_identity(tied) for tied in await outside.identities(session, user.account.id)))


@router.post("/{user_id}/identities", status_code=201, summary="Tie an identity", responses=problems(404, 409))
async def tie_identity(
    user_id: str,
    new: NewIdentity,
    request: Request,
    actor: SystemAdministrator,
    session: WorkingSession,
    settings: ConfiguredSettings,
    _: Once,
) -> IdentityOut:
    """Lets whoever is that subject at the provider in as the user. Not needed where accounts are found by address."""
    user = await users.get(session, user_id)
    if new.provider not in request.app.state.oidc:
        raise Invalid(f"There is no provider {new.provider}.", (FieldError("/provider", "is not there", "unknown"),))
    digest = oidc.subject_digest(settings, new.provider, new.subject)
    return _identity(await outside.tie(session, actor, user.account, new.provider, digest))


@router.delete(
    "/{user_id}/identities/{identity_id}", status_code=204, summary="Untie an identity", responses=problems(404)
)
async def untie_identity(user_id: str, identity_id: str, actor: SystemAdministrator, session: WorkingSession) -> None:
    """It lets nobody in as the user any more. Sessions that are begun go on."""
    await outside.untie(session, actor, (await users.get(session, user_id)).account, identity_id)


def _identity(tied: ExternalIdentity) -> IdentityOut:
    return IdentityOut(id=tied.id, provider=tied.provider, created_at=tied.created_at)


async def _seen(session: WorkingSession, user_id: str, if_match: str | None) -> User:
    user = await users.get(session, user_id)
    require_match(if_match, etag_of_schema(_view(user)))
    return user


def _answer(user: User, response: Response) -> UserOut:
    view = _view(user)
    response.headers["Location"] = f"/api/v1/users/{view.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view


def _view(user: User) -> UserOut:
    account = user.account
    return UserOut(
        id=account.id,
        username=account.username,
        name=account.name,
        email=account.email,
        person_id=account.person_id,
        person_name=user.person_name,
        has_password=account.password_hash is not None,
        disabled_at=account.disabled_at,
        created_at=account.created_at,
        last_used_at=user.last_used_at,
        grants=tuple(UserGrant(id=grant.id, role=grant.role, body_id=grant.body_id) for grant in user.grants),
    )
