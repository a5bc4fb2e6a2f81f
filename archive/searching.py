"""From a request to a result: parse, bind, ask the engine, add labels, titles and passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive import cursor as cursors
from archive.caching import Answers
from archive.config import Search
from archive.engines import Snapshot
from archive.errors import AmbiguousName, QueryError, RequestError
from archive.highlight import highlights, passage, passage_at, united
from archive.labels import Labels
from archive.mentioned import entities_asked, places
from archive.model import Article, EntityType
from archive.query import Diagnostic, Node, bind, clauses, describe, parse, ranks, render, text_of
from archive.schema import BY_NAME, FACETS, NONE
from archive.search import (
    LONGEST_QUERY,
    Clause,
    Facet,
    FacetPage,
    FacetValue,
    Filter,
    Hit,
    Interval,
    Match,
    Matches,
    Passage,
    Plan,
    ReadBack,
    SearchRequest,
    SearchResult,
    Sort,
    SortKey,
    Timeline,
    Value,
)
from archive.store import ArticleLink, Store
from archive.suggesting import unknown_words


@dataclass(frozen=True, slots=True)
class Reading:
    """A request understood: the plan for the engine, and what is to be said about it."""

    request: SearchRequest
    plan: Plan
    tree: Node
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted over all matches of a plan."""

    facets: Mapping[str, FacetPage]
    timeline: Timeline | None
    complete: bool


