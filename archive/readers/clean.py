"""Text as the archive keeps it: NFC, paragraphs split by a blank line, without stray characters and without trailing boilerplate."""

from __future__ import annotations

import re
import unicodedata

from archive.text import fold_text

_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}  # Windows-1252 that was read as Latin-1
_CHARACTERS: dict[int, str] = {
    **{code: "" for code in (*range(0x00, 0x20), 0x7F, 0xAD, 0x200B, 0xFEFF) if chr(code) not in "\n\t"},
    **_C1,
    ord("\t"): " ",
    0xA0: " ",
    0x2028: "\n",
    0x2029: "\n\n",
}
_STRANGE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u200b\u2028\u2029\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?|\v|\f")
_TRAILING_SPACE = re.compile(r"(?<! ) +$", re.MULTILINE)  # looking behind keeps a long run of spaces linear
_PARAGRAPH_END = re.compile(r"\n(?: *\n)+|\n(?= {4}\S)")  # wire text begins a paragraph by an indent of four
_LONGEST_WRAP = 120


def clean_characters(text: str) -> str:
    """`text` in NFC with plain newlines and spaces, without control characters, soft hyphens and lone surrogates. Linear."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SURROGATES.sub("", text))
    text = _NEWLINE.sub("\n", text) if "\r" in text or "\v" in text or "\f" in text else text
    return text.translate(_CHARACTERS) if _STRANGE.search(text) else text


def clean_line(text: str) -> str:
    """`text` cleaned, in one line, with single spaces."""
    return " ".join(clean_characters(text).split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, cleaned: split at blank lines and before lines indented by four spaces.

    Where there is neither, a text whose lines are too long to be wraps has a paragraph in every line.
    """
    text = _TRAILING_SPACE.sub("", clean_characters(text)).strip("\n")
    parts = _PARAGRAPH_END.split(text)
    if len(parts) == 1 and "\n" in text:
        lines = text.split("\n")
        if max(map(len, lines)) > _LONGEST_WRAP:
            parts = lines
    return [part.strip() for part in parts if part.strip()]


def clean_body(text: str, title: str) -> tuple[str, int]:
    """The body in paragraphs, and how many were cut: boilerplate at its end, and a first one that only repeats the title."""
    parts = paragraphs(text)
    kept = parts[: _end(parts)]
    if title and kept and len(kept[0]) <= 2 * len(title) + 20 and fold_text(kept[0]) == fold_text(title):
        kept = kept[1:]
    return "\n\n".join(kept), len(parts) - len(kept)


# ---------------------------------------------------------------- boilerplate

_SHORT = 300
"""Characters of a paragraph that may be boilerplate; a longer one is somebody's text."""

_LINK_LIST = 15
"""Paragraphs that may follow a heading such as `Related stories` and go with it."""

_HEADING = re.compile(
    r"(?:you (?:may|might) also (?:like|enjoy|be interested in)"
    r"|related (?:stories|articles|content|links|topics|coverage|news|posts|reading)"
    r"|more on this (?:story|topic)|more (?:stories|from this section)|read (?:more|also|next)|see also|recommended(?: for you)?"
    r"|most (?:read|popular|viewed)|trending(?: now)?|top stories|also read|what to read next|around the web|from around the web"
    r"|sponsored (?:content|links|stories)|promoted (?:content|stories)|topics|tags|share this)\W*",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:you (?:may|might) also (?:like|enjoy|be interested in)\b"
    r"|(?:related(?: (?:stories|articles|content|links|coverage|news|posts))?"
    r"|read (?:more|also|next)|more|see also|also read|tags|topics)\s*:"
    r"|(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|e-?mails?|alerts?|updates|briefings?|inbox|podcasts?)\b"
    r"|get .{0,80}\b(?:delivered|straight|sent)\b.{0,20}\binbox\b"
    r"|(?:please )?(?:share|print|e-?mail|bookmark) this (?:article|story|page|post|with)\b"
    r"|read or share this story|(?:please )?(?:follow|like) us on\b|follow @\w+|join (?:us on facebook|the conversation)\b"
    r"|click here (?:to|for)\b|download (?:our|the)\b.{0,40}\bapp\b|get the .{0,40}\bapp\b"
    r"|click (?:here )?(?:to|for)(?: get)? the .{0,30}\bapp\b"
    r"|copyright\s*(?:©|\(c\)|\d{4})|(?:©|\(c\))\s*(?:copyright\b|\d{4})"
    r"|.{0,200}\ball rights reserved\b"
    r"|advertisement\b.{0,40}continue reading|advertisement\W*$|sponsored\W*$|slideshow \(\d+ images?\)$"
    r"|(?:\d+ )?comments?(?: \(\d+\))?$|(?:leave|post) a (?:comment|reply)|back to top$|manage newsletters$"
    r"|(?:reuters?|end|ends|endit|-?30-?)\W*$|[\W_]+$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?][\"'”’)]*$")
_REUTER = re.compile(r"\n\s*(?:REUTER|Reuter)S?;?$")


def _end(parts: list[str]) -> int:
    """How many of `parts` stand before the boilerplate at the end; never none."""
    end = len(parts)
    while end > 1:
        heading = _link_list(parts, end)
        if heading:
            end = heading
        elif len(parts[end - 1]) <= _SHORT and _LINE.match(parts[end - 1]):
            end -= 1
        else:
            break
    if end:
        parts[end - 1] = _REUTER.sub("", parts[end - 1])
    return end


def _link_list(parts: list[str], end: int) -> int | None:
    """Where a heading such as `Related stories` stands, if all that follows up to `end` are short lines, not sentences."""
    for place in range(end - 1, max(0, end - 1 - _LINK_LIST), -1):
        if _HEADING.fullmatch(parts[place]):
            return place
        if len(parts[place]) > _LONGEST_WRAP or _SENTENCE.search(parts[place]):
            return None
    return None
