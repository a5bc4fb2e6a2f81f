"""Corrections from the page: every form, every fault, and nobody else's forms."""

from __future__ import annotations

import pytest

from archive import decisions
from archive.errors import EngineError
from archive.model import EntityType
from archive.search import Filter, SearchRequest
from archive.web import create_app
from tests.web.correcting import ORIGIN, SECRET, TODAY, Desk
from tests.web.seeing import seen

RENAME = "//form[contains(@action, '/rename')]"
RETYPE = "//form[contains(@action, '/retype')]"


def having(desk: Desk, id: str, type: str = "person") -> int:
    return desk.archive.search(SearchRequest(filters=(Filter(type, (id,)),)), TODAY).total


def mention_of(desk: Desk, query: str, surface: str) -> str:
    """The address of the page that assigns a name of an article."""
    article = desk.article(query)
    found = next(each for each in desk.archive.store.mentions(article) if each.surface == surface)
    return f"/assign/{article}?mention={found.field}.{found.start}.{found.end}"


# ---------------------------------------------------------------- what each form does


def test_a_merge_is_found_by_name_confirmed_with_its_count_and_made(desk: Desk) -> None:
    page = desk.see("/correct/person/peggy-hale/merge?match=MARGARET")
    (choice,) = page.tree.xpath("//ul[@class='choosing']//a")
    assert "Margaret Hale 1 article, 2003" in " ".join(choice.text_content().split())
    sure = desk.see(choice.get("href"))
    assert "1 article will show Margaret Hale where it shows Peggy Hale now" in sure.text()
    assert not desk.authority.exists()
    done = desk.done(desk.send(choice.get("href")))
    assert done.text("//h1") == "“Peggy Hale” is a part of “Margaret Hale” now."
    assert "1 article changed." in done.text()
    assert done.texts("//ul[@class='changed']//a") == ["Libya"]
    assert "merged:" in done.text("//pre") and "peggy-hale: margaret-hale" in done.text("//pre")
    assert having(desk, "margaret-hale") == 2
    assert desk.client.get("/person/peggy-hale").headers["Location"] == "/person/margaret-hale"


def test_two_who_meet_are_pointed_at_before_they_are_made_one(desk: Desk) -> None:
    page = desk.see("/correct/person/margaret-hale/merge?into=tony-blair")
    assert "1 article names both" in page.text()
    assert "/search?person=margaret-hale&person=tony-blair" in page.links


def test_a_merge_is_taken_back_whole_and_can_be_made_again(desk: Desk) -> None:
    desk.authority.write_text("version: 1  # ours\n\n# nobody yet\nhide: []\n")
    before = desk.authority.read_text()
    response = desk.send("/correct/person/peggy-hale/merge?into=margaret-hale")
    back = desk.done(desk.send(response.headers["Location"]))
    assert back.text("//h1").startswith("Taken back: “Peggy Hale” is a part")
    assert desk.authority.read_text() == before
    assert having(desk, "peggy-hale") == 1
    assert not desk.archive.authority.pending()
    late = desk.see(response.headers["Location"])
    assert "The file was changed since" in late.text() and not late.tree.xpath("//form[@method='post']")
    refused = desk.post(response.headers["Location"].replace("/done/", "/undo/"), desk.form("/correct/person/peggy-hale", RENAME)[1])
    assert (refused.status_code, desk.authority.read_text()) == (400, before)
    assert "was changed after this decision" in refused.text


def test_a_rename_keeps_comments_and_order(desk: Desk) -> None:
    desk.authority.write_text("version: 1\n# whom we know\nhide: [halden-bank] # a bank\n")
    desk.archive.link()
    done = desk.done(desk.send("/correct/person/margaret-hale", RENAME, name=" Maggie  Hale "))
    assert done.text("//h1") == "“Margaret Hale” is called “Maggie Hale” now."
    text = desk.authority.read_text()
    assert text.startswith("version: 1\n# whom we know\nhide: [halden-bank] # a bank\n")
    assert "name: Maggie Hale" in text
    assert desk.see("/person/margaret-hale").text("//h1") == "Maggie Hale"


