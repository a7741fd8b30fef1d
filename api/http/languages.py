"""Which of our three languages an answer speaks."""

from functools import lru_cache
from typing import Annotated, Final, Literal

from fastapi import Depends, Request

Language = Literal["nn", "nb", "en"]
DEFAULT_LANGUAGE: Final[Language] = "nn"

# "no" is the macrolanguage of both; browsers that send it alone belong to readers of Bokmål.
_SPOKEN: Final[dict[str, Language]] = {"nn": "nn", "nb": "nb", "no": "nb", "en": "en", "*": DEFAULT_LANGUAGE}


@lru_cache(maxsize=1024)
def negotiate(accept_language: str) -> Language:
    """The language for an ``Accept-Language`` value (RFC 9110, 12.5.4): highest weight, then first named; else Nynorsk.

    Only the primary subtag counts (``nb-NO`` is ``nb``). What can't be read is passed over. A language refused with
    ``q=0`` is not taken by way of ``*`` either.
    """
    weights: dict[Language, float] = {}
    wildcard = 0.0
    for entry in accept_language.split(","):
        name, _, parameters = entry.partition(";")
        primary = name.strip().lower().partition("-")[0]
        spoken = _SPOKEN.get(primary)
        weight = _weight(parameters)
        if spoken is None or weight is None:
            continue
        if primary == "*":
            wildcard = weight
        else:
            weights[spoken] = max(weight, weights.get(spoken, 0.0))
    # dicts keep the order of the header and max() takes the first of equals
    best = max(weights, key=lambda language: weights[language], default=None)
    if best is not None and weights[best] > 0 and weights[best] >= wildcard:
        return best
    if wildcard > 0:
        for candidate in (DEFAULT_LANGUAGE, *_SPOKEN.values()):
            if candidate not in weights:
                return candidate
    return best if best is not None and weights[best] > 0 else DEFAULT_LANGUAGE


def _weight(parameters: str) -> float | None:
    """The q of an entry; 1 where none is given, None where it isn't a number from 0 to 1."""
    name, equals, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return None
    return weight if equals and name.strip().lower() == "q" and 0 <= weight <= 1 else None


def accepted_language(request: Request) -> Language:
    """FastAPI dependency: the language this request asks for. An answer that uses it says ``Vary: Accept-Language``."""
    return negotiate(request.headers.get("accept-language", ""))


AcceptedLanguage = Annotated[Language, Depends(accepted_language)]
