"""A naive engine: plain Python over a list of documents, slow and obviously right. What a real engine must agree with."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase

from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.engines import MOST_DAYS, MOST_EXPANSIONS, MOST_MONTHS, Document, IndexState
from archive.errors import NoIndex
from archive.query.shapes import distance
from archive.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    DayOfYear,
    Everything,
    Fuzzy,
    Gap,
    Missing,
    Near,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Term,
    Together,
    Values,
    Wildcard,
    Word,
)
from archive.schema import BY_NAME, NONE, TEXT_FIELDS, Combine, Field
from archive.search import Bucket, FacetPage, Filter, Interval, Match, Matches, Plan, Sort, SortKey, Timeline, ValueCount
from archive.text import Unit, fold, paragraphs, sentences, stemmer, words

FINGERPRINT = "oracle"
Leaf = Term | Near
Shape = Prefix | Wildcard | Fuzzy
Span = tuple[int, int]


class OracleWriter:
    """Changes to a copy of the documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.held = {document.id: document for document in documents}

    def put(self, document: Document) -> None:
        self.held[document.id] = document

    def delete(self, id: str) -> None:
        self.held.pop(id, None)


class OracleEngine:
    """Keeps its newest commit in memory."""

    def __init__(self) -> None:
        self._newest: OracleSnapshot | None = None
        self._builds = 0

    def fingerprint(self) -> str:
        return FINGERPRINT

    def verify(self) -> Iterator[str]:
        return iter(())

    def state(self) -> IndexState | None:
        return self._newest.state if self._newest else None

    def snapshot(self) -> OracleSnapshot:
        if self._newest is None:
            raise NoIndex("there is no index")
        return self._newest

    @contextmanager
    def writer(self, sequence: int) -> Iterator[OracleWriter]:
        if self._newest is None:
            with self.rebuild(sequence) as writer:
                yield writer
            return
        writer = OracleWriter(self._newest.held)
        yield writer
        self._commit(writer, sequence, self._newest.state.commit + 1)

    @contextmanager
    def rebuild(self, sequence: int) -> Iterator[OracleWriter]:
        writer = OracleWriter(())
        yield writer
        self._builds += 1
        self._commit(writer, sequence, 0)

    def _commit(self, writer: OracleWriter, sequence: int, commit: int) -> None:
        state = IndexState(f"build-{self._builds:04}", commit, len(writer.held), sequence, FINGERPRINT)
        self._newest = OracleSnapshot(state, list(writer.held.values()))


