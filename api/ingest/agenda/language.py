"""Nynorsk or Bokmål, by the small words that only one of them has."""

import re
from collections.abc import Iterable

from api.ingest.agenda.draft import Language

_NYNORSK = frozenset(
    [
        "ikkje",
        "eit",
        "frå",
        "vert",
        "kva",
        "korleis",
        "dei",
        "noko",
        "saka",
        "styreleiar",
        "møtestad",
        "stad",
        "sakliste",
        "handsaming",
        "tilråding",
        "vere",
        "gjere",
        "gjer",
        "orienteringa",
        "framlegg",
        "vedteke",
        "vedtek",
        "rekneskap",
        "følgjande",
        "kjem",
        "seinare",
        "ynskjer",
        "ønskjer",
        "sjå",
        "heile",
        "berre",
        "tek",
        "ymse",
        "kommunane",
        "medan",
        "då",
        "nokre",
        "eigar",
    ]
)
_BOKMAL = frozenset(
    [
        "ikke",
        "et",
        "fra",
        "hva",
        "hvordan",
        "noe",
        "saken",
        "styreleder",
        "møtested",
        "sted",
        "saksliste",
        "behandling",
        "tilrådning",
        "være",
        "gjøre",
        "gjør",
        "orienteringen",
        "forslag",
        "vedtatt",
        "vedtar",
        "regnskap",
        "følgende",
        "kommer",
        "senere",
        "ønsker",
        "hele",
        "bare",
        "tar",
        "eventuelt",
        "kommunene",
        "mens",
        "da",
        "noen",
        "eier",
        "kommunedirektørens",
    ]
)


def language(texts: Iterable[str]) -> Language:
    """``nn`` or ``nb``; Nynorsk when the signs are even."""
    nynorsk = bokmal = 0
    for text in texts:
        for word in re.findall(r"[a-zæøå]+", text.lower()):
            nynorsk += word in _NYNORSK
            bokmal += word in _BOKMAL
    return "nb" if bokmal > nynorsk else "nn"
