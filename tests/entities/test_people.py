"""Keys of people: spellings of one name meet, names of two people do not."""

from __future__ import annotations

import pytest

from archive.entities.people import core, explains, person_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bashar al-Assad", "Bashar Assad"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Barack Obama", "Barack Hussein Obama"),
        ("George W. Bush", "George Bush"),
        ("Muammar Gaddafi", "Moammar Kadhafi"),
        ("Mohammed Morsi", "Mohamed Mursi"),
        ("Benyamin Netanyahu", "Benjamin Netanyahu"),
        ("Mohammad Khatami", "Mohamed Hatami"),
        ("José Barroso", "Jose Manuel Barroso"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Lou D’Allesandro", "Lou D'Allesandro"),
        ("George H.W. Bush", "George H. W. Bush"),
        ("George H.W. Bush", "George HW Bush"),
        ("Jarosław Kaczyński", "Jaroslaw Kaczynski"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jong Il", "Kim Jong Un"),
        ("Anna Smith", "Anne Smith"),
        ("Michael Jackson", "Michael Johnson"),
        ("Donald Trump", "Donald Trump Jr."),
        ("George W. Bush", "George H.W. Bush"),
        ("George W. Bush", "George H. W. Bush"),
        ("Bill Clinton", "Hillary Clinton"),
        ("Marie Curie", "Maria Curie"),
        ("Pope Francis", "Pope Benedict"),
        ("Pope John Paul II", "Pope John Paul I"),
        ("Ben Carson", "Sonya Carson"),
    ],
)
def test_two_people_have_two_keys(one: str, other: str) -> None:
    assert person_key(one) != person_key(other)


def test_the_core_of_a_name_leaves_out_titles_initials_and_particles() -> None:
    assert core("Dr. J. Robert van der Berg Jr.") == ("robert", "berg")
    assert core("Al Gore") == ("al", "gore")


@pytest.mark.parametrize(
    ("full", "short", "fits"),
    [
        ("Bashar al-Assad", "Assad", True),
        ("Xi Jinping", "Xi", True),
        ("Hillary Rodham Clinton", "Hillary Clinton", True),
        ("Hillary Clinton", "Rodham Clinton", False),
        ("Peter Harland", "Peter", True),
        ("Peter Harland", "Harl", False),
    ],
)
def test_a_shorter_form_fits_its_own_full_name(full: str, short: str, fits: bool) -> None:
    assert explains(full, short) is fits
