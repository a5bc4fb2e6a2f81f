"""People: what is a name and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import EntityType
from tests.entities.conftest import Read

Names = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks were led by John Kerry in Paris.", ["John Kerry"]),
        ("The prize went to Pelé's friend José Manuel Barroso yesterday.", ["José Manuel Barroso"]),
        ("German Chancellor Angela Merkel met Prime Minister David Cameron.", ["Angela Merkel", "David Cameron"]),
        ("A book on Osama bin Laden and Ursula von der Leyen came out.", ["Osama bin Laden", "Ursula von der Leyen"]),
        ("UN Secretary-General Ban Ki-moon and President Xi Jinping spoke.", ["Ban Ki-moon", "Xi Jinping"]),
        ("Former President George W. Bush spoke first.", ["George W. Bush"]),
        ("President Bill Clinton ordered it, and Gordon Brown agreed.", ["Bill Clinton", "Gordon Brown"]),
        ("They saw King Richard III and Prince Willem-Alexander.", ["King Richard III", "Prince Willem-Alexander"]),
        ("In Rome Pope Francis and Queen Elizabeth II were seen.", ["Pope Francis", "Queen Elizabeth II"]),
        ("On Friday Theresa May spoke. Mrs May said little.", ["Theresa May"]),
        ("They saw Paris Hilton and Michael Jordan there.", ["Paris Hilton", "Michael Jordan"]),
        ("It was won by Tegla Loroupe ( Kenya ).", ["Tegla Loroupe"]),
        ("Tegla Loroupe, 32, came second.", ["Tegla Loroupe"]),
        ("The Gordon Brown-backed plan fell, as did a Hillary Clinton-led one.", ["Gordon Brown", "Hillary Clinton"]),
        ("A letter of John\nKerry was read.", ["John Kerry"]),
        ("Mr Ben Carson and Al Gore spoke.", ["Ben Carson", "Al Gore"]),
        ("He saw the Martin Luther King Jr. Memorial.", ["Martin Luther King Jr."]),
        ("Talks with Norma Whitfield Norma Jane WhitfieldOvernight News: a deal is near.", ["Norma Jane Whitfield"]),
        ("Talks with Norma Whitfield Norma Jane Whitfield2020 Voters ask for peace.", ["Norma Jane Whitfield"]),
        ("Sens. Mike Ford Michael (Mike) Shumway FordSenate vote said no.", ["Mike Ford"]),
        ("The letter of George H. W. Bush to George W. Bush", ["George H. W. Bush", "George W. Bush"]),
        ("Prime Minister The Rt Hon David Cameron and the Rt Hon Theresa May spoke.", ["David Cameron", "Theresa May"]),
        ("Votes for Gloria La RivaImage: Pax. Gloria La Riva ran.", ["Gloria La Riva"]),
        ("Talks with Norma Whitfield and Norma Van Dorn2020 Voters.", ["Norma Whitfield", "Norma Van Dorn"]),
        (
            "DR Jane Foster asked Mr Said, Mr May and Dr Ho.",
            ["Jane Foster", "Said (surname only)", "May (surname only)", "Ho (surname only)"],
        ),
        ("Then-President Thandazo Mkhonto met ex-Senator Ulf Brandahl.", ["Thandazo Mkhonto", "Ulf Brandahl"]),
        ("Senator-elect Xolani Grue and Attorney General-designate Ann Harlow came.", ["Xolani Grue", "Ann Harlow"]),
        ("Miss Universe Ingrid Solheim met former Miss Norway Kari Lunde.", ["Ingrid Solheim", "Kari Lunde"]),
        ("He thanked Tom Harlow, Ryan Harlow and Harlow Ryan.", ["Tom Harlow", "Ryan Harlow", "Harlow Ryan"]),
        ('The "Ann Harlow" of the play is Ann Harlow of Oslo.', ["Ann Harlow"]),
        ("Peter Mubarak met Anna Merkel. Report by Merkel Mubarak: a vote is due.", ["Peter Mubarak", "Anna Merkel"]),
    ],
)
def test_a_full_name_is_found(names: Names, text: str, expected: list[str]) -> None:
    assert names(EntityType.PERSON, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Foreign Minister will speak on Monday in New York.",
        "General Electric and General Motors rose, Home Depot fell.",
        "Shares of Morgan Stanley, Philip Morris and Eli Lilly rose.",
        "The Justice Department asked the Supreme Court.",
        "South African and East German officials met in San Francisco.",
        "The Vienna Convention and the Berlin Wall were spoken of.",
        "He crossed the Charles Bridge and went down Victoria Street.",
        "Virginia Beach and the Jordan River are places.",
        "Democrats And Republicans Will Never Agree",
        "The Magna Carta was shown.",
        "Read More On ButtigiegBlack JosephLive",
        "RUSSIA AND US AGREE ON TALKS",
        "He ate at Victor's Jr. and at Ann’s Jr. in May.",
        "King Jr. was there.",
        "She was crowned Miss Universe, and so was Miss Teen. Miss Norway wept.",
        'A film called "Annabel Harlow," and one called "Victor Grue Tonight".',
        "Gracie Mansion was lit, and Sarah PAC paid for a super PAC.",
        "MS The results are plain. MS In this study we asked few. MR Although it rained, they came. DR Congo rebels left.",
        "It was seen by Dr The and by Mr Although, and Ms We said nothing.",
        "The James Webb Telescope and the Edwin Hubble Observatory were built.",
        "It was printed in Gazeta Wyborcza and Nezavisimaya Gazeta.",
        "A bond was placed through Harper Lowe and Co Inc. Harper Lowe will not comment.",
    ],
)
def test_what_only_looks_like_a_name_is_none(names: Names, text: str) -> None:
    assert names(EntityType.PERSON, text) == []


def test_a_surname_whose_title_tells_joins_and_one_of_which_nothing_tells_is_nobodys(read: Read) -> None:
    mentions, links = read("Bill Clinton spoke. Then Mr Clinton left. Hillary Clinton came. Mrs Clinton stayed, said Clinton.")
    assert [(link.name, len(link.mentions), link.reason) for link in links] == [
        ("Bill Clinton", 2, "title-joined"),
        ("Hillary Clinton", 2, "title-joined"),
        ("Clinton (surname only)", 1, "surname-rivals"),
    ]
    assert [mention.reason for mention in mentions] == ["full-name", "titled-surname", "full-name", "titled-surname", "surname"]


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Ann Harlow came. Harlow spoke. Her father Tom Harlow left.", "Ann Harlow"),
        ("Ann Harlow came. Her father Tom Harlow left. Harlow spoke.", "Harlow (surname only)"),
        ("Ann Harlow and Ann Harlow again came. Her father Tom Harlow left. Harlow spoke.", "Ann Harlow"),
        ("Ann Harlow came. Tom Harlow, Tom Harlow, left. Harlow spoke.", "Harlow (surname only)"),
        ("Ann Harlow came. Tom Harlow left. Then Ann Harlow stayed. Harlow spoke.", "Ann Harlow"),
        ("Ann Harlow came. Tom Harlow left. President Harlow spoke.", "Harlow (surname only)"),
    ],
)
def test_a_surname_of_two_people_is_the_first_ones_where_little_speaks_for_the_other(read: Read, text: str, whose: str) -> None:
    mentions, links = read(text)
    at = next(at for at, mention in enumerate(mentions) if mention.surface == "Harlow")
    assert [(link.name, link.resolved) for link in links if at in link.mentions] == [(whose, whose == "Ann Harlow")]


def test_two_forms_of_one_given_name_are_no_rivals(read: Read) -> None:
    links = read("Stephen Harlow came. Then Steve Harlow left. Harlow spoke.")[1]
    assert [(link.name, len(link.mentions)) for link in links] == [("Stephen Harlow", 1), ("Steve Harlow", 2)]


def test_a_junior_is_joined_to_the_junior_of_the_article_and_never_to_the_father(read: Read) -> None:
    alone = "Victor Harlow came. Harlow Jr. met a lawyer. Victor Jr. stayed."
    assert [(link.name, len(link.mentions)) for link in read(alone)[1]] == [("Victor Harlow", 1)]
    links = read(alone + " Victor Harlow Jr. spoke. Vic Jr. laughed, and Harlow slept.")[1]
    assert [(link.name, len(link.mentions)) for link in links] == [("Victor Harlow", 2), ("Victor Harlow Jr.", 4)]


def test_a_surname_with_a_common_word_after_it_is_a_work_and_no_person(names: Names) -> None:
    body = "Carter Wallet is a book on Tom Carter by Ann Grue. Carter Wallet, said Mr Carter, is wrong."
    assert names(EntityType.PERSON, body) == ["Tom Carter", "Ann Grue"]
    titled = "Tom Carter met Rep. Carter Wallet."
    assert names(EntityType.PERSON, titled) == ["Tom Carter", "Carter Wallet"]


def test_initials_before_a_suffix_are_a_whole_name(names: Names) -> None:
    assert names(EntityType.PERSON, "It was said by Judge T.S. Ellis III. Mr Ellis left.") == ["T.S. Ellis III"]


def test_a_slip_in_a_double_surname_is_the_same_person(read: Read) -> None:
    links = read("Paula Hartman Schwarz spoke. Hartman Schwartz left. Hartman Schneider came.")[1]
    assert [(link.name, link.reason, len(link.mentions)) for link in links] == [
        ("Paula Hartman Schwarz", "slip-joined", 2),
        ("Hartman Schneider", "full-name", 1),
    ]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Hillary Clinton met Bill Clinton. Mrs. Clinton left.", "Hillary Clinton"),
        ("Bill Clinton came, then Hillary Clinton. Mr. Clinton told us of his wife.", "Bill Clinton"),
        ("Secretary of State Hillary Clinton and former President Bill Clinton. Then Secretary Clinton spoke.", "Hillary Clinton"),
        ("Former President Bill Clinton came, then Hillary Clinton. And President Clinton spoke.", "Bill Clinton"),
        ("Mr Tamerlan Tsarnaev died, Dzhokhar Tsarnaev lived. And Mr Tsarnaev spoke.", "Tsarnaev (surname only)"),
        ("Bill Clinton came, then Hillary Clinton. Mr. Clinton left, and Clinton slept.", "Bill Clinton"),
        ("Bill Clinton and Mr Clinton, then Hillary Clinton. Now Clinton slept.", "Clinton (surname only)"),
    ],
)
def test_a_title_tells_who_of_two_of_one_surname_is_meant(read: Read, text: str, joined: str) -> None:
    mentions, links = read(text)
    (last,) = (link for link in links if link.type is EntityType.PERSON and max(link.mentions) == len(mentions) - 1)
    assert last.name == joined


def test_a_title_that_fits_nobody_named_in_full_leaves_the_surname_alone(read: Read) -> None:
    links = read("Barack Obama spoke. Mrs Obama left. President Obama went.")[1]
    assert [(link.name, link.resolved, link.reason, len(link.mentions)) for link in links] == [
        ("Barack Obama", True, "surname-joined", 2),
        ("Obama (surname only)", False, "title-apart", 1),
    ]


def test_a_surname_before_its_full_name_joins_it(names: Names) -> None:
    assert names(EntityType.PERSON, "Sergei Lavrov will travel.", title="Lavrov to travel to Geneva") == ["Sergei Lavrov"]


def test_a_capital_particle_belongs_to_the_surname(read: Read) -> None:
    mentions, links = read("Herman Van Rompuy spoke. Mr Van Rompuy left. Mr Van Damme came, so did Mrs De La Cruz.")
    assert [(link.name, link.resolved, len(link.mentions)) for link in links] == [
        ("Herman Van Rompuy", True, 2),
        ("Van Damme (surname only)", False, 1),
        ("De La Cruz (surname only)", False, 1),
    ]
    assert [mention.surface for mention in mentions] == ["Herman Van Rompuy", "Van Rompuy", "Van Damme", "De La Cruz"]


def test_a_titled_surname_that_nobody_explains_is_not_resolved(read: Read) -> None:
    (link,) = read("It was said to Mr Obama that all was well.")[1]
    assert (link.key, link.name, link.resolved, link.reason) == ("surname:obama", "Obama (surname only)", False, "surname-only")


def test_a_bare_surname_without_title_or_full_name_is_nobody(read: Read) -> None:
    mentions, links = read("It was said to Obama that all was well.")
    assert [(mention.surface, mention.reason) for mention in mentions] == [("Obama", "bare-name")]
    assert links == []


def test_a_headline_in_title_case_does_not_swallow_its_verb(names: Names) -> None:
    body = "John Kerry met Sergei Lavrov on Tuesday."
    assert names(EntityType.PERSON, body, title="John Kerry Meets Sergei Lavrov In Moscow") == ["John Kerry", "Sergei Lavrov"]


def test_a_higher_confidence_makes_fewer_people() -> None:
    from archive.entities import make_extractor, make_linker
    from archive.model import Article

    mentions = make_extractor("rules").mentions([Article(body="Nasser Hussain was out, and John Kerry was in.")])[0]
    people = [[link.name for link in make_linker(least).link(mentions, None)] for least in (0.5, 0.7, 0.99)]
    assert people == [["Nasser Hussain", "John Kerry"], ["John Kerry"], []]
