"""The steps that all formats share: characters, paragraphs, boilerplate, datelines, bylines, languages."""

from __future__ import annotations

import io
import signal
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.readers.bylines import is_byline, read_authors
from archive.readers.clean import clean_body, clean_characters, clean_line
from archive.readers.dateline import find_dateline, read_dateline
from archive.readers.decode import Input, decode
from archive.readers.language import detect_language, read_language
from archive.readers.markup import looks_like_html, plain_text

# ---------------------------------------------------------------- characters and paragraphs


@given(text=st.text(st.characters(), max_size=200))
def test_clean_text_is_nfc_without_strange_characters_and_stays_as_it_is(text: str) -> None:
    clean = clean_characters(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_characters(clean) == clean
    assert not any(char != "\n" and unicodedata.category(char) in ("Cc", "Cs") for char in clean)


@given(text=st.text(alphabet="ab .\n\r\t\xa0'’é\u2028", max_size=120), title=st.text(alphabet="ab ", max_size=5))
def test_a_clean_body_is_in_paragraphs_and_stays_as_it_is(text: str, title: str) -> None:
    body, _ = clean_body(text, title)
    assert body == body.strip()
    assert "\n\n\n" not in body and "\r" not in body
    assert clean_body(body, "")[0] == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One\r\nwrapped.\r\n \r\n\r\nTwo.  \n", "One\nwrapped.\n\nTwo."),
        ("One\nwrapped.\n    Two\nwrapped.\n    Three.", "One\nwrapped.\n\nTwo\nwrapped.\n\nThree."),
        (" A   1.0\n B   2.0", "A   1.0\n B   2.0"),
        ("Lines that are wraps\nare joined.", "Lines that are wraps\nare joined."),
        ("x" * 130 + "\nTwo.", "x" * 130 + "\n\nTwo."),
        ("Caf\u0065\u0301, \x93so\x94\xad\xa0it was.", "Café, “so” it was."),
        ("", ""),
    ],
)
def test_paragraphs(text: str, body: str) -> None:
    assert clean_body(text, "") == (body, 0)


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("You might also like\n\nTen walks\n\nTwo boats", 3),
        ("Related stories:\n\nThe bridge is late", 2),
        ("Read more: The bridge is late", 1),
        ("Sign up for our daily newsletter here.", 1),
        ("Share this article\n\nFollow us on Facebook", 2),
        ("Copyright © 2013 Seaport Post. All rights reserved.", 1),
        ("REUTER", 1),
        ("-30-", 1),
        ("Advertisement", 1),
        ("___", 1),
        ("Copyright law will change, the minister said.", 0),
        ("Sign up for the race ended on Monday.", 0),
        ("You might also like to know that the quay is closed." * 8, 0),
        ("Related stories\n\nThis is a sentence of the article, which ends the list.", 0),
    ],
)
def test_boilerplate_is_cut_at_the_end_only_and_counted(end: str, cut: int) -> None:
    text = "Advertisement\n\nThe quay was closed.\n\nIt will open again."
    body, trimmed = clean_body(f"{text}\n\n{end}", "")
    assert trimmed == cut
    assert body == (text if cut else f"{text}\n\n{end}")


def test_a_first_paragraph_that_repeats_the_title_is_cut() -> None:
    assert clean_body("The Quay, closed!\n\nIt was closed.", "The quay closed") == ("It was closed.", 1)
    assert clean_body("The quay closed on Monday.\n\nIt was closed.", "The quay closed")[1] == 0


def test_a_body_of_boilerplate_alone_stays() -> None:
    assert clean_body("Advertisement\n\nRead more: x", "") == ("Advertisement", 1)


def test_a_line_has_single_spaces() -> None:
    assert clean_line(" A \n  B\xa0C\t") == "A B C"


# ---------------------------------------------------------------- encodings