class OracleSnapshot:
    """Answers by looking at every document."""

    def __init__(self, state: IndexState, documents: list[Document]) -> None:
        self.state = state
        self.held = documents

    def documents(self) -> Iterator[tuple[str, bytes]]:
        for document in self.held:
            yield document.id, document.content

    def differing(self, make: Callable[[Sequence[str]], Iterable[Document]]) -> Iterator[str]:
        return (document.id for document in self.held if list(make([document.id])) != [document])

    def count(self, trees: Sequence[Node]) -> list[int]:
        return [len([document for document in self.held if self.matches(tree, document)]) for tree in trees]

    def commonest(self, shape: Shape) -> str | None:
        counts = Counter[str]()
        for field in TEXT_FIELDS:
            if shape.field in (None, field.name):
                counts.update(self.counts(shape, field))
        return min(counts, key=lambda word: (-counts[word], word)) if counts else None

    def search(self, plan: Plan) -> Matches:
        found = self.found(plan)
        keys = sorted((self.key(plan, document), document.id) for document in found)
        first, last = 0, plan.size
        if plan.after is not None:
            first = len([key for key, _ in keys if key <= order_of(plan.after, plan.sort)])
            last = first + plan.size
        if plan.before is not None:
            last = len([key for key, _ in keys if key < order_of(plan.before, plan.sort)])
            first = max(0, last - plan.size)
        by_id = {document.id: document for document in found}
        return Matches(
            total=len(found),
            offset=first,
            hits=tuple(self.hit(plan, by_id[id]) for _, id in keys[first:last]),
            facets={field: self.facet(plan, field, None, "count", 0, limit) for field, limit in (plan.facets or {}).items()},
            timeline=timeline(found, self.held) if plan.timeline else None,
            complete=not any(self.is_cut(term) for term in all_terms(plan.tree)),
        )

    # ------------------------------------------------------------ matching

    def found(self, plan: Plan) -> list[Document]:
        return [
            document
            for document in self.held
            if self.matches(plan.tree, document)
            and (plan.since is None or (document.first is not None and document.first >= plan.since))
            and (plan.until is None or (document.last is not None and document.last <= plan.until))
            and all(passes(each, document) for each in plan.filters)
        ]

    def matches(self, node: Node, document: Document) -> bool:
        match node:
            case Everything():
                return True
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Near():
                return any(self.occurrences(node, field, document) for field in TEXT_FIELDS)
            case AtLeast():
                return sum(self.occurrences(node.child, field, document) for field in TEXT_FIELDS) >= node.count
            case Boost():
                return self.matches(node.child, document)
            case DayOfYear():
                if document.first is None or document.first != document.last:
                    return False
                date = dt.date.fromordinal(document.first)
                return (date.month, date.day) == (node.month, node.day)
            case Values():
                return any(has(document, node.field, value) for value in node.values)
            case Missing():
                return lacks(document, node.field)
            case DateRange():
                if document.first is None or document.last is None:
                    return False
                late_enough = node.since is None or node.since.first.toordinal() <= document.first
                return late_enough and (node.until is None or document.last <= node.until.last.toordinal())
            case NumberRange():
                held = document.values.get(node.field, ())
                numbers = [len(words(document.body))] if node.field == "words" else [int(value) for value in held]
                return any((node.low is None or node.low <= n) and (node.high is None or n <= node.high) for n in numbers)
            case Not():
                return not self.matches(node.child, document)
            case And():
                return all(self.matches(child, document) for child in node.children)
            case Or():
                return any(self.matches(child, document) for child in node.children)
            case _:
                raise TypeError(node)

    def occurrences(self, node: Node, field: Field, document: Document) -> int:
        """How many words of the field what `node` asks for begins at; of words near each other, those of the part that has fewest."""
        return min(len({first for first, _ in part}) for part in self.parts(node, field, document))

    def parts(self, node: Node, field: Field, document: Document) -> list[set[Span]]:
        """Where each part of words near each other stands, next to each other part; or where the only part stands."""
        if not isinstance(node, Near):
            return [self.spans(node, field, document)]
        parts = [self.spans(part, field, document) for part in node.parts]
        text = getattr(document, field.name)
        units = {gap.unit: unit_numbers(text, gap.unit, field.name == "title") for gap in node.gaps if isinstance(gap, Together)}
        # Places without one of the part before go first, then from the end on those without one of the part behind.
        for number, gap in enumerate(node.gaps):
            before = parts[number]
            parts[number + 1] = {span for span in parts[number + 1] if any(within(one, span, gap, units) for one in before)}
        for number, gap in reversed(list(enumerate(node.gaps))):
            behind = parts[number + 1]
            parts[number] = {span for span in parts[number] if any(within(span, other, gap, units) for other in behind)}
        return parts

    def spans(self, node: Node, field: Field, document: Document) -> set[Span]:
        """The numbers of the first and the last word of each place where a term, or any of some terms, stands in the field."""
        if isinstance(node, Or):
            return {span for child in node.children for span in self.spans(child, field, document)}
        assert isinstance(node, Term)
        if node.field not in (None, field.name):
            return set()
        text = words(getattr(document, field.name))
        if isinstance(node, Prefix | Wildcard | Fuzzy):
            wanted = self.expansions(node, field)
            return {(number, number) for number, word in enumerate(text) if word in wanted}
        row = words(node.text)
        if isinstance(node, Word):
            stem = stemmer(document.language)
            text, row = [stem(word) for word in text], [stem(word) for word in row]
        starts = range(len(text) - len(row) + 1) if row else ()
        return {(start, start + len(row) - 1) for start in starts if text[start : start + len(row)] == row}

    def counts(self, term: Shape, field: Field) -> dict[str, int]:
        """The words of a shape, and in how many documents each is."""
        texts = [set(words(getattr(document, field.name))) for document in self.held]
        found = {word for text in texts for word in text if has_shape(word, term)}
        return {word: len([text for text in texts if word in text]) for word in found}

    def expansions(self, term: Shape, field: Field) -> set[str]:
        counts = self.counts(term, field)
        return set(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS])

    def is_cut(self, term: Term) -> bool:
        if not isinstance(term, Shape):
            return False
        return any(len(self.counts(term, field)) > MOST_EXPANSIONS for field in TEXT_FIELDS if term.field in (None, field.name))

    # ------------------------------------------------------------ hits

    def hit(self, plan: Plan, document: Document) -> Match:
        matched = {field.name for leaf, _ in ranking(plan.tree) for field in TEXT_FIELDS if self.occurrences(leaf, field, document)}
        names = tuple(field.name for field in TEXT_FIELDS if field.name in matched)
        return Match(document.id, self.score(plan, document), day_of(document, plan.sort), names)

    def key(self, plan: Plan, document: Document) -> tuple[float, float, str]:
        return order_of(SortKey(self.score(plan, document), day_of(document, plan.sort), document.id), plan.sort)

    def score(self, plan: Plan, document: Document) -> float:
        score = 0.0
        if plan.sort is Sort.RELEVANCE:
            for leaf, weight in ranking(plan.tree):
                for field in TEXT_FIELDS:
                    score += weight * self.score_of(leaf, field, document)
        return score

    def score_of(self, leaf: Leaf, field: Field, document: Document) -> float:
        tf = self.occurrences(leaf, field, document)
        if not tf:
            return 0.0
        if isinstance(leaf, Shape):
            return field.boost
        df = len([each for each in self.held if self.occurrences(leaf, field, each)])
        idf = math.log(len(self.held) / (df + 1)) + 1
        lengths = [len(words(getattr(each, field.name))) for each in self.held]
        average = sum(lengths) / len(lengths)
        length = byte_to_length(length_to_byte(len(words(getattr(document, field.name)))))
        return field.boost * (idf * ((tf * (1.2 + 1)) / (tf + 1.2 * ((1 - 0.75) + 0.75 * length / average))))

    # ------------------------------------------------------------ facets

    def facet(self, plan: Plan, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int) -> FacetPage:
        own = merged(field, plan.filters)
        others = tuple(each for each in plan.filters if each.field != field)

        def wanted(value: str) -> bool:
            return among is None or value in among

        def with_own_filter_off(values: Iterable[str]) -> tuple[ValueCount, ...]:
            return tuple(ValueCount(value, self.counted(plan, others, own, value)) for value in values if wanted(value))

        counts = {
            value: self.counted(plan, others, own, value)
            for value in {value for document in self.held for value in document.values.get(field, ())}
            if wanted(value) and value not in own.chosen + own.excluded
        }
        found = [ValueCount(value, count) for value, count in sorted(counts.items()) if count]
        if order == "count":
            found.sort(key=lambda each: -each.count)
        more = len(found) > offset + limit
        return FacetPage(tuple(found[offset : offset + limit]), with_own_filter_off(own.chosen), with_own_filter_off(own.excluded), more)

    def counted(self, plan: Plan, others: tuple[Filter, ...], own: Filter, value: str) -> int:
        """By the laws: the total with the value added (all), or with the field's filters replaced by it (any)."""
        if combine(own.field) is Combine.ANY:
            alone = Filter(own.field, (value,))
        else:
            excluded = tuple(each for each in own.excluded if each != value)
            alone = Filter(own.field, tuple(dict.fromkeys((*own.chosen, value))), excluded)
        return len(self.found(replace(plan, filters=(*others, alone))))