def test_a_retype_leads_to_the_page_of_the_new_type(desk: Desk) -> None:
    done = desk.done(desk.send("/correct/organisation/halden-bank", RETYPE, to="place"))
    assert done.text("//h1") == "“Halden Bank” is a place now, and no organisation."
    assert "/place/halden-bank" in done.links
    assert having(desk, "halden-bank", "place") == 1


def test_hiding_says_first_how_many_articles_show_it(desk: Desk) -> None:
    assert "3 articles of 2003–2004 will not show Tony Blair" in desk.see("/correct/person/tony-blair/hide").text()
    done = desk.done(desk.send("/correct/person/tony-blair/hide"))
    assert "3 articles changed" in done.text()
    assert having(desk, "tony-blair") == 0
    page = desk.see("/person/tony-blair")
    assert page.text("//header/p[@class='note']").startswith("The authority file hides it") and "- tony-blair" in page.text(
        "//ul[@class='decided']"
    )
    assert not desk.see("/person/lionel-blair").tree.xpath("//header/p[@class='note']")


def test_a_split_takes_the_ticked_articles_alone(desk: Desk) -> None:
    page = desk.see("/correct/person/tony-blair/split")
    assert len(page.tree.xpath("//input[@type='checkbox']")) == 3
    bank = desk.article("bank")
    done = desk.done(desk.send("/correct/person/tony-blair/split", name="Tony Blair (the grocer)", article=[bank]))
    assert "In 1 article “Tony Blair” is “Tony Blair (the grocer)” now" in done.text()
    assert done.texts("//section[@class='shows']//a") == ["Tony Blair 2 articles", "Tony Blair (the grocer) 1 article"]
    assert (having(desk, "tony-blair-the-grocer"), having(desk, "tony-blair")) == (1, 2)
    grocer = desk.see("/person/tony-blair-the-grocer")
    assert (grocer.text("//h1"), grocer.texts("//article/h3")) == ("Tony Blair (the grocer)", ["A bank"])
    assert "A bank" not in desk.see("/person/tony-blair").texts("//article/h3")


def test_a_split_shows_the_words_that_tell_who_it_is(desk: Desk) -> None:
    shown = desk.see("/correct/person/tony-blair/split").texts("//label/span[@class='snippet']")
    assert "Tony Blair of Leeds opened a shop in Leeds, England. Officials of Halden Bank spoke." in shown


def test_a_surname_alone_says_whom_it_may_mean(desk: Desk) -> None:
    page = desk.see("/person/blair-surname-only")
    assert page.texts("//header//ul/li") == ["Tony Blair 3 articles", "Lionel Blair 2 articles", "Cherie Blair 1 article"]
    assert not desk.see("/person/tony-blair").tree.xpath("//p[@class='alone']")


def test_a_surname_alone_is_assigned_to_one_of_those_who_have_it(desk: Desk) -> None:
    address = mention_of(desk, "asked", "Blair")
    page = desk.see(address)
    shown = page.texts("//ul[@class='ticks']//label")
    assert shown[0].startswith("Tony Blair 3 articles, 2003–2004") or shown[0].startswith("Lionel Blair 2 articles, 2008")
    assert {each.split(" Blair")[0] for each in shown[:3]} == {"Tony", "Lionel", "Cherie"}
    done = desk.done(desk.send(address, to="cherie-blair"))
    assert done.text("//h1") == "“Blair” is “Cherie Blair” in this article now."
    assert having(desk, "cherie-blair") == 2
    assert f"/names/{desk.article('asked')}" in done.links and "/person/cherie-blair" in done.links


