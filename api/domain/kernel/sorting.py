"""Norwegian alphabetical order without ICU: a key that sorts right byte by byte (COLLATE "C")."""

import re
import unicodedata
from typing import Final

# After z and in this order. Each stands in the key as a character beyond "z" in ASCII.
_LAST: Final = {"æ": "{", "ø": "|", "å": "}"}
# What other alphabets write for the same three, and letters that Unicode doesn't take apart.
_AS: Final = str.maketrans("äöőœüűłðđþŋŧħı", "æøøøyylddtnthi")
_DIGITS: Final = re.compile(r"[0-9]+")


def norwegian_key(text: str) -> str:
    """A key for ``text``: keys compared as plain strings give the order of a Norwegian catalogue.

    a–z, then æ, ø, å; ``aa`` is å (Aasen by Åsen); ä is æ, ö is ø, ü is y; other accents fold away; case doesn't count;
    numbers count by value (``sak 9`` before ``sak 10``) and come before letters; punctuation only parts words.
    Texts that differ in nothing else than that are kept apart by the text itself, so the order is always the same.
    Has no NUL, which PostgreSQL can't hold.
    """
    # \x01 is below all that the first part can hold: "Vik" comes before "Vikøyri".
    return f"{_DIGITS.sub(_by_value, _fold(text))}\x01{text}".replace("\x00", "")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_AS)
    letters = "".join(character if character in _LAST else _without_accents(character) for character in plain)
    words = "".join(character if character.isalnum() else " " for character in letters.replace("aa", "å")).split()
    return "".join(_LAST.get(character, character) for character in " ".join(words))


def _without_accents(character: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part))


def _by_value(digits: re.Match[str]) -> str:
    """The number with its length in front: a longer number is a larger one."""
    significant = digits[0].lstrip("0") or "0"
    return f"{min(len(significant), 999):03d}{significant}"