class Searcher:
    """Answers requests over one store and one snapshot. Cheap to make; made for each request. `answers` keeps counts between them."""

    def __init__(self, store: Store, snapshot: Snapshot, answers: Answers, config: Search) -> None:
        self.store = store
        self.snapshot = snapshot
        self.answers = answers
        self.labels = Labels(store)
        self.config = config

    def search(self, request: SearchRequest, today: dt.date) -> SearchResult:
        """Answer `request`; `today` is what relative dates count from. Raises RequestError and its children."""
        reading = self.read(request, today)
        matches = self._matches(reading.plan)
        unknown = unknown_words(reading.plan.tree, reading.request.text, matches.total == 0, self.snapshot)
        previous, following = self._cursors(reading, matches)
        return SearchResult(
            request=reading.request,
            sort=reading.plan.sort,
            read_as=self._read_back(reading, matches.total),
            diagnostics=(*reading.diagnostics, *unknown),
            total=matches.total,
            complete=matches.complete,
            offset=matches.offset,
            hits=self._hits(matches.hits, reading),
            facets=tuple(self._facet(name, page) for name, page in matches.facets.items()),
            timeline=matches.timeline or Timeline(Interval.YEAR, (), 0, 0),
            previous=previous,
            next=following,
        )

    def _matches(self, plan: Plan) -> Matches:
        """What the engine finds. Its counts, the same on every page and in every order, are asked for once a commit."""
        state = self.snapshot.state
        found: Matches | None = None

        def count() -> _Counts:
            nonlocal found
            found = self.snapshot.search(plan)
            return _Counts(found.facets, found.timeline, found.complete)

        key = (state, plan.tree, plan.filters, plan.since, plan.until)
        counts = self.answers.get(key, count, lambda made: made.complete)
        if found is None:
            found = self.snapshot.search(replace(plan, facets=None, timeline=False))
        return replace(found, facets=counts.facets, timeline=counts.timeline)

    # ------------------------------------------------------------ reading

    def read(self, request: SearchRequest, today: dt.date) -> Reading:
        """Understand a request: the cursor opened, the query parsed and bound, the filters' names turned into ids."""
        asked, cursor = cursors.resume(request, self.config.size)
        if len(asked.text) > LONGEST_QUERY:
            raise RequestError(f"the query has {len(asked.text):,} characters; the longest that is read has {LONGEST_QUERY:,}")
        parsed = parse(asked.text)
        blocking = [each for each in parsed.diagnostics if each.blocks]
        if blocking:
            raise QueryError(blocking[0].message, asked.text, parsed.diagnostics)
        tree, notes = bind(parsed.tree, self.labels, today)
        filters, unknown = self._bind_filters(asked.filters)
        diagnostics = (*parsed.diagnostics, *notes, *unknown, *_reversed(asked), *self._moved(cursor))
        key = cursor.key if cursor else None
        plan = Plan(
            tree=tree,
            filters=filters,
            since=asked.since.first.toordinal() if asked.since else None,
            until=asked.until.last.toordinal() if asked.until else None,
            sort=asked.sort or (Sort.RELEVANCE if ranks(tree) else Sort.NEWEST),
            size=asked.size,
            after=None if cursor is None or cursor.backward else key,
            before=key if cursor is not None and cursor.backward else None,
            facets={field.name: self.config.facet_values for field in FACETS},
            timeline=True,
        )
        return Reading(replace(asked, filters=filters), plan, parsed.tree, diagnostics)

    def _bind_filters(self, filters: Sequence[Filter]) -> tuple[tuple[Filter, ...], tuple[Diagnostic, ...]]:
        notes: list[Diagnostic] = []
        bound = []
        for field in sorted({each.field for each in filters}, key=[field.name for field in FACETS].index):
            own = [each for each in filters if each.field == field]
            chosen = self._bind_values(field, [value for each in own for value in each.chosen], notes)
            excluded = self._bind_values(field, [value for each in own for value in each.excluded], notes)
            bound.append(Filter(field, chosen, excluded))
        return tuple(bound), tuple(notes)

    def _bind_values(self, field: str, values: Iterable[str], notes: list[Diagnostic]) -> tuple[str, ...]:
        bound: dict[str, None] = {}
        for value in values:
            found = self._bind_value(field, value)
            if found is None:
                message = f"no {BY_NAME[field].label.lower()} of the archive is called “{value}”"
                notes.append(Diagnostic("unknown-value", (0, 0), message, self.labels.near(field, value)))
            bound[found or value] = None
        return tuple(bound)

    def _bind_value(self, field: str, value: str) -> str | None:
        """The id that a filter's value means: itself, or the one thing of that name. Raises AmbiguousName where several fit."""
        if value == NONE or self.labels.has(field, value):
            return self.labels.survivor(field, value)
        names = self.labels.meant(field, value)
        if len(names) > 1:
            some = ", ".join(f"{name.value} ({name.label})" for name in names[:5])
            candidates = [(name.value, name.label) for name in names]
            message = f"{field}={value} could be any of {len(names)}: {some}"
            raise AmbiguousName(message, "Name one of them by its id.", field, value, candidates)
        return names[0].value if names else None

    def _moved(self, cursor: cursors.Cursor | None) -> tuple[Diagnostic, ...]:
        state = self.snapshot.state
        if cursor is None or (cursor.build, cursor.commit) == (state.build, state.commit):
            return ()
        message = "the archive has changed since the page before; this page goes on behind its last hit, in the order of today"
        return (Diagnostic("archive-changed", (0, 0), message),)

    def _read_back(self, reading: Reading, total: int) -> ReadBack:
        bound = clauses(reading.plan.tree)
        counted = reading.request.explain or total == 0
        counts: Sequence[int | None] = self.snapshot.count(bound) if counted else [None] * len(bound)
        return ReadBack(
            words=describe(reading.plan.tree),
            normalised=render(reading.tree),
            clauses=tuple(Clause(text_of(node, reading.request.text), node.span, count) for node, count in zip(bound, counts, strict=True)),
        )

    def _cursors(self, reading: Reading, matches: Matches) -> tuple[str | None, str | None]:
        if not matches.hits:
            return None, None
        previous = self._cursor(reading, matches.hits[0], backward=True) if matches.offset > 0 else None
        behind = matches.offset + len(matches.hits) < matches.total
        return previous, self._cursor(reading, matches.hits[-1], backward=False) if behind else None

    def _cursor(self, reading: Reading, match: Match, backward: bool) -> str:
        request = replace(reading.request, cursor=None, explain=False)
        key = SortKey(match.score, match.day, match.id)
        return cursors.write(cursors.Cursor(request, self.snapshot.state.build, self.snapshot.state.commit, backward, key))

    # ------------------------------------------------------------ hits

    def _hits(self, matches: Sequence[Match], reading: Reading) -> tuple[Hit, ...]:
        ids = [match.id for match in matches]
        articles = self.store.get_many(ids)
        links = self.store.links_of(ids)
        scored = reading.plan.sort is Sort.RELEVANCE
        return tuple(
            self._hit(
                match,
                articles[match.id],
                links.get(match.id, []),
                self._shown(articles[match.id], links.get(match.id, []), reading.plan),
                scored,
            )
            for match in matches
            if match.id in articles  # removed a moment ago, by a commit that this snapshot has not seen
        )

    def _shown(self, article: Article, links: Sequence[ArticleLink], plan: Plan) -> tuple[Passage, Passage]:
        """The headline and the best passage: with the words of the query marked, else with the names of the entities asked for."""
        title, body, tree = article.title, article.body, plan.tree
        asked = frozenset() if ranks(tree) else entities_asked(tree, plan.filters)
        if not asked:
            marked = Passage(title, highlights(title, tree, "title", article.language))
            return marked, passage(body, tree, "body", article.language)
        mentions = self.store.mentions(article.id)
        marked = Passage(title, united(places(asked, links, mentions, "title")))
        return marked, passage_at(body, places(asked, links, mentions, "body"))

    def _hit(self, match: Match, article: Article, links: Sequence[ArticleLink], shown: tuple[Passage, Passage], scored: bool) -> Hit:
        values = self.labels.of_article(links)
        return Hit(
            id=article.id,
            title=shown[0],
            snippet=shown[1],
            date=article.date,
            source=article.source,
            section=article.section,
            authors=article.authors,
            url=article.url,
            language=article.language,
            score=match.score if scored else None,
            matched=match.matched,
            person=values[EntityType.PERSON],
            organisation=values[EntityType.ORGANISATION],
            place=values[EntityType.PLACE],
            country=values[EntityType.COUNTRY],
        )

    # ------------------------------------------------------------ facets

    def facet(self, request: SearchRequest, today: dt.date, field: str, match: str | None, order: str, offset: int, limit: int) -> Facet:
        """A page of one facet's values under `request`; `match` keeps those with such a name or alias."""
        reading = self.read(request, today)
        among = frozenset(name.value for name in self.labels.complete(field, match)) if match else None
        return self._facet(field, self.snapshot.facet(reading.plan, field, among, order, offset, limit))

    def _facet(self, field: str, page: FacetPage) -> Facet:
        names = self.labels.of(field, [each.value for each in (*page.chosen, *page.excluded, *page.values)])
        return Facet(field, tuple(self._facet_values(page, names)), page.more)

    def _facet_values(self, page: FacetPage, names: Mapping[str, Value]) -> Iterable[FacetValue]:
        for state, counts in (("chosen", page.chosen), ("excluded", page.excluded), ("", page.values)):
            for each in counts:
                name = names[each.value]
                yield FacetValue(each.value, name.label, each.count, state == "chosen", state == "excluded", name.resolved)


def _reversed(request: SearchRequest) -> tuple[Diagnostic, ...]:
    """What is to be said of dates that leave no day between them."""
    if request.since is None or request.until is None or request.since.first <= request.until.last:
        return ()
    message = f"From is after To: no day is both from {request.since} on and up to {request.until}"
    return (Diagnostic("dates-reversed", (0, 0), message),)
