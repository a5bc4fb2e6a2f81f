"""Every number that is measured on the corpora, one function a set; each says how it is computed."""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from archive.entities.addressed import title_before
from archive.entities.gazetteer import HINTS
from archive.evaluate.corpora import Linked, Span, overlap, read_linked, read_tagged, records
from archive.evaluate.reading import Read, Reader
from archive.evaluate.reuters import LAST_FOR_TUNING, SAME, stories
from archive.evaluate.scores import Outcome, Score, b_cubed, b_cubed_f, f1, precision, recall, score, share
from archive.model import Article, EntityType, Mention

SPEED_ARTICLES = 1000
AT_ONCE = 64
"""Articles in one call where speed is measured: as many as an index run gives."""

_MEGABYTE = 1e6


def speed(reader: Reader, corpora: Path) -> Iterator[Outcome]:
    """Words a second of processor time (all threads) over the first 1,000 AllSides articles: extraction, linking, and both.

    Words are what blanks part. Memory is the most that the process ever held resident: where this runs first, and alone, that is what
    extraction takes.
    """
    first = islice(records(corpora / "articles" / "allsides-dev.jsonl.gz"), SPEED_ARTICLES)
    articles = [Article(title=each["title"] or "", body=each["body"] or "") for each in first]
    count = sum(len(article.body.split()) for article in articles)
    extracting = linking = 0.0
    reader.extractor.mentions(articles[:1])  # makes the tables of the model, which is no reading
    for first_of in range(0, len(articles), AT_ONCE):
        batch = articles[first_of : first_of + AT_ONCE]
        start = time.process_time()
        mentions = reader.extractor.mentions(batch)
        middle = time.process_time()
        reader.link(batch, mentions, "US")
        extracting, linking = extracting + middle - start, linking + time.process_time() - middle
    for name, seconds in (("extract", extracting), ("link", linking)):
        yield Score("AllSides", f"{name}, words/s", count / seconds, None, None, len(articles))
    yield Score("AllSides", "extract and link, words/s", count / (extracting + linking), None, None, len(articles), 150_000)
    memory = resident()
    if memory is not None:
        yield Score("AllSides", "resident memory, MB (asked: under)", memory / _MEGABYTE, None, None, len(articles), 200)


