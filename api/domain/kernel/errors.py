"""What can go wrong, in the domain's own words. Each error knows its HTTP status (`api/problems.py` renders it)."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class FieldError:
    """One fault in the input: ``pointer`` is a JSON pointer (RFC 6901) into the body, or a parameter's name."""

    pointer: str
    detail: str
    code: str = "invalid"


@dataclass
class DomainError(Exception):
    """Base of all errors a caller can mend or must know of.

    ``detail`` says what and where in English; ``slug`` names the problem type and keys its translated title;
    ``extra`` is added to the problem document as is.
    """

    detail: str
    errors: tuple[FieldError, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-request"

    def __str__(self) -> str:
        return self.detail


class BadRequest(DomainError):
    """The request can't be understood as it stands."""


class Unauthenticated(DomainError):
    """No credentials, or credentials that don't hold."""

    status = 401
    slug = "unauthenticated"


class Forbidden(DomainError):
    """The actor sees the thing but may not do this; ``detail`` is the policy's reason."""

    status = 403
    slug = "forbidden"


class NotFound(DomainError):
    """It doesn't exist, or the actor may not know that it does."""

    status = 404
    slug = "not-found"


class GuardRefused(DomainError):
    """A transition's guard said no: ``extra`` has ``guard`` (its name) and ``remedy`` (what would satisfy it)."""

    status = 409
    slug = "guard-refused"


class Conflict(DomainError):
    """The change collides with what is already there."""

    status = 409
    slug = "conflict"


class Gone(DomainError):
    """It was withdrawn: ``extra`` has the tombstone."""

    status = 410
    slug = "withdrawn"


class PreconditionFailed(DomainError):
    """If-Match names a version that is no longer the newest: ``extra`` has ``currentEtag``."""

    status = 412
    slug = "stale-version"


class PayloadTooLarge(DomainError):
    """More bytes than the setting allows; ``extra`` has ``limitBytes``."""

    status = 413
    slug = "too-large"


class UnsupportedMedia(DomainError):
    """The bytes are not of a kind that is taken here, whatever the file is called."""

    status = 415
    slug = "unsupported-media"


class Invalid(DomainError):
    """The shape is right, the content isn't: ``errors`` says where."""

    status = 422
    slug = "invalid"


class PreconditionRequired(DomainError):
    """A change to an existing thing came without If-Match."""

    status = 428
    slug = "precondition-required"


class TooManyRequests(DomainError):
    """The rate limit was reached; ``extra`` has ``retryAfterSeconds``."""

    status = 429
    slug = "too-many-requests"


class Unavailable(DomainError):
    """Somebody we depend on doesn't answer: nothing can be said of the request itself."""

    status = 503
    slug = "unavailable"
