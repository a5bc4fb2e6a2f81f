"""Every way it can go wrong, as one tree.

ArchiveError                 exit 1, HTTP 500
├── ConfigError              exit 2: config.yaml; carries all faults at once
├── AuthorityError           exit 2: authority.yaml; carries all faults at once
├── RequestError             exit 2, HTTP 400: something asked for cannot be read
│   ├── ParameterError         one parameter cannot be read; says which
│   │   └── AmbiguousName        a name in a filter that several things have; carries them
│   ├── QueryError             the query blocks: an unreadable date, say; carries diagnostics
│   └── CursorError            a cursor that is not one of ours, or of another request
├── NotFound                 exit 1, HTTP 404: no such article, entity or field
├── Refused                  exit 1, HTTP 403: a change that did not come from one of our own pages
├── Busy                     exit 1, HTTP 503: another process is writing
├── ModelError               exit 1: the model that finds names is not there, or cannot be read
├── StoreError               exit 1: archive.sqlite cannot be read or written
│   └── StoreTooNew            written by a newer version of this program
└── EngineError              exit 1, HTTP 503: the index
    ├── NoIndex                none has been made yet
    └── IndexDamaged           it cannot be read; the store still has everything
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.query.tree import Diagnostic


class ArchiveError(Exception):
    """Base of every error this package raises on purpose.

    `message` says what was wrong, with the value and the place; `hint` says what to do about it, with the command.
    """

    exit_code = 1
    status = 500
    title = "The archive could not do that"

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class ConfigError(ArchiveError):
    """The configuration does not hold; `faults` has every fault, one line each."""

    exit_code = 2
    title = "The configuration does not hold"

    def __init__(self, faults: Sequence[str], hint: str | None = None) -> None:
        super().__init__("\n".join(faults), hint)
        self.faults = tuple(faults)


class AuthorityError(ArchiveError):
    """The authority file does not hold; `faults` has every fault, one line each."""

    exit_code = 2
    title = "The authority file does not hold"

    def __init__(self, faults: Sequence[str], hint: str | None = None) -> None:
        super().__init__("\n".join(faults), hint)
        self.faults = tuple(faults)


class RequestError(ArchiveError):
    """Something that was asked for cannot be read."""

    exit_code = 2
    status = 400
    title = "The request cannot be read"


class ParameterError(RequestError):
    """The `value` of one `parameter` cannot be read; `accepted` says in words what can, where that is not plain."""

    def __init__(self, message: str, hint: str | None, parameter: str, value: str, accepted: str | None = None) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.value = value
        self.accepted = accepted


class AmbiguousName(ParameterError):
    """A filter's name that several things have: `candidates` are their values with their labels, the best known first."""

    title = "The name fits several"

    def __init__(self, message: str, hint: str | None, parameter: str, value: str, candidates: Sequence[tuple[str, str]]) -> None:
        super().__init__(message, hint, parameter, value)
        self.candidates = tuple(candidates)


class QueryError(RequestError):
    """The query `text` cannot be answered without guessing; `diagnostics` says where and why."""

    title = "The query cannot be read"

    def __init__(self, message: str, text: str, diagnostics: Sequence[Diagnostic], hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.text = text
        self.diagnostics = tuple(diagnostics)


class CursorError(RequestError):
    """The cursor is damaged, or belongs to another request."""

    title = "The cursor cannot be used"


class NotFound(ArchiveError):
    """There is no such article, entity, value or field."""

    status = 404
    title = "Not found"


class Refused(ArchiveError):
    """A change that did not come from one of this server's own pages, or from one that is older than the server."""

    status = 403
    title = "Nothing was changed"


class Busy(ArchiveError):
    """Another process holds the archive's writing lock."""

    status = 503
    title = "Another process is writing"


class ModelError(ArchiveError):
    """The model that finds names is not there, or cannot be read."""

    title = "The names cannot be found"


class StoreError(ArchiveError):
    """`archive.sqlite` cannot be opened, read or written."""

    title = "The store cannot be used"


class StoreTooNew(StoreError):
    """The store was written by a newer version of this program."""


class EngineError(ArchiveError):
    """The index cannot be used."""

    status = 503
    title = "The index cannot be used"


class NoIndex(EngineError):
    """No index has been made yet."""

    title = "There is no index yet"


class IndexDamaged(EngineError):
    """The index cannot be read. Nothing is lost: the store has everything, and `archive reindex` mends it."""

    title = "The index is damaged"