TEXTS = {
    "utf-8": "Café “here”",
    "utf-8-sig": "Café “here”",
    "utf-16": "Café “here”",
    "utf-32": "Café “here”",
    "utf-16-le": "The café is here and open",
    "utf-16-be": "The café is here and open",
    "cp1252": "Die Straße nach München wurde für drei Tage gesperrt, erklärte die Behörde über das Wochenende – “bis Montag”.",
    "cp1250": "Prezydent spotkał się z ministrem spraw zagranicznych w Łodzi; dziękuję, powiedział żołnierz, który wrócił do domu.",
    "cp1251": "Президент встретился с министром иностранных дел в столице, сообщило агентство.",
    "koi8-r": "Президент встретился с министром иностранных дел в столице, сообщило агентство.",
    "shift_jis": "東京で会議が開かれた。日本の首相は今日、記者会見を行った。",
    "gb18030": "中国国家主席今天在北京会见了俄罗斯外长。",
    "euc_kr": "대한민국 대통령이 서울에서 기자회견을 열었다.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_encodings_are_found(encoding: str) -> None:
    assert Input(io.BytesIO(TEXTS[encoding].encode(encoding))).text() == TEXTS[encoding]
    assert "".join(filter(None, Input(io.BytesIO(TEXTS[encoding].encode(encoding))).lines())) == TEXTS[encoding]


def test_a_page_says_its_encoding() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>Łódź</p>'
    assert decode(page.encode("iso-8859-2")) == page
    assert decode(page.replace("iso-8859-2", "no-such").encode("cp1252", "replace")).startswith("<meta")


# ---------------------------------------------------------------- datelines


@pytest.mark.parametrize(
    ("body", "dateline", "month_and_day"),
    [
        ("MOSCOW, May 7 - Ministers met.", "MOSCOW, May 7", (5, 7)),
        ("SALVADOR, Feb 26 (Reuters) - Showers\nfell.", "SALVADOR, Feb 26 (Reuters)", (2, 26)),
        ("BEIJING, 7 May (Xinhua) -- Ministers met.", "BEIJING, 7 May (Xinhua)", (5, 7)),
        ("LONDON — The prime minister spoke.", "LONDON", None),
        ("BEIRUT, Lebanon — The army moved.", "BEIRUT, Lebanon", None),
        ("WAYNE, N.J., March 2 - The firm said.", "WAYNE, N.J., March 2", (3, 2)),
        ("Moscow (AP) — The ministers met.", "Moscow (AP)", None),
        ("SEOUL/TOKYO (Reuters) - The ministers met.", "SEOUL/TOKYO (Reuters)", None),
        ("SEAPORT POST\n\nLONDON – The minister spoke.", "LONDON", None),
        ("The ministers met in MOSCOW - again.", None, None),
        ("NASA — the agency — has a plan.", None, None),
        ("UPDATE 1 - The ministers met.", None, None),
        ("RUBBER PRICES - APRIL 7 Open.", None, None),
        ("WEEKLY LIST OF SHIPS IN PORT - no change.", None, None),
        ("US-led forces - and others.", None, None),
        ("", None, None),
    ],
)
def test_datelines_are_found_at_the_start(body: str, dateline: str | None, month_and_day: tuple[int, int] | None) -> None:
    found = find_dateline(body)
    assert (found and found.text, found and found.month_and_day) == (dateline, month_and_day)


@pytest.mark.parametrize("unit", ["U.S.A.", "DE ", "D.C. ", "A-B-", "AB'", "Ab, ", "A. /", "AB, Ab Ab"])
def test_a_head_of_capitals_and_marks_is_read_at_once(unit: str) -> None:
    """Some patterns need twice the steps for every character more: they would not come to an end here within a lifetime."""

    def give_up(signal_number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(20)
    try:
        assert find_dateline(unit * 60) is None
        assert find_dateline(f"{unit * 20} (Reuters) x") is None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_dateline_of_the_record_loses_its_dash() -> None:
    found = read_dateline("LONDON, FEB 26 -")
    assert found and (found.text, found.month_and_day) == ("LONDON, FEB 26", (2, 26))
    assert read_dateline(" - ") is None


def test_a_dateline_with_a_year_is_a_date() -> None:
    found = find_dateline("MOSCOW, May 7, 2013 (Xinhua) -- The ministers met.")
    assert found and str(found.date) == "2013-05-07"


# ---------------------------------------------------------------- bylines


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("BY JANE DOE and John Roe", ["JANE DOE", "John Roe"]),
        ("Jane Doe, John Roe & Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe; John Roe Jr.", ["Jane Doe", "John Roe Jr."]),
        ("John Roe, Jr., and Jane Doe, Ph.D.", ["John Roe Jr.", "Jane Doe"]),
        ("by Jane Doe, Reuters", ["Jane Doe"]),
        ("Jane Doe, Special to the Post", ["Jane Doe"]),
        ("Jane Doe, Chief Political Correspondent", ["Jane Doe"]),
        ("Reuters", ["Reuters"]),
        ("Doe, Jane", ["Jane Doe"]),
        ('"Jane ODoe" <jane@example.org>', ["Jane ODoe"]),
        ("Jane Doe (jane)", ["Jane Doe (jane)"]),
        ("Jane Doe and Jane Doe", ["Jane Doe"]),
        ("Sandy Anderson", ["Sandy Anderson"]),
        ("", []),
        (" , and ", []),
    ],
)
def test_authors(byline: str, names: list[str]) -> None:
    assert list(read_authors([byline])) == names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jane Doe", True),
        ("By Archive desk", True),
        ("by Jane Doe and John Roe", True),
        ("By dawn the rain had stopped.", False),
        ("By Monday all of the roads into the town had been closed", False),
        ("Jane Doe", False),
        ("By", False),
    ],
)
def test_bylines_are_told_from_sentences(line: str, expected: bool) -> None:
    assert is_byline(line) is expected


# ---------------------------------------------------------------- languages and markup


def test_a_language_is_detected_where_there_is_text_enough() -> None:
    english = "The ministers met in the town hall on Monday and agreed that the bridge should be built before the winter of next year."
    german = "Die Minister trafen sich am Montag im Rathaus und beschlossen, dass die Brücke noch vor dem Winter gebaut werden soll."
    assert (detect_language(english), detect_language(german), detect_language(english[:40])) == ("en", "de", None)


@pytest.mark.parametrize(("tag", "code"), [("en", "en"), ("en-GB", "en"), ("PT_br", "pt"), ("English", None), ("", None), ("eng", None)])
def test_language_tags(tag: str, code: str | None) -> None:
    assert read_language(tag) == code


def test_markup_is_told_from_angle_brackets() -> None:
    assert looks_like_html("<p>A <b>b</b></p>") and looks_like_html("a<br/>b")
    assert not looks_like_html("Shares of <IBM> and <P> rose; 1 < 2")


def test_markup_becomes_paragraphs() -> None:
    fragment = "Lead <a href='x'>link</a>.<p>One &amp; two<br>three</p><style>p {}</style><ul><li>Four<li>Five</ul>tail<!-- no -->"
    assert clean_body(plain_text(fragment), "")[0] == "Lead link.\n\nOne & two\nthree\n\nFour\n\nFive\n\ntail"