def test_a_name_is_assigned_to_one_who_is_found_by_name(desk: Desk) -> None:
    address = mention_of(desk, "shop", "Tony Blair")
    page = desk.see(f"{address}&match=hale")
    assert "Margaret Hale 1 article, 2003" in page.texts("//ul[@class='ticks']//label")
    desk.done(desk.send(f"{address}&match=hale", to="margaret-hale"))
    assert (having(desk, "margaret-hale"), having(desk, "tony-blair")) == (2, 2)


@pytest.mark.parametrize(("words", "surface", "name"), [("asked", "Blair", "Euan Blair"), ("shop", "Tony Blair", "Tony Blair of Leeds")])
def test_a_name_is_assigned_to_one_whom_the_archive_does_not_have(desk: Desk, words: str, surface: str, name: str) -> None:
    desk.done(desk.send(mention_of(desk, words, surface), to="new", name=name))
    (found,) = desk.archive.store.labels(EntityType.PERSON, [name.lower().replace(" ", "-")]).values()
    assert (found.name, having(desk, found.id)) == (name, 1)


def test_duplicates_are_made_one_or_kept_apart(desk: Desk) -> None:
    for number, name in enumerate(("Katherine Johnson", "Katherine Jonson", "Katherine Johnson")):
        (desk.folder / "news" / f"2001-01-0{number + 1}.txt").write_text(f"A visit\n\n{name} spoke in Geneva.\n")
    from archive.cli.indexing import configured

    desk.archive.index(configured(desk.archive.config))
    page = desk.see("/duplicates/person")
    assert "Katherine Jonson 1 article, 2001 and Katherine Johnson 2 articles, 2001" in page.texts("//li/h2")
    one = next(link for link in page.links if "katherine-jonson/merge" in link)
    assert "Make them one?" in desk.see(one).text("//h1")
    apart = "//form[contains(@action, 'apart')][.//input[@value='katherine-jonson']]"
    done = desk.done(desk.send("/duplicates/person", apart))
    assert "“Katherine Jonson” and “Katherine Johnson” stay two." in done.text()
    assert "Katherine Jonson" not in "".join(done.texts("//li/h2"))
    assert "never_merge" in desk.authority.read_text()
    last = next(link for link in done.links if "/correct/done/" in link)
    desk.done(desk.send(last))
    merged = desk.done(desk.send(one))
    assert merged.tree.xpath("//div[@role='status']") and having(desk, "katherine-johnson") == 3


def test_a_file_edited_by_hand_is_told_on_every_page_and_applied_by_a_button(desk: Desk) -> None:
    assert not desk.see("/").of_class("pending")
    desk.authority.write_text("version: 1\nhide: [tony-blair]\n")
    for page in ("/", "/search?q=libya", "/person/margaret-hale", "/duplicates/person"):
        assert "changes that are not applied yet" in desk.see(page).text("//*[@role='note']"), page
    done = desk.done(desk.send("/", "//form[contains(@action, 'apply')]"))
    assert "3 articles changed" in done.text()
    assert not done.of_class("pending")
    assert having(desk, "tony-blair") == 0


def test_a_form_may_lead_back_to_the_duplicates(desk: Desk) -> None:
    for page in ("/correct/person/tony-blair/hide", "/correct/person/peggy-hale/merge?into=margaret-hale&back=duplicates"):
        assert desk.send(page, back="duplicates").headers["Location"].startswith("/duplicates/person?done="), page


# ---------------------------------------------------------------- faults come back on the form


