"""The signs of the genre, in Nynorsk and Bokmål: what a line says when it heads a part of a case."""

import re
from dataclasses import dataclass
from typing import Literal

Part = Literal["proposal", "attachments", "text", "heading", "unattached"]

BODY = (
    r"(?:styret|styre|hovudstyret|hovedstyret|representantskap(?:et)?|kommunestyr(?:et|a|ene|e)|fylkesting(?:et)?|bystyre(?:t)?|heradsstyret"
    r"|formannskap(?:et)?|(?:felles|eldre|ungdoms|sokne|region|kommune|fylkes|by)råd(?:et)?|fylkesutvalet|fylkesutvalget|generalforsamling(?:a|en)?|årsmøte(?:t)?|eigarmøte(?:t)?|eiermøte(?:t)?"
    r"|regionråd(?:et)?|kommuneråd(?:et)?|(?:interkommunalt\s+)?politisk\s+råd|[a-zæøå]*(?:utval(?:et)?|utvalg(?:et)?|nemnd(?:a|en)?|komit[eé](?:en|a)?|tinget|rådet|styret))"
)
_OFFICE = (
    r"(?:[a-zæøå]*(?:direktør|rådmann|leder|leiar|sjef|administrasjon|sekretariat|ordfører|ordførar|styr|utval|utvalg"
    r"|formannskap|råd|gruppe|gruppa|nemnd|komité|komite|representantskap|sakshandsamar|saksbehandler|verje|verja|verge"
    r"|rektor)[a-zæøå]*)"
)
_NO_OWNER = r"(?!(?:det|dette|den|dei|de|her|der|som|i|på|av|for|frå|fra|med|til|og|om|etter|ved)\s)"
_OWNER = (
    rf"(?:{_NO_OWNER}(?:(?:{_OFFICE}|dagl[ei]g\s+(?:leders?|leiars?|leiaren|lederens))(?:\s+i\s+[A-ZÆØÅ][\wæøå]*)?(?:\s+(?:sitt?|si|sine))?"
    r"|[a-zæøå]+(?:\s+[\wæøå]+){0,3}\s+(?:sitt?|si|sine)|[a-zæøå]+(?:\s+[\wæøå]+){0,2}s)\s+)?"
)
_QUALITY = r"(?:(?:alternativt|tilrådd|endra|endret|nytt|samla|samlet|revidert|felles)\s+)?"
_FROM = (
    rf"(?:\s+(?:frå|fra)\s+(?:[\wæøå]+\s+){{0,3}}{_OFFICE}(?:\s+(?:i|for)\s+[A-ZÆØÅ][\wæøå]*)?"
    r")?(?:\s*[-–,]?\s*(?:den\s+)?\d{1,2}[./]\d{1,2}[./]\d{2,4})?"
)
_IN_CASE = r"(?:\s+i\s+(?:saka|saken|sak\s*[\d/-]+))?"
_PROPOSAL = re.compile(
    rf"^{_OWNER}{_QUALITY}(?:"
    r"(?:framlegg|forslag|fremlegg|utkast|innstilling|tilråding)(?:\s*/\s*[a-zæøå]+)?\s+til\s+(?:slikt?\s+|samla\s+|følg[je]+nde\s+)?"
    r"(?:vedtak|tilråding|tilrådning|innstilling|uttale|uttalelse|konklusjon|anbefaling|beslutning|vedtaksformulering)"
    rf"(?:\s*/\s*[a-zæøå]+)?{_IN_CASE}{_FROM}"
    r"(?:\s+(?:til|i|for|overfor)\s+(?P<to>[^:.]{3,80}))?"
    r"|(?:tilråding|tilrådinga|tilrådning|tilrådningen|innstilling|innstillinga|innstillingen|anbefaling|vedtaksforslag|vedtaksframlegg|forslag|framlegg)"
    rf"(?:\s*/\s*(?:innstilling|tilråding|vedtak))?{_FROM}(?:\s+(?:til|overfor)\s+(?P<to2>[^:.]{{3,80}}))?"
    r"|slik\s+(?:innstilling|tilråding)"
    r")\s*(?P<colon>[:.])?\s*(?P<rest>.*)$",
    re.I | re.S,
)
_ASKED = re.compile(
    rf"^{BODY}(?:\s+i\s+[A-ZÆØÅ][\wæøå]*(?:\s+[A-ZÆØÅ][\wæøå]*)*)?\s+(?:vert|blir|bes|inviteres|inviterast)\b[^.:]{{0,50}}\b(?:slikt|følg[je]+nde)\s+vedtak"
    r"\s*(?P<colon>:)\s*(?P<rest>.*)$",
    re.I | re.S,
)
"""«Styret vert bede om å gjere slikt vedtak:»; the same in the past tense tells of an earlier resolution."""
_EMPTY_RESOLUTION = re.compile(r"^vedtak\s*(?P<colon>:)(?P<rest>)$", re.I)
_ATTACHMENTS = re.compile(
    r"^(?:(?:prenta|trykte|utrykte|uprenta|digitale|offentlege|offentlige|alle)\s+)?(?:saks)?"
    r"(?:vedlegg(?:a|ene|sliste|liste|soversikt)?|vedlagt|vedlagte\s+dokument(?:er)?|vedlagde\s+dokument|dokument(?:er)?\s+vedlagt"
    r"|vedlagte\s+saksdokument(?:er)?|vedlagde\s+saksdokument)"
    r"(?:\s+(?:i|til)\s+(?:saka|saken|sak))?(?:\s*\(\d+\))?\s*(?P<colon>[:.])?\s*(?P<rest>.*)$",
    re.I | re.S,
)
_NUMBERED_ATTACHMENT = re.compile(
    r"^vedlegg\s*(?:nr\.?\s*)?(\d{1,3}|(?-i:[A-ZÆØÅ]))\s*[:.)–—-]?\s+(\S.*)$", re.I | re.S
)
_TEXT = re.compile(
    r"^(?:saks?(?:fram|frem)stilling|saks?(?:fram|frem)legg|saksutgreiing|saksutredning|saksutgreiinga|saksopplysningar|saksopplysninger"
    r"|saksorientering|saksdrøfting|saksinformasjon|saksomtale|saksbeskrivelse|saksbeskriving|saksgrunnlag|sakstekst|"
    r"utgreiing|utredning|orientering|om\s+saka|om\s+saken|saka|saken)\s*(?P<colon>[:.])?\s*(?P<rest>.*)$",
    re.I | re.S,
)
_HEADING = re.compile(
    r"^(?:(?:kort\s+)?(?:saman|sammen)drag|(?:saksprotokoll|behandling|handsaming)(?:\s+i\s+[^:.]{3,60})?|votering|avrøysting|røysting"
    r"|merknad(?:er|ar)|innkomne\s+(?:merknader|uttaler|uttalelser|fråsegner)|faktiske\s+(?:opplysningar|opplysninger|tilhøve|forhold)"
    r"|[a-zæøå]+(?:\s+[a-zæøå]+)?(?:s|\s+(?:si|sitt?|sine))\s+(?:behandling|handsaming|vurdering(?:ar|er)?|merknad(?:er|ar)?|kommentar(?:er|ar)?|konklusjon|votering)"
    r"|bakgrunn(?:\s+for\s+(?:saka|saken))?|innleiing|innledning|vurdering(?:ar|er|a|en)?"
    r"|konklusjon|oppsummering|drøfting|drøftelse|konsekvens(?:ar|er)?"
    r"|økonomi|(?:økonomiske|administrative|juridiske|miljømessige|klima-?\s*og\s*miljømessige|organisatoriske)"
    r"(?:\s+og\s+\w+)?\s+(?:konsekvens(?:ar|er)?|forhold|tilhøve|vurdering(?:ar|er)?)"
    r"|alternativ(?:e|er)?(?:\s+løysingar|\s+løsninger)?|heimel|hjemmel|lovheimel|lovgrunnlag|rettsleg\s+grunnlag|rettslig\s+grunnlag"
    r"|tidlegare\s+(?:handsaming|vedtak)|tidligere\s+(?:behandling|vedtak)|fakta|faktaopplysningar|faktaopplysninger|status"
    r"|vidare\s+(?:arbeid|prosess|framdrift|saksgang)|videre\s+(?:arbeid|prosess|fremdrift|framdrift|saksgang)"
    r"|framdrift(?:splan)?|fremdrift(?:splan)?|tidsplan|kva\s+saka\s+gjeld|hva\s+saken\s+gjelder|problemstilling(?:ar|er)?"
    r"|medverknad|medvirkning|høyring|høring|folkehelse|beredskap|berekraft|bærekraft|klima\s+og\s+miljø|universell\s+utforming)"
    r"\s*(?P<colon>:)?\s*$",
    re.I,
)
_UNATTACHED = re.compile(
    r"^(?:(?:andre\s+)?(?:saks)?dokument(?:er)?(?:\s+i\s+saka|\s+i\s+saken)?,?\s*\(?(?:som\s+)?(?:er\s+)?ikk[je]+\s+(?:er\s+)?vedlag[dt]e?\)?"
    r"|andre\s+(?:saks)?dokument(?:er)?(?:\s+i\s+saka|\s+i\s+saken)?|(?:saks)?dokument(?:er)?\s*(?:\(?ikk[je]+\s+vedlagt\)?|i\s+saka|i\s+saken)"
    r"|ikk[je]+\s+vedlagde?(?:\s+dokument)?|ikke\s+vedlagte?(?:\s+dokumenter)?|referanser|kjelder|kilder)\s*(?P<colon>:)?\s*(?P<rest>.*)$",
    re.I | re.S,
)
_NONE = re.compile(r"^\(?(?:ingen|ikk[je]e?|ingen\s+vedlegg|nei|-|–)\)?\.?$", re.I)