def resident() -> float | None:
    """The most bytes that this process ever held in memory; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)


# ---------------------------------------------------------------- countries


def reuters(reader: Reader, corpora: Path) -> Iterator[Outcome]:
    """Countries of Reuters stories after id 9000 that have a gold place and a body over 100 characters, East and West Germany as one.

    Salient countries: micro F1, and the share of stories whose set is the gold one; once as published, once without the dateline and with
    the outlet's country US. Mentioned countries: the share of gold ones that have any mention.
    """
    chosen = [(article, gold) for number, article, gold in stories(corpora) if number > LAST_FOR_TUNING]
    for label, dateline, outlet, asked in (
        ("as published", True, None, (0.915, 0.87, 0.97)),
        ("no dateline", False, "US", (0.84, 0.775, None)),
    ):
        articles = [article if dateline else replace(article, dateline=None) for article, _ in chosen]
        salient, exact, mentioned = [], [], []
        for read, (_, gold) in zip(reader.read(articles, outlet), chosen, strict=True):
            links = read.of(EntityType.COUNTRY)
            every = {SAME.get(link.key, link.key) for link in links}
            found = {SAME.get(link.key, link.key) for link in links if link.salient}
            salient.append((len(found & gold), len(found), len(gold)))
            exact.append((found == gold, 1))
            mentioned.append((len(every & gold), len(gold)))
        yield score("Reuters", f"{label}: salient countries, precision", salient, precision)
        yield score("Reuters", f"{label}: salient countries, recall", salient, recall)
        yield score("Reuters", f"{label}: salient countries, F1", salient, f1, asked[0])
        yield score("Reuters", f"{label}: salient countries, exact set", exact, share, asked[1])
        yield score("Reuters", f"{label}: mentioned countries, recall", mentioned, share, asked[2])


# ---------------------------------------------------------------- people


def aida(reader: Reader, corpora: Path) -> Iterator[Outcome]:
    """People of AIDA's development articles, from raw text, and from the gold mentions.

    From raw text: (article, person) pairs, micro. A value is the person whom most of its mentions in all articles are, by overlap; one that
    overlaps no gold person is wrong. A value whose every mention in an article is gold without a Wikidata id is passed over there. First
    as the prototype counted, bare surnames as values too; then resolved values alone, which is what the facet shows. Values per person:
    the mean, over the people who are the person of some value, of how many values they are the person of. From the gold mentions: see
    `clusters`.
    """
    documents = read_linked(corpora / "linking" / "aida-conll-dev.jsonl.gz")
    reads = reader.read([each.article for each in documents])
    for label, bare, asked in (("people", True, (0.88, 1.05)), ("resolved people", False, (None, None))):
        values = [person_values(read, bare) for read in reads]
        who = majority(documents, values)
        rows = [_pairs(document, each, who) for document, each in zip(documents, values, strict=True)]
        yield score("AIDA dev", f"{label} of articles, precision", rows, precision)
        yield score("AIDA dev", f"{label} of articles, recall", rows, recall)
        yield score("AIDA dev", f"{label} of articles, F1", rows, f1, asked[0])
        yield score(
            "AIDA dev", f"{label}: values per person (asked: at most)", [(n, 1) for n in Counter(who.values()).values()], share, asked[1]
        )
    yield from clusters(reader, documents)


Values = Mapping[str, Sequence[Span]]
"""The spans of each person value of an article, by its key."""


def person_values(read: Read, bare: bool) -> Values:
    """The person values of one article; with bare surnames, or without."""
    links = [link for link in read.of(EntityType.PERSON) if link.resolved or bare]
    return {link.key: [(read.mentions[at].start, read.mentions[at].end) for at in link.mentions] for link in links}


def majority(documents: Sequence[Linked], values: Sequence[Values]) -> dict[str, str]:
    """The person whom most mentions of each value are, where any is of one."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for document, found in zip(documents, values, strict=True):
        for key, spans in found.items():
            votes[key].update(id for span in spans for gold, id in document.people.items() if overlap(span, gold))
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items() if counter}


def _pairs(document: Linked, values: Values, who: Mapping[str, str]) -> tuple[int, int, int]:
    found = {
        who.get(key, f"nobody: {key}")
        for key, spans in values.items()
        if not all(any(overlap(span, other) for other in document.unnamed) for span in spans)
    }
    wanted = set(document.people.values())
    return len(found & wanted), len(found), len(wanted)


def clusters(reader: Reader, documents: Sequence[Linked]) -> Iterator[Outcome]:
    """The linker alone: B-cubed F over gold mentions of people, within each article and across all of them.

    The mentions are handed to the linker as an extractor would give them that is sure of each: those of one word as surnames with a
    title, each with the title that stands before it. A mention that it leaves without a link is a cluster of its own.
    """
    mentions = [[_gold_mention(document.article.body, span) for span in sorted(document.people)] for document in documents]
    links_of = reader.link([each.article for each in documents], mentions, None)
    within: list[tuple[Hashable, Hashable]] = []
    across: list[tuple[Hashable, Hashable]] = []
    for number, (document, links) in enumerate(zip(documents, links_of, strict=True)):
        keys = {at: link.key for link in links if link.type is EntityType.PERSON for at in link.mentions}
        for at, span in enumerate(sorted(document.people)):
            key = keys.get(at, f"nobody: {number} {at}")
            within.append(((number, document.people[span]), (number, key)))
            across.append((document.people[span], key))
    sizes = [len(document.people) for document in documents]
    for label, items, asked in (("within an article", within, 0.99), ("across articles", across, 0.985)):
        each = iter(b_cubed(items))
        rows = []
        for size in sizes:
            scores = list(islice(each, size))
            rows.append((sum(one for one, _ in scores), sum(other for _, other in scores), size))
        yield score("AIDA dev", f"gold mentions, B-cubed {label}", rows, b_cubed_f, asked)


