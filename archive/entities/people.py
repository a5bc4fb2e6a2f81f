"""Names of people as keys: what of a name counts, which spellings are one, and which form explains a shorter one."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from archive.entities import tables
from archive.entities.titles import FAMILY_FIRST, HONORIFICS, OFFICES, PARTICLES, REGNAL, SUFFIXES
from archive.text import without_accents

REMEMBERED = 20_000
"""Names and words that each of the functions here remembers: the same few come again and again, and 100,000 take 30 MB and no less time."""

_ARTICLE = re.compile(r"^(?:al|el|ul|as|an|ad|ar|at|az|ash)-(?=\w{3})")
LEADING = frozenset(("van", "von", "der", "den", "de", "del", "della", "di", "da", "du", "le", "la"))
"""Particles with a capital before a surname that stands alone: Mr Van Rompuy is short for Herman Van Rompuy."""

_INITIALS = re.compile(r"(?:[a-z]\.-?)+|[a-z]")
_JUNIOR = frozenset(("jr", "ii", "iii", "iv"))

JUNIOR = " jr"
"""What the key of a junior ends with."""

_LONGEST_SLIP = 1
_SHORTEST_SLIPPED = 5

_ALWAYS_FIRST = frozenset(("xi", "hu", "wen", "mao", "zhou", "deng", "jiang", "nguyen", "tran", "zhao", "zhu", "bo", "wang", "liu"))
"""Family names that stand first even where only one plain word follows (Xi Jinping, but Kim Kardashian)."""

VARIANTS = {
    spelling: common
    for common, spellings in {
        "mohamed": "mohammed muhammad mohammad mohamad muhammed mohamud mahomed",
        "ahmed": "ahmad ahmet",
        "husein": "hussein hussain husain hossein hosein husayn",
        "abdula": "abdullah abdallah abdulla",
        "yasir": "yasser yassir yaser",
        "muamar": "muammar moammar moamer muamer moamar",
        "gadafi": "gaddafi qaddafi kadhafi gadhafi khadafy kadafi gathafi qadhafi khadafi",
        "binyamin": "benjamin benyamin binyamin",
        "aleksandr": "alexander aleksandr alexandr aleksander alyaksandr alexandre",
        "lukashenko": "lukashenka",
        "usama": "osama",
        "musavi": "mousavi moussavi",
        "ahmadinejad": "ahmadi-nejad ahmadinezhad",
        "mursi": "morsi morsy",
        "jeltsin": "yeltsin eltsin",
        "gorbachev": "gorbachov gorbatchev",
        "timoshenko": "tymoshenko",
        "zelenski": "zelensky zelenskyy zelenskiy zelenskyi",
        "yanukovich": "yanukovych",
        "volodimir": "volodymyr",
        "jozef": "joseph josef",
        "nikolai": "nikolay nikolaj",
    }.items()
    for spelling in (common, *spellings.split())
}
"""Spellings of one name that no rule below joins; the list holds only what is never two names in the news."""

NAMESAKES = {("george", "hw", "bush"): "george h w bush"}
"""People who are told apart by their middle initials alone, which stand together or apart, with dots or without."""

_RULES = (
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"tch"), "ch"),
    (re.compile(r"sch"), "sh"),
    (re.compile(r"dj|dzh"), "j"),
    (re.compile(r"w"), "v"),
    (re.compile(r"^ye"), "e"),
    (re.compile(r"iy|yy|y|ii"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Transliterations from Arabic, Cyrillic and Persian that news agencies spell in two ways. Applied in this order."""


