"""Measure the linking of people on gold mentions and on raw text, within an article and across, and print one table.

Run with:  python -m tools.measure_linking CORPORA
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from archive.entities import make_extractor, make_linker
from archive.entities.authority import EMPTY, Authority, shipped
from archive.entities.evidence import WINDOW, Evidence, Sighting
from archive.entities.groups import SURNAME, is_bare, is_full, is_short
from archive.entities.people import surnames
from archive.entities.resolve import Group, Resolution, resolve
from archive.model import Article, EntityType, Link, Mention

PERSON = "Q215627"
HIDDEN_OF_ONE = 40
LINKER = make_linker(0.7)
_DATELINE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def day_of(text: str) -> int | None:
    """The date that a story of AIDA has in its dateline, as an ordinal."""
    found = _DATELINE.search(text[:400])
    return None if found is None else dt.date(*map(int, found.groups())).toordinal()


def b_cubed(pairs: Sequence[tuple[object, object]]) -> str:
    """Precision, recall and F1 of clusters, over (gold, predicted) of each mention (Bagga and Baldwin 1998)."""
    gold, given, both = Counter(one for one, _ in pairs), Counter(other for _, other in pairs), Counter(pairs)
    precision = sum(count * count / given[other] for (_, other), count in both.items()) / len(pairs)
    recall = sum(count * count / gold[one] for (one, _), count in both.items()) / len(pairs)
    return f"P {precision:.4f}  R {recall:.4f}  F1 {2 * precision * recall / (precision + recall):.4f}"


# ---------------------------------------------------------------- gold mentions


def gold_mentions(record: dict[str, Any]) -> list[tuple[Mention, str]]:
    """The people of a record whom Wikidata has, as the mentions that a perfect extractor gives, each with its id."""
    found = []
    for each in record["mentions"]:
        if PERSON in each["type"] and each["qid"].startswith("Q"):
            surface = record["text"][each["start"] : each["end"]]
            reason = "full-name" if " " in surface else "titled-surname"
            found.append((Mention("body", each["start"], each["end"], EntityType.PERSON, surface, None, 0.95, reason), each["qid"]))
    return found


def link_gold(records: Sequence[dict[str, Any]], authority: Authority) -> tuple[list[tuple[str, str]], list[tuple[object, object]]]:
    """(gold, predicted) of each mention, across the articles and within them."""
    groups: list[Group] = []
    places: list[tuple[int, Link, list[tuple[Mention, str]]]] = []
    for number, record in enumerate(records):
        mentions = gold_mentions(record)
        for link in LINKER.link([mention for mention, _ in mentions], None):
            groups.append(Group(str(number), day_of(record["text"]), link))
            places.append((number, link, mentions))
    across, within = [], []
    seen: dict[int, set[int]] = defaultdict(set)
    for found, (number, link, mentions) in zip(resolve(groups, authority), places, strict=True):
        for at in link.mentions:
            seen[number].add(at)
            across.append((mentions[at][1], found.key))
            within.append(((number, mentions[at][1]), (number, link.key)))
    for number, record in enumerate(records):
        for at, (mention, qid) in enumerate(gold_mentions(record)):
            if at not in seen[number]:
                across.append((qid, f"surface {mention.surface}"))
                within.append(((number, qid), (number, f"surface {mention.surface}")))
    return across, within


def gold_people(corpora: Path) -> Iterator[str]:
    """B-cubed on the gold mentions of AIDA dev."""
    records = read(corpora / "linking" / "aida-conll-dev.jsonl.gz")
    for label, authority in (("rules alone", EMPTY), ("with the shipped authority", shipped())):
        across, within = link_gold(records, authority)
        yield f"AIDA dev, gold mentions, {label:28} n {len(across)}  within  {b_cubed(within)}"
        yield f"{'':53} across  {b_cubed(across)}"


# ---------------------------------------------------------------- raw text


def raw_people(corpora: Path) -> Iterator[str]:
    """(article, person) pairs on AIDA dev from raw text, as tools/measure_entities.py defines them, before and after resolving."""
    records = read(corpora / "linking" / "aida-conll-dev.jsonl.gz")
    extractor = make_extractor()
    groups: list[Group] = []
    mentions: list[list[Mention]] = extractor.mentions([Article(body=record["text"]) for record in records])
    for number, record in enumerate(records):
        links = LINKER.link(mentions[number], None)
        groups += [Group(str(number), day_of(record["text"]), link) for link in links if link.type is EntityType.PERSON]
    local = [Resolution(each.article, each.link.type, each.link.key, each.link.key, None, each.link.resolved, "", "") for each in groups]
    for label, found in (
        ("within articles", local),
        ("across, rules alone", resolve(groups, EMPTY)),
        ("across, authority", resolve(groups, shipped())),
    ):
        yield f"AIDA dev, raw text, {label:22} {_facet(records, mentions, groups, found)}"


def _facet(
    records: Sequence[dict[str, Any]], mentions: Sequence[Sequence[Mention]], groups: Sequence[Group], found: Sequence[Resolution]
) -> str:
    spans: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for group, each in zip(groups, found, strict=True):
        if each.key and each.type is EntityType.PERSON:
            number = int(group.article)
            spans[number, each.key] += [(mentions[number][at].start, mentions[number][at].end) for at in group.link.mentions]
    gold = [{(m["start"], m["end"]): m["qid"] for m in r["mentions"] if PERSON in m["type"] and m["qid"].startswith("Q")} for r in records]
    unnamed = [[(m["start"], m["end"]) for m in r["mentions"] if not m["qid"].startswith("Q")] for r in records]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for (number, key), places in spans.items():
        votes[key].update(qid for span in places for other, qid in gold[number].items() if _overlap(span, other))
    who = {key: counter.most_common(1)[0][0] for key, counter in votes.items() if counter}
    wanted = {(number, qid) for number, each in enumerate(gold) for qid in each.values()}
    given = {
        (number, who.get(key, key))
        for (number, key), places in spans.items()
        if not all(any(_overlap(span, other) for other in unnamed[number]) for span in places)
    }
    right = len(given & wanted)
    values = Counter(who.values())
    precision, recall = right / len(given), right / len(wanted)
    f1 = 2 * precision * recall / (precision + recall)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  values per person {values.total() / len(values):.3f}"


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]


# ---------------------------------------------------------------- full names hidden from their own article


def hidden_names(corpora: Path) -> Iterator[str]:
    """Each full name in turn as if its article had the surname alone: how many are joined to somebody, and how many of these rightly.

    At most HIDDEN_OF_ONE names of a surname, evenly taken. Also weighted by how often articles do use each surname bare. Names of which an
    article has two of one surname are passed over, as the linker within an article would decide there.
    """
    extractor = make_extractor()
    for name in ("reuters21578-train", "allsides-dev"):
        groups = []
        for record in read(corpora / "articles" / f"{name}.jsonl.gz"):
            mentions = extractor.mentions([Article(title=record["title"] or "", body=record["body"] or "")])[0]
            day = dt.date.fromisoformat(record["date"][:10]).toordinal() if record["date"] else None
            groups += [Group(record["id"], day, link) for link in LINKER.link(mentions, None) if link.type is EntityType.PERSON]
        bare = Counter(each.link.key.removeprefix(SURNAME) for each in groups if is_bare(each.link))
        surnames_of: dict[str, list[Sighting]] = defaultdict(list)
        for group, found in zip(groups, resolve(groups, EMPTY), strict=True):
            if group.day is not None and found.reason == "own-name" and is_full(group.link) and not is_short(group.link):
                surnames_of[surnames(group.link.name)[0]].append(Sighting(group.article, group.day, found.key, group.link.name))
        yield f"{name:20} {_hidden(surnames_of, bare)}"


def _hidden(surnames_of: dict[str, list[Sighting]], bare: Counter[str]) -> str:
    number = joined = right = weight = weight_joined = weight_right = 0.0
    for word, sightings in surnames_of.items():
        per_article = Counter(each.article for each in sightings)
        hidden = [each for each in sightings if per_article[each.article] == 1]
        hidden = hidden[:: len(hidden) // HIDDEN_OF_ONE + 1]
        for each in hidden:
            near = [o for o in sightings if o.article != each.article and abs((o.day or 0) - (each.day or 0)) <= WINDOW]
            found = Evidence(near).weigh(word, each.day)
            clear = found is not None and found.clear
            good = clear and found is not None and found.key == each.key
            part = bare[word] / len(hidden)
            number, joined, right = number + 1, joined + clear, right + good
            weight, weight_joined, weight_right = weight + part, weight_joined + part * clear, weight_right + part * good
    return (
        f"n {number:.0f}  joined {joined / number:.3f}, of these right {right / joined:.3f}  "
        f"as surnames are used bare: joined {weight_joined / weight:.3f}, right {weight_right / weight_joined:.3f}"
    )


def main() -> None:
    """Print every measurement."""
    corpora = Path(sys.argv[1])
    for measure in (gold_people, raw_people, hidden_names):
        for line in measure(corpora):
            print(line, flush=True)


if __name__ == "__main__":
    main()
