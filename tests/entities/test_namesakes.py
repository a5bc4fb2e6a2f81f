"""Where a word is a country, and where it is a town, a person, a dish: one line each, and every line is our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import EntityType
from tests.entities.conftest import Read

SENTENCES = """
He studied in Cambridge, Massachusetts. = US
A lab in Cambridge, Mass., said so. = US
They live in Paris, Texas. = US
The fair in London, Ontario, was full. = CA
A farm near Moscow, Idaho, burned. = US
Police in Athens, Ga., said so. = US
A church in Rome, Georgia, burned. = US
A mill in Manchester, N.H., closed. = US
A diner in Lebanon, Pennsylvania, closed. = US
A diner in Lebanon, Pa., closed. = US
Voters in Peru, Indiana, turned out. = US
The mayor of Norway, Maine, spoke. = US
They sell to Mexico, California and Texas. = MX US
Voters of Canada, Mexico, Texas, and Iowa came. = CA MX US
In Vienna, Va., a store opened. = US
Dublin, Ohio is a suburb. = US
Durham, N.C. and Durham, England = US GB
Athens, Greece, and Athens, Georgia. = GR US
The house in Plymouth, Mass. was sold. = US
A crash near Alexandria, Virginia, killed two. = US
In Venice, California, surfers met. = US
Windsor, Ontario = CA
Newcastle, New South Wales = AU
In San Jose, Calif., and San Jose, Costa Rica = US CR
A storm hit Erie, Minneapolis and Calgary, Canada. = US CA
The District of Columbia voted. = US
Jordan scored 40 points. Michael Jordan smiled. =
Michael Jordan went to a game in Jordan. = JO
Chad said he would quit. Chad Smith plays drums. =
Paris Hilton was there. Paris wore red. =
Tom Holland and Agnieszka Holland met. Holland laughed. =
America Ferrera acted. =
Georgia O'Keeffe painted flowers. =
Mr. Jordan, an Ohio Republican, asked. Jim Jordan asked again. = US
Hamilton Jordan flew to Jordan. Amman was hot. = JO
We cooked the turkey for Thanksgiving. Turkey was dry. =
Thanksgiving Turkey with cranberries =
Turkey hunters in Wisconsin shot a wild turkey. = US
On Thanksgiving the president of Turkey left Ankara. = TR
The bride chose fine china and China plates. =
Two guinea pigs ran; Guinea pigs squeak. =
Brazil nuts, French fries, Swiss cheese, English muffins =
Panama hats, Wellington boots and Jersey cows =
New England won. The New England Patriots lost. = US
The New England Journal of Medicine wrote it. =
She teaches English as a second language to Spanish-speaking pupils. =
Mexico City and New Mexico = MX US
The Niger Delta in Nigeria, and Niger. = NG NE
It left the Paris climate agreement. =
The Lebanon Daily News of Pennsylvania = US
Israel Folau scored twice. Folau plays for Australia. = AU
The sacking of Israel Folau stood. Folau wept. Israel was sad. =
China Miéville wrote a novel. Miéville calls it his best. =
Georgia Toffolo, 23, won the show. =
India Arie sang. Arie rested. =
Mayor London Breed opened the bridge. It is safe, Mayor Breed said. =
Israel Folau told them that he would go. =
China Daily said so. The Daily is read by many. =
Israel Police said so. Police came late. = IL
The Georgia Senate voted. Senate leaders spoke. = US
They met at India Gate. Gate repairs went on. = IN
China Evergrande fell. Shares of Evergrande slid. = CN
India Cements rose. Cements Ltd said so, and the shares of Cements fell. = IN
For Israel Lapidot is a fighter. Benjamin Lapidot won. Lapidot smiled. = IL
In Israel Lapidot said so. Lapidot is a judge. = IL
The China Zhurong is on Mars. Zhurong rolls. = CN
"""
CASES = [tuple(line.rsplit("=", 1)) for line in SENTENCES.strip().splitlines()]


@pytest.mark.parametrize(("text", "codes"), CASES)
def test_a_country_is_told_from_what_is_called_like_one(read: Read, text: str, codes: str) -> None:
    assert " ".join(named(read, text.strip())) == codes.strip()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Fullback Israel Folau scored twice. Folau plays for Australia.", ["Israel Folau"]),
        ("San Francisco Mayor London Breed spoke. Ms. Breed smiled.", ["London Breed"]),
        ("China Miéville's novel is out. Miéville calls it his best.", ["China Miéville"]),
        ("Georgia Toffolo won the show. Toffolo, 23, smiled.", ["Georgia Toffolo"]),
        ("London Breed opened the bridge. Breed dogs barked.", []),
        ("China Daily said that she was ill.", []),
        ("Florida Hispanics voted. Hispanics are many.", []),
    ],
)
def test_somebody_is_called_like_a_country(names: Callable[..., list[str]], text: str, people: list[str]) -> None:
    assert names(EntityType.PERSON, text) == people


@pytest.mark.parametrize(
    ("headline", "codes"),
    [
        ("SALE ENDS SUNDAY", ""),
        ("MARINE CORPS SALE", ""),
        ("NICE DAY FOR READING", ""),
        ("PHOENIX RISES", ""),
        ("CHINA SAYS NO", "CN"),
        ("BRITAIN WARNS US OVER TRADE", "GB"),
        ("LIVE FROM VIENNA", "AT"),
        ("CANADA, MINNEAPOLIS AND CALIFORNIA", "CA US"),
        ("Sale ends on a nice day", ""),
    ],
)
def test_a_city_that_is_a_word_is_silent_in_capitals(read: Read, headline: str, codes: str) -> None:
    assert " ".join(named(read, "", headline)) == codes


def test_the_city_itself_is_found_as_it_is_written(read: Read) -> None:
    assert named(read, "They crossed to Salé by boat.") == ["MA"]


def named(read: Read, body: str, title: str = "") -> list[str]:
    """The codes of the countries that a text names, in order; what only hints at one is left out."""
    links = read(body, title)[1]
    codes = [link.key for link in sorted(links, key=lambda link: link.mentions) if link.type is EntityType.COUNTRY]
    return codes