@pytest.mark.parametrize(
    ("page", "path", "typed", "status", "told"),
    [
        ("/correct/person/tony-blair", RENAME, {"name": " "}, 400, "is no name"),
        ("/correct/person/tony-blair", RENAME, {"name": "***"}, 400, "is no name"),
        ("/correct/person/tony-blair", RENAME, {"name": "a\x07b"}, 400, "is no name"),
        ("/correct/person/tony-blair", RENAME, {"name": "x" * 300}, 400, "At most 200"),
        ("/correct/person/tony-blair", RENAME, {"name": "Tony Blair"}, 400, "is called Tony Blair already"),
        ("/correct/person/tony-blair", RETYPE, {"to": "country"}, 400, "no type is chosen"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "nobody at all"}, 404, "there is no person"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": ""}, 404, "there is no person"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "x" * 1000}, 404, "there is no person"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "a'\"<b>"}, 404, "there is no person"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "hale"}, 400, "could be any of 2"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "tony-blair"}, 400, "already"),
        ("/correct/person/tony-blair/merge?into=lionel-blair", None, {"into": "blair-surname-only"}, 400, "several people"),
        ("/correct/person/tony-blair/split", None, {"name": "Somebody"}, 400, "no article is chosen"),
        ("/correct/person/tony-blair/split", None, {"name": "", "article": ["news-x"]}, 400, "is no name"),
        ("/correct/person/tony-blair/split", None, {"name": "Somebody", "article": ["news-x"]}, 404, "there is no article"),
    ],
)
def test_what_cannot_be_done_comes_back_with_what_was_typed(
    desk: Desk, page: str, path: str | None, typed: dict[str, object], status: int, told: str
) -> None:
    response = desk.send(page, path or "//form[@method='post']", **typed)
    shown = seen(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
    assert told.lower() in shown.text("//*[@role='alert']").lower()
    assert not desk.authority.exists()
    first = next(iter(typed.values()))
    boxes = [each.value for each in shown.tree.xpath("//input[@type='search' or not(@type)]")]
    if isinstance(first, str) and "to" not in typed and "\x07" not in first:
        assert first in boxes or first == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "nobody is chosen"),
        ({"to": "nobody"}, "there is no person"),
        ({"to": "new", "name": "Lionel Blair"}, "already"),
        ({"to": "new"}, "is no name"),
    ],
)
def test_an_assignment_that_cannot_be_made_comes_back(desk: Desk, typed: dict[str, str], told: str) -> None:
    response = desk.send(mention_of(desk, "asked", "Blair"), **typed)
    assert response.status_code in (400, 404)
    assert told in seen(response).text("//*[@role='alert']").lower()
    assert not desk.authority.exists()


def test_a_busy_writer_is_told(desk: Desk) -> None:
    with desk.archive.store.writing("archive index"):
        response = desk.send("/correct/person/margaret-hale", RENAME, name="Maggie Hale")
    assert response.status_code == 503
    shown = seen(response)
    assert "archive index" in shown.text("//*[@role='alert']")
    assert shown.tree.xpath("//input[@name='name']/@value") == ["Maggie Hale"]
    assert not desk.authority.exists()


def test_a_file_that_does_not_hold_is_told_and_kept(desk: Desk) -> None:
    desk.authority.write_text("version: 1\nhide: x\n")
    note = desk.see("/").text("//*[@role='note']")
    assert "cannot be applied" in note and "authority.yaml:2" in note
    assert str(desk.authority.parent) not in note  # whoever reads a page need not know where the archive is
    response = desk.send("/correct/person/margaret-hale", RENAME, name="Maggie Hale")
    assert response.status_code == 409
    assert "authority.yaml:2" in seen(response).text("//*[@role='alert']")
    assert desk.authority.read_text() == "version: 1\nhide: x\n"


@pytest.mark.parametrize(
    "raw", [b"version: 1\nhide: [\xff]\n", b"version: 1\nhide: [", b"version: 1\nversion: 1\n", b"[1]", b"version: !!x 1\n"]
)
def test_a_file_that_cannot_be_read_is_told_and_kept(desk: Desk, raw: bytes) -> None:
    desk.authority.write_bytes(raw)
    for response in (desk.send("/correct/person/margaret-hale", RENAME, name="M"), desk.send("/correct/person/margaret-hale/hide")):
        assert response.status_code == 409
        assert "authority.yaml" in seen(response).text("//*[@role='alert']")
    assert desk.authority.read_bytes() == raw