def _gold_mention(text: str, span: Span) -> Mention:
    surface = text[slice(*span)]
    reason = "given-name" if " " in surface else "titled-surname"
    return Mention("body", *span, EntityType.PERSON, surface, title_before(text, span[0]), 1.0, reason)


# ---------------------------------------------------------------- spans


def worldwide(reader: Reader, corpora: Path) -> Iterator[Outcome]:
    """Exact spans and types on the whole shared part of Worldwide newswire (Shan et al. 2023): people, locations, organisations; micro F1.

    Tokens are taken as given and joined by blanks, a sentence a paragraph. Mentions of places and of countries are locations, but not a
    nationality (`Kenyan`). The one URL that begins a document is a sentence like any other.
    """
    documents = list(read_tagged(corpora / "ner" / "en_worldwide_newswire" / "test.conll.gz"))
    found = [_tags(read.mentions) for read in reader.read([each.article for each in documents])]
    both = list(zip(found, (each.names for each in documents), strict=True))
    # Asked is the prototype's result on this very file (67.0, 75.0, 72.6, 49.1; measured 2026-11-23) and 2 more, 4 for ORG.
    kinds = [("all", {"Person", "Location", "Organization"}, 0.69), ("people", {"Person"}, 0.77)]
    kinds += [("locations", {"Location"}, 0.746), ("organisations", {"Organization"}, 0.531)]
    for label, tags, asked in kinds:
        rows = []
        for ours, theirs in both:
            one, other = {each for each in ours if each[2] in tags}, {each for each in theirs if each[2] in tags}
            rows.append((len(one & other), len(one), len(other)))
        yield score("Worldwide", f"exact spans, {label}, precision", rows, precision)
        yield score("Worldwide", f"exact spans, {label}, recall", rows, recall)
        yield score("Worldwide", f"exact spans, {label}, F1", rows, f1, asked)


_TAGS = {
    EntityType.PERSON: "Person",
    EntityType.ORGANISATION: "Organization",
    EntityType.PLACE: "Location",
    EntityType.COUNTRY: "Location",
}


def _tags(mentions: Sequence[Mention]) -> set[tuple[int, int, str]]:
    return {(each.start, each.end, _TAGS[each.type]) for each in mentions if each.reason not in ("demonym", *HINTS)}


def gum_news(reader: Reader, file: Path) -> Iterator[Outcome]:
    """Recall on GUM's news (Zeldes 2017): of the named mentions with a Wikipedia link, those that a mention of their type overlaps.

    Of a place a mention of a country counts too. The file holds linked mentions only, so nothing can be said of precision.
    """
    kinds = {"person": {EntityType.PERSON}, "place": {EntityType.PLACE, EntityType.COUNTRY}, "organization": {EntityType.ORGANISATION}}
    documents = [record for record in records(file) if record["genre"] == "news"]
    rows: dict[str, list[tuple[int, int]]] = {kind: [] for kind in kinds}
    for record, read in zip(documents, reader.read([Article(body=each["text"]) for each in documents]), strict=True):
        for kind, types in kinds.items():
            spans = [(each.start, each.end) for each in read.mentions if each.type in types and each.reason not in HINTS]
            gold = [(each["start"], each["end"]) for each in record["mentions"] if each["named"] and each["type"] == kind]
            rows[kind].append((sum(any(overlap(span, one) for span in spans) for one in gold), len(gold)))
    for kind, label in (("person", "people"), ("place", "places and countries"), ("organization", "organisations")):
        yield score("GUM news", f"linked names, {label}, recall", rows[kind], share)
    yield score("GUM news", "linked names, all, recall", [*map(_total, *rows.values())], share)


def _total(*counts: tuple[int, int]) -> tuple[int, int]:
    hits, wanted = zip(*counts, strict=True)
    return sum(hits), sum(wanted)
