"""The texts of articles in the table `body`: compressed with a dictionary that an archive makes of its own articles.

A text is there as one frame of Zstandard (BLOB), which has a checksum and names its dictionary; or as it is (TEXT), where a frame would be
longer, and until the archive has the articles to make a dictionary of. Dictionaries stay for ever.
"""

from __future__ import annotations

import threading

from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError, get_frame_parameters, train_dictionary

from archive.errors import StoreError
from archive.store.connecting import wrapped
from archive.store.database import CHUNK, Database

SAMPLED = 1_000
"""Articles that a dictionary is made of."""

_SAMPLE = 4_000
"""Characters that are taken of each: so that it takes a fraction of a second, however long they are."""

_DICTIONARY_BYTES = 110 * 2**10
_LEVEL = 3
"""Higher ones take three to six times as long, and make texts 1 to 6 % shorter."""

_HINT = "The file has been left as it is. Put a copy made by `archive backup` in its place."
_KNOWN = ("dictionary",)


class Bodies:
    """Packs and unpacks texts. Safe to use from any thread; each method that writes is a transaction or more, or part of one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = threading.local()  # what compresses or decompresses is for one thread at a time
        self._dictionaries: dict[int, ZstdCompressionDict] = {}

    def packed(self, text: str) -> str | bytes:
        """A text as it is kept. Raises StoreError where it is no valid Unicode."""
        dictionary = self._newest()
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise wrapped(error, self._database.path) from error
        if dictionary is None:
            return text
        frame = self._compressor(dictionary).compress(data)
        return frame if len(frame) < len(data) else text

    def unpacked(self, id: str, kept: str | bytes) -> str:
        """The text of an article. Raises StoreError where it is damaged."""
        if isinstance(kept, str):
            return kept
        try:
            return self._decompressor(get_frame_parameters(kept).dict_id).decompress(kept).decode()
        except (ZstdError, LookupError, MemoryError, ValueError) as error:
            raise StoreError(f"the text of article {id} in {self._database.path} is damaged: {error}", _HINT) from error

    def learn(self) -> bool:
        """Make a dictionary where there is none; False where there is one, or too few articles for one, or too little in them."""
        found = self._database.row("SELECT coalesce(max(article), 0) FROM body")
        assert found is not None
        step = found[0] // SAMPLED
        if not step or self._newest() is not None:
            return False
        statement = "SELECT substr(text, 1, ?) FROM body WHERE article = ?"
        sampled = (self._database.row(statement, (_SAMPLE, step * number)) for number in range(1, SAMPLED + 1))
        try:
            made = train_dictionary(_DICTIONARY_BYTES, [row[0].encode() for row in sampled if row and row[0]])
        except (ZstdError, ValueError):
            return False
        with self._database.transaction():
            self._database.run("INSERT INTO dictionary (number, data) VALUES (?, ?)", (made.dict_id(), made.as_bytes()))
        return True

    def compress(self) -> None:
        """Compress all texts that are there as they are, some hundreds in a transaction: a process killed meanwhile goes on later."""
        last = 0
        while last >= 0:
            with self._database.transaction():
                last = self._compress_some(last)

    def _compress_some(self, last: int) -> int:
        """The last article of those looked at, negative where there is none behind `last`."""
        rows = self._database.rows(
            "SELECT article, text FROM body WHERE article > ? AND typeof(text) = 'text' ORDER BY article LIMIT ?", (last, CHUNK)
        )
        packed = ((self.packed(text), article) for article, text in rows)
        self._database.run_many("UPDATE body SET text = ? WHERE article = ?", (row for row in packed if isinstance(row[0], bytes)))
        return rows[-1][0] if rows else -1

    # ------------------------------------------------------------ dictionaries

    def _newest(self) -> int | None:
        """The number of the dictionary to compress with."""
        number = self._database.known.get(_KNOWN)
        if number is None:
            found = self._database.row("SELECT number FROM dictionary")
            if found is None:
                return None
            number = int(found[0])
            self._database.remember(_KNOWN, number)
        return number

    def _dictionary(self, number: int) -> ZstdCompressionDict:
        if number not in self._dictionaries:  # what a number stands for never changes: it is made of the dictionary's own bytes
            found = self._database.row("SELECT data FROM dictionary WHERE number = ?", (number,))
            if found is None:
                raise LookupError(f"there is no dictionary {number}")
            self._dictionaries[number] = ZstdCompressionDict(found[0])
        return self._dictionaries[number]

    def _compressor(self, number: int) -> ZstdCompressor:
        if getattr(self._own, "compresses", None) != number:
            self._own.compressor = ZstdCompressor(_LEVEL, self._dictionary(number), write_checksum=True)
            self._own.compresses = number
        return self._own.compressor  # type: ignore[no-any-return]  # a thread-local has no types

    def _decompressor(self, number: int) -> ZstdDecompressor:
        if getattr(self._own, "decompresses", None) != number:
            self._own.decompressor = ZstdDecompressor(self._dictionary(number))
            self._own.decompresses = number
        return self._own.decompressor  # type: ignore[no-any-return]
