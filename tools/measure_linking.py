"""Measure how bare surnames are joined across articles: hide full names, and see who the surnames left are taken for.

This is what the thresholds in archive/entities/evidence.py are from; `archive evaluate entities` measures the linker against gold data.

Run with:  python -m tools.measure_linking CORPORA
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.entities import make_extractor, make_linker
from archive.entities.authority import EMPTY
from archive.entities.evidence import WINDOW, Evidence, Sighting
from archive.entities.groups import SURNAME, is_bare, is_full, is_short
from archive.entities.people import surnames
from archive.entities.resolve import Group, resolve
from archive.model import Article, EntityType

HIDDEN_OF_ONE = 40
LINKER = make_linker(0.7)


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


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
    for line in hidden_names(Path(sys.argv[1])):
        print(line, flush=True)


if __name__ == "__main__":
    main()