@lru_cache(maxsize=REMEMBERED)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name in lower-case ASCII, without possessive and without the article of an Arabic name (`al-Assad` is `assad`)."""
    plain = without_accents(name.replace("’", "'")).lower()
    plain = re.sub(r"'s\b", "", plain)
    words = (_ARTICLE.sub("", word.strip(",")) for word in plain.split())
    return tuple(word for word in words if word)


def untitled(name: str) -> tuple[str, ...]:
    """The `parts` of a name without the titles before it; a title that makes a given name a whole name stays."""
    words = parts(name)
    first = 0
    while first + 1 < len(words) and (plain := words[first].rstrip(".")) and (plain in HONORIFICS or plain in OFFICES - REGNAL):
        first += 1
    return words[first:]


@lru_cache(maxsize=REMEMBERED)
def form(name: str) -> str:
    """A name as it is compared whole: no titles, accents or dots, but every initial (`George H.W. Bush` is `george h w bush`)."""
    spread = (" ".join(re.findall("[a-z]", word)) if _INITIALS.fullmatch(word) else word for word in untitled(name))
    return " ".join(word.rstrip(".") for word in spread)


@lru_cache(maxsize=REMEMBERED)
def initials(name: str) -> tuple[str, ...]:
    """The initials that stand before the last word of a name that counts: `w` of George W. Bush, `j`, `k` of J.K. Rowling."""
    words, last = untitled(name), core(name)[-1]
    before = words[: len(words) - 1 - words[::-1].index(last)]
    return tuple(letter for word in before if _INITIALS.fullmatch(word) for letter in re.findall("[a-z]", word))


@lru_cache(maxsize=REMEMBERED)
def core(name: str) -> tuple[str, ...]:
    """The words of a name that count: no initials, particles, suffixes or titles (but `pope francis`). Empty for no name only."""
    words = untitled(name)
    first = next((at for at, word in enumerate(words) if word not in LEADING), len(words) - 1)
    words = words[first:]
    kept = tuple(
        word
        for at, word in enumerate(words)
        if not _INITIALS.fullmatch(word) and not (at and (word in PARTICLES or word.rstrip(".") in SUFFIXES))
    )
    return kept or tuple(words)


def family_first(words: tuple[str, ...]) -> bool:
    """Whether a name is written with the family name first: Xi Jinping, Ban Ki-moon, Kim Jong Un."""
    if len(words) < 2 or words[0] not in FAMILY_FIRST:
        return False
    if len(words) == 2:
        return "-" in words[1] or words[0] in _ALWAYS_FIRST
    return len(words) == 3 and all(len(word) <= 5 for word in words[1:])


@lru_cache(maxsize=REMEMBERED)
def spelling(word: str) -> str:
    """The word under which all transliterations of a name meet: `khatami` and `hatami`, `sergey` and `sergei`."""
    word = VARIANTS.get(word, word).replace("'", "").replace("-", "")
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=REMEMBERED)
def person_key(name: str) -> str:
    """The key of a full name: spellings of its first and last words; middle names do not count, a junior does.

    Where the family name stands first a comma follows it, so that a key by itself says which word is the surname."""
    words = core(name)
    if words[0] in REGNAL:
        number = [word for word in parts(name) if word in SUFFIXES]
        return " ".join((words[0], *map(spelling, words[1:]), *number))
    middle = "".join(untitled(name)[1:-1]).replace(".", "")
    if (words[0], middle, words[-1]) in NAMESAKES:
        return NAMESAKES[words[0], middle, words[-1]]
    if family_first(words):
        return spelling(words[0]) + ", " + spelling("".join(words[1:]))
    return f"{spelling(words[0])} {spelling(words[-1])}{JUNIOR if is_junior(name) else ''}"


def is_junior(name: str) -> bool:
    """Whether a name tells its bearer from somebody older of the same name: Donald Trump Jr., Trump Jr."""
    return any(word.rstrip(".") in _JUNIOR for word in parts(name))


@lru_cache(maxsize=REMEMBERED)
def is_short_junior(name: str) -> bool:
    """Whether a name is one word and `Jr.`: Trump Jr., Donald Jr."""
    words = parts(name)
    return len(core(name)) == 1 and len(words) > 1 and words[-1].rstrip(".") == "jr" and not initials(name)


def is_slip(one: str, other: str) -> bool:
    """Whether two long words differ in one letter, or in the order of two, as by a slip of the pen."""
    return min(len(one), len(other)) >= _SHORTEST_SLIPPED and OSA.distance(one, other, score_cutoff=_LONGEST_SLIP) == _LONGEST_SLIP


def surname_in(key: str) -> str:
    """The spelling of the surname in a key that `person_key` made."""
    family, comma, _ = key.partition(", ")
    if comma:
        return family
    words = key.split()
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return words[-1]


def surnames(name: str) -> tuple[str, ...]:
    """The single words under which a fully named person is spoken of again: the last word, or the first where it is the family name."""
    words = core(name)
    return (words[0], words[-1]) if family_first(words) else (words[-1],)


def begins_with_surname(name: str) -> bool:
    """Whether a name of two words has no given name, and is likely two surnames: Wasserman Schultz, Peña Nieto."""
    words = core(name)
    return len(words) == 2 and words[0] not in tables.words("given-names.txt") and not family_first(words)


def explains(full: str, short: str) -> bool:
    """Whether `short` can be a shorter form of the person named `full`: a surname, a given name, or both without what is between."""
    words, wanted = core(full), core(short)
    if len(wanted) == 1:
        word = spelling(wanted[0])
        return any(word == spelling(each) for each in (*surnames(full), words[0]))
    if len(wanted) > len(words) or spelling(wanted[-1]) != spelling(words[-1]):
        return False
    rest = iter(words)
    return all(any(word == other for other in rest) for word in wanted)