def test_a_read_only_file_is_respected(desk: Desk) -> None:
    desk.authority.write_text("version: 1\n")
    desk.authority.chmod(0o444)
    desk.archive.link()
    response = desk.send("/correct/person/margaret-hale/hide")
    assert response.status_code == 409
    assert "is read-only" in seen(response).text("//*[@role='alert']") and "chmod u+w" in response.text
    assert desk.authority.read_text() == "version: 1\n"
    assert having(desk, "margaret-hale") == 1


def test_a_decision_that_contradicts_another_is_not_written(desk: Desk) -> None:
    desk.authority.write_text("version: 1\nnever_merge:\n  - [peggy-hale, margaret-hale]\n")
    desk.archive.link()
    response = desk.send("/correct/person/peggy-hale/merge?into=margaret-hale")
    assert response.status_code == 409
    assert "must stay apart" in seen(response).text("//*[@role='alert']")
    assert "merged" not in desk.authority.read_text()


def test_what_is_written_and_cannot_be_shown_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise EngineError("the disk is full", "Free some space, and run: archive reindex")

    monkeypatch.setattr("archive.core.publish", fail)
    response = desk.send("/correct/person/tony-blair/hide")
    told = seen(response).text("//*[@role='alert']")
    assert response.status_code == 503
    assert "It is written to the authority file, but is not shown everywhere yet. The disk is full." in told and "archive reindex" in told
    assert "hide" in desk.authority.read_text()


def test_the_same_form_sent_twice_changes_nothing_more(desk: Desk) -> None:
    action, given = desk.form("/correct/person/peggy-hale/merge?into=margaret-hale")
    assert desk.post(action, given).status_code == 303
    text = desk.authority.read_text()
    again = desk.post(action, given)
    assert (again.status_code, desk.authority.read_text()) == (400, text)