@dataclass(frozen=True, slots=True)
class PartHead:
    """A line that heads a part of a case. ``label`` is the printed sign, ``rest`` the text after it."""

    part: Part
    label: str
    rest: str
    to: str | None = None
    """The body a proposal is addressed to: «Innstilling til kommunestyret»."""


def part_head(text: str) -> PartHead | None:
    """Which part of a case the line heads; None for running text."""
    if len(text) > 2_000:
        return None
    for part, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        rest = (groups.get("rest") or "").strip()
        label = text[: found.start("rest")].strip() if rest else text.strip()
        if part == "attachments" and (numbered := _NUMBERED_ATTACHMENT.match(text)):
            return PartHead("attachments", "", numbered.group(0))
        if rest and groups.get("colon") != ":" and not _may_follow_unmarked(part, label, rest):
            continue
        to = (groups.get("to") or groups.get("to2") or "").strip() or None
        if to and not (_names_a_body(to) and len(to.split()) <= 8):
            continue
        return PartHead(part, label, rest, to)
    return None


_PATTERNS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("unattached", _UNATTACHED),
    ("proposal", _PROPOSAL),
    ("proposal", _ASKED),
    ("proposal", _EMPTY_RESOLUTION),
    ("attachments", _ATTACHMENTS),
    ("heading", _HEADING),
    ("text", _TEXT),
)