def within(one: Span, other: Span, gap: Gap | Together, units: dict[Unit, list[int]]) -> bool:
    """Whether the span `other` is within a gap of the span `one`; neither may begin before the other has ended."""
    after, before = one[1] < other[0], other[1] < one[0]
    if isinstance(gap, Together):
        near = len({units[gap.unit][word] for word in (*one, *other)}) == 1
    else:
        near = other[0] - one[1] <= gap.words if after else one[0] - other[1] <= gap.words
    return near and (after or (before and not gap.ordered))


def unit_numbers(text: str, unit: Unit, is_title: bool = False) -> list[int]:
    """For each word of a text the number of its sentence or paragraph; a title is one sentence."""
    spans = [(0, len(text))] if is_title else sentences(text) if unit is Unit.SENTENCE else paragraphs(text)
    return [number for number, (start, end) in enumerate(spans) for _ in words(text[start:end])]


def has_shape(word: str, shape: Shape) -> bool:
    if isinstance(shape, Wildcard):
        pattern = "".join(sign if sign in "?*" else fold(sign) for sign in shape.text)
        return fnmatchcase(word, pattern)
    (wanted,) = words(shape.text) or ("",)
    if not wanted:
        return False
    return word.startswith(wanted) if isinstance(shape, Prefix) else distance(word, wanted) <= shape.distance


