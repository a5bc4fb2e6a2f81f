"""A history of an index, change by change, in which every state is known: what is left of it after a fault can be checked whole."""

from __future__ import annotations

from pathlib import Path

from archive.engines import Document
from archive.engines.whoosh import WhooshEngine
from archive.query.tree import Word
from archive.search import Plan

from .samples import document

REBUILT_EVERY = 7


def held(sequence: int) -> dict[str, Document]:
    """What is in the index after change `sequence`: forty documents, of which a few are put anew and one is missing."""
    documents = {f"{number:02}": document(f"{number:02}", body=f"word {max(0, sequence - number) // 40}") for number in range(40)}
    del documents[f"{sequence % 40:02}"]
    return documents


def change(engine: WhooshEngine, sequence: int) -> None:
    """Commit change `sequence` to an index that is at the one before; now and then in a whole new build."""
    anew = sequence % REBUILT_EVERY == 0
    wanted, before = held(sequence), held(sequence - 1) if sequence > 1 else {}
    with engine.rebuild(sequence) if anew else engine.writer(sequence) as writer:
        for id in before.keys() - wanted.keys():
            writer.delete(id)
        for each in wanted.values():
            if anew or before.get(each.id) != each:
                writer.put(each)


def reached(folder: Path) -> int:
    """The change that the index is at, 0 where there is none; it must be whole, and hold just what belongs to that change."""
    engine = WhooshEngine(folder)
    assert not (faults := list(engine.verify())), faults
    state = engine.state()
    if state is None:
        return 0
    snapshot = engine.snapshot()
    assert snapshot.state == state, "the newest commit is what is searched"
    expected = held(state.sequence)
    assert dict(snapshot.documents()) == {id: each.content for id, each in expected.items()}
    assert state.articles == snapshot.search(Plan(Word("word"))).total == len(expected)
    return state.sequence
