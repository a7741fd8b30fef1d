"""The type of an item, from its title and its proposal."""

import re

from api.ingest.agenda.draft import DraftItemType

_STATED: tuple[tuple[str, DraftItemType], ...] = (
    (r"\b(?:vedtakssak|beslutningssak|V-sak|B-sak)\b", "decision"),
    (r"\b(?:orienteringssak|O-sak|informasjonssak|meldingssak|referatsak)\b", "information"),
    (r"\b(?:drøftingssak|diskusjonssak|D-sak|temasak)\b", "discussion"),
)
_LETTERED: dict[str, DraftItemType] = {"O": "information", "D": "discussion", "V": "decision", "B": "decision"}
_TITLED: tuple[tuple[str, DraftItemType], ...] = (
    (
        r"^(?:ymse|eventuelt|event\.?|evt\.?|anna|annet|ev\.)(?:\s+saker)?\W*$|^(?:ymse|eventuelt)\b",
        "any_other_business",
    ),
    (
        r"^(?:møteopning|møteåpning|opning|åpning|velkomen|velkommen|opprop"
        r"|namneopprop|navneopprop|konstituering av møtet)\b",
        "opening",
    ),
    (r"\bevaluering av (?:styre)?møtet\b|^møteevaluering|^evaluering av møte", "evaluation"),
    (
        r"^(?:godkjenning|godkjenne|godkjennelse)\b.*\b(?:innkalling|sakliste|saksliste|dagsorden|protokoll"
        r"|møtebok|møteboka|møteboken|referat|møteprotokoll)"
        r"|^(?:innkalling|protokoll|møtebok|møteprotokoll|referat)\b|^underskriv|^signering",
        "approval",
    ),
    (
        r"^(?:val|valg|nyval|nyvalg|suppleringsval|suppleringsvalg|konstituering|utpeiking|oppnemning|oppnevning)\b"
        r"(?!\s+av\s+(?:felles|modell|leverandør|løysing|løsning|system|alternativ|stad|sted|konsept))",
        "election",
    ),
    (r"^(?:status|statusrapport|statusoppdatering)\b", "status"),
    (
        r"^(?:orientering\w*|melding\w*|referat\w*"
        r"|skriv og meldingar|skriv og meldinger|informasjon|delegert\w*|delegasjon\w*|drypp|nytt)\b"
        r"|\borientering(?:ar|er)?$",
        "information",
    ),
    (
        r"^(?:drøfting|diskusjon|drøftelse|temadiskusjon|workshop|innspel|innspill|dialog)\b"
        r"|\b(?:til drøfting|drøfting)$",
        "discussion",
    ),
)


def item_type(
    title: str, *, proposal: str | None, recommends_to: str | None, text: str, label: str = ""
) -> DraftItemType:
    """What is asked of the meeting. A printed type («O-sak») counts before the title, the title before the rest."""
    stated = _LETTERED.get(label[-1:]) if label[-2:-1] == " " else None
    if stated is not None:
        return "recommendation" if stated == "decision" and recommends_to else stated
    if re.match(r"RS\b|(?:referat|melding)", label, re.I):
        return "information"
    for pattern, kind in _STATED:
        if re.search(pattern, f"{title}\n{text[:200]}", re.I):
            return "recommendation" if kind == "decision" and recommends_to else kind
    if recommends_to:
        return "recommendation"
    for pattern, kind in _TITLED:
        if re.search(pattern, title, re.I):
            return kind
    return "decision" if proposal else "discussion"