def _may_follow_unmarked(part: Part, label: str, rest: str) -> bool:
    """Text straight after a sign without a colon: only where it can't be a sentence that begins with the same words."""
    if part == "attachments":
        return bool(_NUMBERED_ATTACHMENT.match(f"{label} {rest}") or re.search(r"\.[a-z]{3,4}$", rest))
    if part == "proposal":
        return (
            len(label.split()) >= 3
            and bool(re.match(r"^(?:\d+[.)]\s+)?[A-ZÆØÅ]\w+\s+(?:\w+\s+)*\w+", rest))
            and len(rest) > 15
        )
    return False


CASE_DATA = re.compile(
    r"^(?:saks?behandl[ae]r|sakshandsamar|saksansvarl[ei]g|ansvarl[ei]g|arkiv[\w-]*|saksnr|saksnummer|saksmappe|føredrag\w*|journal\w*"
    r"|sakstype|type\s+sak|dato|gradering|klassering|saksgang|vår\s+ref|dykkar\s+ref|deres\s+ref|løpenr|går\s+til|føretak|foretak|frå|fra"
    r"|til|møte|møtedato|styremøte|tilgang\w*|paragraf|unntatt\s+off\w*)\s*\.?\s*(?::|\t|\s{3,})",
    re.I,
)
"""A line of the little form above a case: who wrote it, its archive number, where it goes."""
CASE_TITLE = re.compile(
    r"^(?:saks(?:fram|frem)(?:legg|stilling)|saksutgreiing|saksutredning|styresak|styredokument|møtesak|sakspapir|saksdokument|særutskrift"
    r"|saksmappe)$",
    re.I,
)
"""The form's own name, on a line by itself."""
SUBJECT = re.compile(
    r"^(?:sak[ae]n?\s+gjeld(?:er)?|saks?tittel|tittel|emne|overskrift)\s*(?::|\t|\s{3,})\s*(?P<title>\S.*)$", re.I
)
_ROUTE = re.compile(
    rf"^(?:saksgang|behandl\w+\s+(?:av|i)|handsam\w+\s+(?:av|i)|utval(?:g|ssaksnr|gssaksnr)?|saksnr\.?)\b.*(?:møtedato|sak\w*nr)|^saksgang\W*$"
    rf"|^(?:\d{{1,3}}/\d\d(?:\d\d)?\s+)?{BODY}.*\b\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}",
    re.I,
)


def is_case_form(text: str) -> bool:
    """The line belongs to the form above a case: archive data, or the table of the bodies that it passes."""
    return bool(CASE_DATA.match(text) or SUBJECT.match(text) or _ROUTE.match(text) or CASE_TITLE.match(text))


def says_none(text: str) -> bool:
    """«Ingen» under a heading: there is nothing there."""
    return bool(_NONE.match(text.strip()))


def numbered_attachment(text: str) -> tuple[str, str] | None:
    """``Vedlegg 2 – Rapport`` as number and title."""
    found = _NUMBERED_ATTACHMENT.match(text)
    return (found.group(1), found.group(2).strip()) if found else None


_BODY = re.compile(rf"\b{BODY}\b", re.I)


def _names_a_body(text: str) -> bool:
    return bool(_BODY.search(text))


def normal(text: str) -> str:
    """A title for comparison: lower case, letters and digits only."""
    return re.sub(r"[\W_]+", " ", text.lower()).strip()