def ranking(node: Node, weight: float = 1.0) -> list[tuple[Leaf, float]]:
    match node:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Near():
            return [(node, weight)]
        case And() | Or():
            return [leaf for child in node.children for leaf in ranking(child, weight)]
        case AtLeast():
            return ranking(node.child, weight)
        case Boost():
            return ranking(node.child, weight * node.weight)
        case _:
            return []


def all_terms(node: Node) -> list[Term]:
    match node:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return [node]
        case And(children) | Or(children) | Near(children):
            return [term for child in children for term in all_terms(child)]
        case Not() | AtLeast() | Boost():
            return all_terms(node.child)
        case _:
            return []


def day_of(document: Document, sort: Sort) -> int | None:
    return document.first if sort is Sort.OLDEST else document.last


def order_of(key: SortKey, sort: Sort) -> tuple[float, float, str]:
    day = math.inf if key.day is None else key.day if sort is Sort.OLDEST else -key.day
    return -key.score, day, key.id


# ---------------------------------------------------------------- values


def combine(field: str) -> Combine:
    return BY_NAME[field].combine or Combine.ALL


def has(document: Document, field: str, value: str) -> bool:
    also = BY_NAME[field].also
    return value in document.values.get(field, ()) or bool(also and value in document.values.get(also, ()))


def lacks(document: Document, field: str) -> bool:
    if field == "date":
        return document.first is None
    if field in ("title", "body"):
        return not words(getattr(document, field))
    return field != "words" and not document.values.get(field)


def passes(filter: Filter, document: Document) -> bool:
    def fits(value: str) -> bool:
        return lacks(document, filter.field) if value == NONE else has(document, filter.field, value)

    enough: Callable[[Iterable[object]], bool] = any if combine(filter.field) is Combine.ANY else all
    chosen = not filter.chosen or enough([fits(value) for value in filter.chosen])
    return chosen and not any(fits(value) for value in filter.excluded)


def merged(field: str, filters: Iterable[Filter]) -> Filter:
    own = [each for each in filters if each.field == field]
    return own[0] if own else Filter(field)


# ---------------------------------------------------------------- timeline


def period(day: int, interval: Interval) -> str:
    text = dt.date.fromordinal(day).isoformat()
    return {Interval.DAY: text, Interval.MONTH: text[:7], Interval.YEAR: text[:4]}[interval]


def period_of(document: Document, interval: Interval) -> str | None:
    """The period that the whole date lies in, None where it is undated or coarser."""
    if document.first is None or document.last is None:
        return None
    first, last = period(document.first, interval), period(document.last, interval)
    return first if first == last else None


def all_periods(first: int, last: int, interval: Interval) -> list[str]:
    return list(dict.fromkeys(period(day, interval) for day in range(first, last + 1)))


def timeline(found: list[Document], held: list[Document]) -> Timeline:
    dated = [document for document in found if document.first is not None]
    undated = len(found) - len(dated)
    if not dated:
        return Timeline(Interval.YEAR, (), undated, 0)
    first = min(document.first for document in dated if document.first is not None)
    last = max(document.last for document in dated if document.last is not None)
    interval = Interval.YEAR
    for finer, most in ((Interval.MONTH, MOST_MONTHS), (Interval.DAY, MOST_DAYS)):
        known = [document for document in dated if period_of(document, finer)]
        if len(all_periods(first, last, finer)) <= most and len(known) >= len(dated) / 2:
            interval = finer
    precise = [start for document in dated if (start := period_of(document, interval))]
    starts = [start for start in all_periods(first, last, interval) if precise and min(precise) <= start <= max(precise)]
    buckets = (
        Bucket(start, precise.count(start), len([document for document in held if period_of(document, interval) == start]))
        for start in starts
    )
    return Timeline(interval, tuple(buckets), undated, len(dated) - len(precise))
