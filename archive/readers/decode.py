"""Bytes to text: unpack gzip, refuse what is not text, find the encoding, and read in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from archive.readers.language import likely_language

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_ARTICLE = 20_000_000
"""Codepoints that an article may have; the longest real one that we know has under a million."""

LARGEST_FILE = 4 * LARGEST_ARTICLE
"""Unpacked bytes of a file that is one article: in UTF-8 no codepoint has more than four."""

LONGEST_LINE = LARGEST_FILE + 20_000_000
"""Bytes of a line: one article at its largest, and the rest of its record."""

_BLOCK = 65_536
_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")
_DECLARED = re.compile(rb"""<(?:meta[^>]{0,200}charset|\?xml[^>]{0,100}encoding)\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_GUESSES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
_CENTRAL_EUROPE = frozenset({"bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"})


class Refused(Exception):
    """What is read here cannot be read on; `place` is the record, None for the whole file. It never leaves the readers."""

    def __init__(self, reason: str, place: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


class Input:
    """One opened input, to be read once: its first bytes as `sample`, and the whole of it as text or as lines.

    Raise Refused where it is not text, is too large, or is packed and damaged; what stands before the damage is read.
    The stream stays open and belongs to the caller.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = _buffered(iter(lambda: stream.read(_BLOCK), b""))
        if self._stream.peek().startswith(b"\x1f\x8b"):
            self._stream = _buffered(_unpacked(self._stream))
        encoding = _wide_encoding(self._stream.peek())
        if encoding:
            self._stream = _buffered(_transcoded(self._stream, encoding))
        self.sample = self._stream.peek()
        _refuse_binary(self.sample)

    @property
    def whole(self) -> bool:
        """Whether `sample` is all there is."""
        return len(self.sample) < _BLOCK

    def text(self, largest: int = LARGEST_FILE) -> str:
        """All of it; refuse more than `largest` bytes."""
        data = self._stream.read(largest + 1)
        if len(data) > largest:
            raise Refused(f"larger than {largest:,} bytes, the most that is read as one document")
        if b"\0" in data:
            line = data.count(b"\n", 0, data.index(b"\0")) + 1
            raise Refused(f"a NUL byte in line {line}: the file is damaged, or not text")
        return decode(data)

    def lines(self) -> Iterator[str | None]:
        """Its lines with their ends, in bounded memory; None for a line beyond `LONGEST_LINE`, which is passed over."""
        guess = None
        first = True
        while raw := self._stream.readline(LONGEST_LINE + 1):
            if first:
                raw, first = raw.removeprefix(codecs.BOM_UTF8), False
            if len(raw) > LONGEST_LINE:
                while raw and not raw.endswith(b"\n"):
                    raw = self._stream.readline(LONGEST_LINE)
                yield None
                continue
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError:
                guess = guess or detect(self.sample + raw)
                yield raw.decode(guess, "replace")


class _Blocks(io.RawIOBase):
    """A raw stream over blocks of bytes; where they end in Refused, what came before is read first."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")
        self._refusal: Refused | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and (self._left or self._next()):
            size = min(len(target) - filled, len(self._left))
            target[filled : filled + size] = self._left[:size]
            self._left = self._left[size:]
            filled += size
        if self._refusal and not filled:
            raise self._refusal
        return filled

    def _next(self) -> bool:
        try:
            self._left = memoryview(next(self._blocks, b""))
        except Refused as refusal:
            self._refusal = refusal
        return bool(self._left)


def _buffered(blocks: Iterator[bytes]) -> io.BufferedReader:
    return io.BufferedReader(_Blocks(blocks), _BLOCK)


def _unpacked(packed: io.BufferedReader) -> Iterator[bytes]:
    """The blocks of gzip data. Members may follow one another, as `cat` leaves them."""
    stream = gzip.GzipFile(fileobj=cast(BinaryIO, packed))
    try:
        while block := stream.read1(_BLOCK):
            yield block
    except EOFError as error:
        raise Refused("the gzip data ends too early: the file is truncated") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Refused(f"the gzip data is damaged: {error}") from error


def _transcoded(stream: io.BufferedReader, encoding: str) -> Iterator[bytes]:
    """UTF-16 or UTF-32 as UTF-8, without its byte order mark."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while block := stream.read1(_BLOCK):
        text = decoder.decode(block)
        if text:
            yield text.encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


# ---------------------------------------------------------------- what the bytes are


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 or UTF-32, by the byte order mark, or by every other byte of a mostly Latin text being NUL."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half >= 4 and max(even, odd) > 0.6 * half and min(even, odd) < 0.02 * half:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _refuse_binary(sample: bytes) -> None:
    """A few stray control characters are cleaned away later; a file full of them is no text."""
    strange = len(sample) - len(sample.translate(None, _CONTROLS))
    if sample.startswith(b"%PDF-"):
        raise Refused("a PDF document, not text")
    if strange > 4 and strange * 100 > len(sample):
        nul = " (NUL among them)" if b"\0" in sample else ""
        raise Refused(f"not text: {strange:,} of the first {len(sample):,} bytes are control characters{nul}")


def decode(data: bytes) -> str:
    """The text of `data`: UTF-8, else the encoding that a page declares, else the likeliest, with U+FFFD for what does not fit."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data, 0, 4096)
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a false declaration
    return data.decode(detect(data), "replace")


def detect(data: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8; one page of it is looked at. Windows-1252 where nothing is likelier."""
    from charset_normalizer import from_bytes  # only when a file is not UTF-8

    first = _NOT_ASCII.search(data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    sample = data[start : start + 16_384]
    sample = sample[: sample.rfind(b" ") + 1] or sample
    best = from_bytes(sample, cp_isolation=list(_GUESSES), enable_fallback=False).best()
    if best is None:
        return "cp1252"
    if best.encoding in {"cp1250", "cp1252", "cp1254"}:  # alike in all but a few letters, so the language decides
        central = likely_language(sample.decode("cp1250", "replace")) in _CENTRAL_EUROPE
        return "cp1250" if central else "cp1252"
    return best.encoding
