"""The kinds of problem an answer can be: their shape, and their titles and meaning in the three languages."""

from dataclasses import dataclass
from typing import Final

from pydantic import ConfigDict, Field

from api.domain.kernel.schemas import Schema
from api.http.languages import Language

MEDIA_TYPE: Final = "application/problem+json"
PATH: Final = "/problems/"


class ProblemDetail(Schema):
    """One fault in the request."""

    pointer: str = Field(
        description="JSON Pointer (RFC 6901) into the body, or the name of a parameter.", examples=["/title"]
    )
    detail: str = Field(examples=["String should have at least 1 character"])
    code: str = Field(examples=["string_too_short"])


class Problem(Schema):
    """What went wrong (RFC 9457). Some types have members of their own besides these."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="Address of a page that explains this kind of problem.", examples=["/problems/invalid"]
    )
    title: str = Field(description="The kind of problem, in the language asked for.", examples=["Input is not valid"])
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str = Field(description="What happened this time, in English.", examples=["The title is empty."])
    instance: str = Field(
        description="Names this very request: give it when you ask for help.",
        examples=["urn:samstyre:request:019a1e2f5b7c7d3e8f9a0b1c2d3e4f50"],
    )
    errors: list[ProblemDetail] | None = Field(default=None, description="Every fault that was found in the request.")


@dataclass(frozen=True)
class ProblemType:
    """``status`` is the one it comes with; ``meaning`` says in two sentences what it is and what to do."""

    slug: str
    status: int
    title: dict[Language, str]
    meaning: dict[Language, str]


def _type(slug: str, status: int, nn: tuple[str, str], nb: tuple[str, str], en: tuple[str, str]) -> ProblemType:
    return ProblemType(slug, status, {"nn": nn[0], "nb": nb[0], "en": en[0]}, {"nn": nn[1], "nb": nb[1], "en": en[1]})


_TYPES: Final = (
    _type(
        "bad-request",
        400,
        ("Førespurnaden kan ikkje lesast", "Tenaren skjønar ikkje førespurnaden. Rett opp forma og send han på nytt."),
        ("Forespørselen kan ikke leses", "Tjeneren forstår ikke forespørselen. Rett opp formen og send den på nytt."),
        (
            "The request can't be read",
            "The server can't make sense of the request. Correct its form and send it again.",
        ),
    ),
    _type(
        "unauthenticated",
        401,
        ("Du er ikkje logga inn", "Dette er for dei som er logga inn. Logg inn, eller send ein gyldig nykel."),
        ("Du er ikke logget inn", "Dette er for de som er logget inn. Logg inn, eller send en gyldig nøkkel."),
        ("You are not signed in", "This is for those who are signed in. Sign in, or send valid credentials."),
    ),
    _type(
        "forbidden",
        403,
        ("Du har ikkje lov til dette", "Rolla di gjev ikkje løyve til dette. Forklaringa seier kvifor."),
        ("Du har ikke lov til dette", "Rollen din gir ikke adgang til dette. Forklaringen sier hvorfor."),
        ("You may not do this", "Your role doesn't allow this. The detail says why."),
    ),
    _type(
        "not-found",
        404,
        ("Fanst ikkje", "Det finst ikkje noko på denne adressa, eller du har ikkje tilgang til det."),
        ("Fantes ikke", "Det finnes ikke noe på denne adressen, eller du har ikke tilgang til det."),
        ("Not found", "There is nothing at this address, or you may not see it."),
    ),
    _type(
        "method-not-allowed",
        405,
        (
            "Metoden er ikkje tillaten",
            "Adressa finst, men tek ikkje imot denne metoden. Feltet Allow listar dei ho tek imot.",
        ),
        (
            "Metoden er ikke tillatt",
            "Adressen finnes, men tar ikke imot denne metoden. Feltet Allow lister dem den tar imot.",
        ),
        (
            "Method not allowed",
            "The address exists but doesn't take this method. The Allow field lists those it takes.",
        ),
    ),
    _type(
        "guard-refused",
        409,
        (
            "Det kan ikkje gjerast enno",
            "Eit vilkår er ikkje oppfylt. Feltet guard seier kva for eit, og remedy kva som skal til.",
        ),
        (
            "Det kan ikke gjøres ennå",
            "Et vilkår er ikke oppfylt. Feltet guard sier hvilket, og remedy hva som skal til.",
        ),
        (
            "It can't be done yet",
            "A condition isn't met. The member guard says which, and remedy what would meet it.",
        ),
    ),
    _type(
        "conflict",
        409,
        ("Endringa kolliderer med noko som finst", "Hent det som er der no, og send endringa tilpassa det."),
        ("Endringen kolliderer med noe som finnes", "Hent det som er der nå, og send endringen tilpasset det."),
        ("The change collides with what is there", "Fetch what is there now, and send a change that fits it."),
    ),
    _type(
        "withdrawn",
        410,
        ("Trekt tilbake", "Dette var publisert, men er trekt tilbake. Grunnen står i svaret."),
        ("Trukket tilbake", "Dette var publisert, men er trukket tilbake. Grunnen står i svaret."),
        ("Withdrawn", "This was published but has been withdrawn. The answer holds the reason."),
    ),
    _type(
        "stale-version",
        412,
        (
            "Nokon har endra det sidan du henta det",
            "If-Match peikar på ein eldre versjon. Hent den nye, som currentEtag peikar på, og gjer endringa der.",
        ),
        (
            "Noen har endret det siden du hentet det",
            "If-Match peker på en eldre versjon. Hent den nye, som currentEtag peker på, og gjør endringen der.",
        ),
        (
            "Somebody has changed it since you fetched it",
            "If-Match names an older version. Fetch the new one, named by currentEtag, and make the change there.",
        ),
    ),
    _type(
        "too-large",
        413,
        ("For stort", "Innhaldet er større enn det tenaren tek imot. limitBytes seier kor stort det kan vere."),
        ("For stort", "Innholdet er større enn det tjeneren tar imot. limitBytes sier hvor stort det kan være."),
        ("Too large", "The content is larger than the server takes. limitBytes says how large it may be."),
    ),
    _type(
        "unsupported-media",
        415,
        (
            "Filtypen vert ikkje teken imot",
            "Innhaldet, ikkje namnet, avgjer typen. Send ein type som er nemnd i dokumentasjonen.",
        ),
        (
            "Filtypen tas ikke imot",
            "Innholdet, ikke navnet, avgjør typen. Send en type som er nevnt i dokumentasjonen.",
        ),
        (
            "This kind of file isn't taken",
            "The content, not the name, decides the kind. Send a kind that the documentation names.",
        ),
    ),
    _type(
        "range-not-satisfiable",
        416,
        ("Fila har ikkje den delen", "Range bed om byte som ligg etter slutten. Content-Range seier kor stor fila er."),
        (
            "Filen har ikke den delen",
            "Range ber om byte som ligger etter slutten. Content-Range sier hvor stor filen er.",
        ),
        ("The file has no such part", "Range asks for bytes past the end. Content-Range says how large the file is."),
    ),
    _type(
        "invalid",
        422,
        (
            "Innhaldet er ikkje gyldig",
            "Forma er rett, men eitt eller fleire felt er det ikkje. Lista errors seier kva og kvar.",
        ),
        (
            "Innholdet er ikke gyldig",
            "Formen er rett, men ett eller flere felt er det ikke. Listen errors sier hva og hvor.",
        ),
        (
            "Input is not valid",
            "The form is right but one or more fields are not. The list errors says what and where.",
        ),
    ),
    _type(
        "precondition-required",
        428,
        (
            "If-Match manglar",
            "Endringar må seie kva versjon dei gjeld. Send If-Match med ETag-en frå versjonen du har sett.",
        ),
        (
            "If-Match mangler",
            "Endringer må si hvilken versjon de gjelder. Send If-Match med ETag-en fra versjonen du har sett.",
        ),
        (
            "If-Match is missing",
            "Changes must say which version they are meant for. Send If-Match with the ETag that you have seen.",
        ),
    ),
    _type(
        "too-many-requests",
        429,
        ("For mange førespurnader", "Grensa er nådd. Vent så mange sekund som Retry-After seier."),
        ("For mange forespørsler", "Grensen er nådd. Vent så mange sekunder som Retry-After sier."),
        ("Too many requests", "The limit is reached. Wait as many seconds as Retry-After says."),
    ),
    _type(
        "internal-error",
        500,
        ("Noko gjekk gale hjå oss", "Feilen er vår og er loggført. Nemn instance dersom du tek kontakt om han."),
        ("Noe gikk galt hos oss", "Feilen er vår og er loggført. Nevn instance dersom du tar kontakt om den."),
        (
            "Something went wrong on our side",
            "The fault is ours and has been logged. Give the instance if you ask about it.",
        ),
    ),
    _type(
        "unavailable",
        503,
        ("Tenesta er ikkje tilgjengeleg no", "Noko som tenesta treng, svarar ikkje. Prøv att om litt."),
        ("Tjenesten er ikke tilgjengelig nå", "Noe som tjenesten trenger, svarer ikke. Prøv igjen om litt."),
        ("The service is unavailable", "Something that the service needs isn't answering. Try again in a while."),
    ),
)

BY_SLUG: Final = {problem.slug: problem for problem in _TYPES}
# Where two types share a status, a bare status means the more general one.
BY_STATUS: Final = {problem.status: problem for problem in _TYPES}
