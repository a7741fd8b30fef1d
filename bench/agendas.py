"""Agendas to measure with: the real one where it is at hand, and long ones made up."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import typst

SEEDS: Final = Path(os.environ.get("SAMSTYRE_SEEDS", Path(__file__).parents[2] / "shared" / "seeds"))
_PARAGRAPH: Final = (
    "Administrasjonen har vurdert saka i lys av tidlegare vedtak, økonomien og kapasiteten i kommunane. "
    "Utgreiinga viser kva arbeidet vil koste og kven som har nytte av det, og kva som kan vente. "
)


def agenda() -> tuple[str, bytes]:
    """What it is, and its bytes: the real agenda, or one of as many items where that isn't at hand."""
    real = sorted(SEEDS.glob("*.txt"))
    if real:
        return "the real agenda", real[0].read_bytes()
    return "a made-up agenda of 19 items", made_up(items=19, paragraphs=4).encode()


def made_up(*, items: int, paragraphs: int) -> str:
    """An agenda in the common form, as plain text."""
    return "\n".join(_lines(items, paragraphs))


def made_up_pdf(pages: int) -> bytes:
    """The same kind of agenda as a PDF of about as many pages, an item on every fifth."""
    lines = _lines(items=pages // 5, paragraphs=48)
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    body = "\n".join(f'#par(text("{line}"))' if line else "#v(4pt)" for line in escaped)
    compiled = typst.compile(f'#set page(paper: "a4", numbering: "1")\n#set text(size: 11pt)\n{body}'.encode())
    if not isinstance(compiled, bytes):
        raise TypeError("a PDF is one file")
    return compiled


def _lines(items: int, paragraphs: int) -> Iterator[str]:
    yield from ("Innkalling til styremøte 09-25 i Fjordane KO", "", "Dato: 20. oktober 2025", "Tid: kl. 09:00–14:45")
    yield from ("Stad: Kommunehuset", "", "Saker", "")
    for number in range(1, items + 1):
        yield from (f"{number}. Utgreiing nummer {number}", "", "Framlegg til vedtak:", "")
        yield from (f"1. Styret tek utgreiing {number} til vitande.", "2. Administrasjonen følgjer opp.", "")
        yield from ("Saksframstilling:", "")
        for _ in range(paragraphs):
            yield from (_PARAGRAPH * 2, "")
