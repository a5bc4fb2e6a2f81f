"""One commit, as the engine shows it: search, counts, facets and the list of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

from archive.engines import Document, IndexState
from archive.engines.whoosh.arrays import decoded
from archive.engines.whoosh.comparing import differing
from archive.engines.whoosh.damage import OF_NUMBERS, damage
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.evaluation import Evaluation
from archive.engines.whoosh.facets import facet_page
from archive.engines.whoosh.ordering import Ordering, Placed
from archive.engines.whoosh.scoring import Scorer
from archive.engines.whoosh.selection import Selection
from archive.engines.whoosh.timeline import periods, timeline
from archive.query.shapes import Shape
from archive.query.tree import Node
from archive.schema import TEXT_FIELDS
from archive.search import FacetPage, Matches, Plan, Sort


class WhooshSnapshot:
    """One commit, immutable and safe to share between threads. Equal calls give equal answers."""

    def __init__(self, state: IndexState, documents: Documents) -> None:
        self.state = state
        self._documents = documents
        self._damage = damage(f"commit {state.commit} of {state.build}", kinds=OF_NUMBERS)  # whatever part of a search meets it
        self._scorer = Scorer(documents)
        self._periods = cache(partial(periods, documents))

    def search(self, plan: Plan) -> Matches:
        """One page of hits with the counts over all matches. Raises IndexDamaged."""
        with self._damage:
            evaluation = Evaluation(self._documents, self._scorer)
            selection = Selection(plan, evaluation)
            matches, among, scores = selection.matches, selection.matches, None
            if plan.sort is Sort.RELEVANCE:  # what cannot be on the first page need not be scored where that one is asked for
                among, scores = evaluation.best(plan.tree, matches, 0 if plan.after or plan.before else plan.size)
            offset, hits = Ordering(self._documents, plan.sort, among, scores).page(plan)
            matched = evaluation.matched(plan.tree, [hit.number for hit in hits])
            return Matches(
                total=matches.count,
                offset=offset,
                hits=tuple(map(Placed.match, hits, matched)),
                facets={
                    field: facet_page(self._documents, selection, field, None, "count", 0, limit)
                    for field, limit in (plan.facets or {}).items()
                },
                timeline=timeline(self._documents, self._periods, matches) if plan.timeline else None,
                complete=evaluation.occurrences.complete,
            )

    def count(self, trees: Sequence[Node]) -> list[int]:
        """How many articles each tree matches alone, in the order given. Raises IndexDamaged."""
        with self._damage:
            evaluation = Evaluation(self._documents, self._scorer)
            return [evaluation.matches(tree).count for tree in trees]

    def commonest(self, shape: Shape) -> str | None:
        """Of the folded words that a shape stands for the one in the most articles. Raises IndexDamaged."""
        with self._damage:
            counts: Counter[bytes] = Counter()
            for field in TEXT_FIELDS:
                if shape.field in (None, field.name):
                    counts.update(self._documents.counts(field.name, self._documents.words(field.name, shape)[0]))
            return decoded(min(counts, key=lambda word: (-counts[word], word))) if counts else None

    def facet(self, plan: Plan, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int) -> FacetPage:
        """A page of one facet's values under `plan`; `among` restricts it to these, `order` is `count` or `value`."""
        with self._damage:
            selection = Selection(plan, Evaluation(self._documents, self._scorer))
            return facet_page(self._documents, selection, field, among, order, offset, limit)

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Every live document's id and content hash, in no promised order."""
        with self._damage:
            yield from self._documents.contents()

    def differing(self, make: Callable[[Sequence[str]], Iterable[Document]]) -> Iterator[str]:
        """Ids of articles of which the index holds something else than their documents, which `make` gives, make."""
        for segment, _, alive, _ in self._documents.parts:
            with self._damage:
                yield from differing(segment, alive, make)
