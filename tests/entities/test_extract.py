"""What holds for the mentions and links of any text whatever."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities import Extractor, Linker, make_extractor, make_linker
from archive.model import Article, EntityType, Mention

EXTRACTOR = make_extractor()
LINKER = make_linker(0.7)

PIECES = (
    *("John Kerry", "Mr Kerry", "Kerry's", "Bashar al-Assad", "President Assad", "Pope Francis", "Xi Jinping", "Georgia", "US", "U.S."),
    *("us", "Paris Hilton", "Paris,", "Texas.", ", Ga.", "New", "York", "Mexico", "Foreign Ministry", "Ministry of", "and", "of", "the"),
    *("(ABC)", "Atomic Bureau Council (ABC)", "UN", "RUSSIA", "\n\n", "\n", "  ", ". ", '"', "“", "’s", "-", "é", "\u0301", "😀"),
    *("روسيا", "俄罗斯", "\x00", "1,000"),
)
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map(" ".join)


def text_of(article: Article, mention: Mention) -> str:
    return {"title": article.title, "dateline": article.dateline or "", "body": article.body}[mention.field]


@given(title=texts, dateline=st.none() | texts, body=texts)
def test_a_mention_is_the_text_it_points_at_and_mentions_are_in_order(title: str, dateline: str | None, body: str) -> None:
    article = Article(title=title, dateline=dateline, body=body)
    (mentions,) = EXTRACTOR.mentions([article])
    order = ("title", "dateline", "body")
    assert [mention.surface for mention in mentions] == [text_of(article, each)[each.start : each.end] for each in mentions]
    assert all(mention.start < mention.end and 0 < mention.confidence <= 1 for mention in mentions)
    told = [mention for mention in mentions if mention.value is not None]
    assert {mention.type for mention in told} <= {EntityType.COUNTRY, EntityType.PERSON}
    assert all(mention in told for mention in mentions if mention.type is EntityType.COUNTRY)
    places = [(order.index(mention.field), mention.start) for mention in mentions]
    assert places == sorted(places)


@given(title=texts, body=texts, outlet=st.sampled_from((None, "US", "IE")))
def test_links_are_of_one_type_share_no_mention_and_have_one_key_each(title: str, body: str, outlet: str | None) -> None:
    (mentions,) = EXTRACTOR.mentions([Article(title=title, body=body)])
    links = LINKER.link(mentions, outlet)
    used = [at for link in links for at in link.mentions]
    assert len(used) == len(set(used))
    assert all(mentions[at].type is link.type for link in links for at in link.mentions)
    assert all(list(link.mentions) == sorted(link.mentions) for link in links)
    keys = [(link.type, link.key) for link in links]
    assert len(keys) == len(set(keys))
    assert all(link.key and link.name and (link.mentions or link.reason == "outlet") for link in links)
    assert links == LINKER.link(mentions, outlet)


@given(bodies=st.lists(texts, max_size=4))
def test_an_article_is_read_the_same_alone_and_among_others(bodies: list[str]) -> None:
    articles = [Article(body=body) for body in bodies]
    assert EXTRACTOR.mentions(articles) == [EXTRACTOR.mentions([article])[0] for article in articles]


NEW = [f"Ba{chr(97 + i % 26)}o{chr(97 + i // 26 % 26)}i{chr(97 + i // 676)}" for i in range(4_000)]
"""Names that nobody has."""

BAD = {
    "empty": "",
    "one long word": "A" * 1_000_000,
    "one long run": "John Kerry " * 10_000,
    "hyphens": "A-" * 300_000,
    "quotes": '"' * 300_000 + "A",
    "initials": "A." * 200_000,
    "al-": "al-A" * 200_000,
    "emoji": "😀👍🏽 " * 50_000,
    "Arabic": "روسيا والولايات المتحدة " * 20_000,
    "Chinese": "俄罗斯和美国" * 100_000,
    "capitals": "RUSSIA AND US AGREE " * 10_000,
    "surrogates": "\ud800 in France \udfff" * 1_000,
    "noise": "l.,;~ rn Tbe Presidcnt 0f |he Un1ted Sta7es ^^ " * 10_000,
    "marks apart": "Al - A , P . O ’ A . " * 20_000,
    "names told again": "Bob Ford Robert (Bob) Ford FordSenate " * 5_000,
    "partners": "Al Ford and Co " * 20_000,
    "acronyms": "Atomic Bureau (AB) " * 5_000,
    "namesakes": " ".join(f"Xa{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} John Smith. Mr Smith" for i in range(5_000)),
    "juniors": " ".join(f"John {name} Jr. said so. {name}er Jr. said no." for name in NEW),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_mentions_or_silence(extractor: Extractor, linker: Linker, name: str) -> None:
    article = Article(title=BAD[name][:1000], body=BAD[name])
    (mentions,) = extractor.mentions([article])
    assert all(mention.surface == text_of(article, mention)[mention.start : mention.end] for mention in mentions)
    linker.link(mentions, "US")
    if name in ("empty", "one long word", "emoji", "Arabic", "Chinese", "hyphens", "initials", "quotes"):
        assert mentions == []


GROWING = ("one long run", "capitals", "noise", "marks apart", "names told again", "partners", "namesakes", "juniors")
"""Bad input that has runs of capitals to be read."""


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_text_takes_no_more_than_some_four_times_as_long(extractor: Extractor, linker: Linker, name: str) -> None:
    """Twice that is allowed; what is quadratic takes sixteen times as long."""

    def took(text: str) -> float:
        start = time.process_time()
        linker.link(extractor.mentions([Article(body=text)])[0], None)
        return time.process_time() - start

    text = BAD[name]
    once = max(min(took(text[: len(text) // 4]) for _ in range(2)), 0.01)
    assert took(text) < 8 * once + 0.2


@pytest.mark.slow
def test_an_article_of_five_megabytes_is_read(extractor: Extractor, linker: Linker) -> None:
    paragraph = "Mr Kerry met Sergei Lavrov in Geneva. John Kerry said the Russian Foreign Ministry had asked the UN.\n\n"
    times = 5_000_000 // len(paragraph)
    (mentions,) = extractor.mentions([Article(body=paragraph * times)])
    links = {link.key: len(link.mentions) for link in linker.link(mentions, None)}
    assert links["john keri"] == 2 * times


@pytest.mark.parametrize("ner", ["rules", "none"])
def test_without_the_model_less_is_found_and_mentions_are_of_another_version(extractor: Extractor, ner: str) -> None:
    body = "Mr Kerry met the UN in Geneva. John Kerry left Paxar Corp, France."
    other = make_extractor(ner)
    (found,) = other.mentions([Article(body=body)])
    assert {mention.type for mention in found} >= {EntityType.ORGANISATION, EntityType.PLACE, EntityType.COUNTRY}
    assert any(mention.type is EntityType.PERSON for mention in found) is (ner == "rules")
    assert other.fingerprint != extractor.fingerprint


def test_the_fingerprints_say_what_they_depend_on(extractor: Extractor, linker: Linker) -> None:
    assert extractor.fingerprint.startswith("rules-")
    assert make_linker(0.7).fingerprint == linker.fingerprint != make_linker(0.8).fingerprint