# ---------------------------------------------------------------- who may send a form


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("http://evil.example", {}),
        ("https://localhost.evil.example", {}),
        ("http://localhost:9999", {}),
        ("null", {}),
        (None, {}),
        (ORIGIN, {"Sec-Fetch-Site": "cross-site"}),
        (ORIGIN, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_form_of_another_site_is_refused(desk: Desk, origin: str | None, headers: dict[str, str]) -> None:
    action, given = desk.form("/correct/person/tony-blair/hide")
    response = desk.post(action, given, origin, **headers)
    assert response.status_code == 403
    assert "not sent by a page of this archive" in response.text
    assert not desk.authority.exists()


@pytest.mark.parametrize("token", ["", "0" * 64, "ü", None])
def test_a_form_without_its_token_comes_back_with_what_was_typed(desk: Desk, token: str | None) -> None:
    action, given = desk.form("/correct/person/tony-blair", RENAME)
    given = {**given, "name": "Anthony Blair", "token": token}
    response = desk.post(action, {name: value for name, value in given.items() if value is not None})
    assert response.status_code == 403
    assert seen(response).tree.xpath("//input[@name='name']/@value") == ["Anthony Blair"]
    assert not desk.authority.exists()


def test_the_token_of_another_session_is_refused(desk: Desk) -> None:
    action, given = desk.form("/correct/person/tony-blair/hide")
    other = create_app(desk.archive, lambda: TODAY, secret=SECRET).test_client()
    other.get("/correct/person/tony-blair/hide")
    assert other.post(action, data=given, headers={"Origin": ORIGIN}).status_code == 403
    assert not desk.authority.exists()


def test_a_form_is_taken_by_any_worker_and_by_no_other_server(desk: Desk) -> None:
    action, given = desk.form("/correct/person/tony-blair/hide")
    cookie = desk.client.get_cookie("archive_session")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    for secret, status in ((b"another server", 403), (SECRET, 303)):
        other = create_app(desk.archive, lambda: TODAY, secret=secret).test_client()
        other.set_cookie("archive_session", cookie.value)
        assert other.post(action, data=given, headers={"Origin": ORIGIN}).status_code == status


def test_other_names_of_the_machine_are_refused(desk: Desk) -> None:
    action, given = desk.form("/correct/person/tony-blair/hide")
    response = desk.client.post(action, data=given, base_url="http://rebound.example", headers={"Origin": "http://rebound.example"})
    assert response.status_code == 400
    assert not desk.authority.exists()


def test_a_form_that_is_too_large_is_refused(desk: Desk) -> None:
    action, given = desk.form("/correct/person/tony-blair", RENAME)
    assert desk.post(action, {**given, "name": "x" * 300_000}).status_code == 413


def test_pages_of_one_session_are_not_given_to_another(desk: Desk) -> None:
    desk.authority.write_text("version: 1\nhide: [tony-blair]\n")
    first = desk.client.get("/")
    same = desk.client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 200, "the first page came before the cookie"
    assert desk.client.get("/", headers={"If-None-Match": same.headers["ETag"]}).status_code == 304
    other = create_app(desk.archive, lambda: TODAY, secret=SECRET).test_client()
    assert other.get("/", headers={"If-None-Match": same.headers["ETag"]}).status_code == 200


def test_a_browser_tells_where_a_form_comes_from_and_loads_nothing_from_elsewhere(desk: Desk, reading: Desk) -> None:
    edited, read = desk.client.get("/correct/person/tony-blair").headers, reading.client.get("/person/tony-blair").headers
    assert (edited["Referrer-Policy"], read["Referrer-Policy"]) == ("same-origin", "no-referrer")
    assert edited["Content-Security-Policy"] == read["Content-Security-Policy"]


# ---------------------------------------------------------------- where there is nothing to correct


@pytest.mark.parametrize(
    "address",
    [
        "/correct/country/GB",
        "/correct/person/nobody-at-all",
        "/correct/done/0123456789abcdef",
        "/correct/done/..",
        "/assign/x?mention=body.0.1",
    ],
)
def test_what_is_not_there_cannot_be_corrected(desk: Desk, address: str) -> None:
    assert desk.see(address).status == 404


def test_what_was_merged_leads_to_what_stays(desk: Desk) -> None:
    decisions.merge(desk.archive, *(decisions.entity_of(desk.archive, id) for id in ("peggy-hale", "margaret-hale")))
    assert desk.client.get("/correct/person/peggy-hale").headers["Location"] == "/correct/person/margaret-hale"


def test_a_surname_alone_can_be_merged_and_hidden_and_no_more(desk: Desk) -> None:
    page = desk.see("/correct/person/blair-surname-only")
    assert page.texts("//h2") == ["It is the same as another", "It is no name, or of no use"]


def test_a_get_on_a_button_is_answered_405(desk: Desk) -> None:
    response = desk.client.get("/correct/apply")
    assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, {"OPTIONS", "POST"})
    assert "this is done by a form" in response.text.lower()


PATHS = ("/correct/person/tony-blair/hide", "/correct/person/tony-blair/rename", "/correct/apply", "/correct/apart", "/assign/x")


@pytest.mark.parametrize("path", PATHS)
def test_a_server_that_only_reads_knows_no_form(reading: Desk, path: str) -> None:
    assert reading.post(path, {"name": "x"}).status_code in (404, 405)
    assert reading.client.get(path).status_code in (404, 405)
    assert not reading.authority.exists()


def test_a_server_that_only_reads_shows_no_form_that_changes(reading: Desk) -> None:
    reading.authority.write_text("version: 1\nhide: [tony-blair]\n")
    article = reading.article("asked")
    for page in ("/", "/person/tony-blair", f"/article/{article}", f"/names/{article}", "/duplicates/person", "/country/LY"):
        seen = reading.see(page)
        assert not seen.tree.xpath("//form[@method='post']") and not any("/correct" in link for link in seen.links), page
        assert "archive entities apply" in seen.text("//*[@role='note']")
    assert reading.client.get_cookie("archive_session") is None
