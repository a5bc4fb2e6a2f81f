"""What every test may use: the corpora where they are there, a browser, and hypothesis profiles."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from archive import core, entities
from archive.cli.indexing import configured
from archive.config import Collection, Config
from archive.core import Archive, open_archive

settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=400, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Have all archives of the tests share their extractors: to make one takes longer than most tests, and it remembers no article."""
    entities.make_extractor = core.make_extractor = cache(entities.make_extractor)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The shared folder of real articles; a test that needs it is skipped, with a message, where it is missing."""
    folder = Path(__file__).parents[2] / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip(f"real articles are not here: {folder}")
    return folder


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The sample articles, indexed once for all tests that only read."""
    folder = Path(__file__).parents[1] / "seeds" / "articles"
    config = Config(index=tmp_path_factory.mktemp("sample") / "index", collections=(Collection("sample", (folder,)),))
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        yield archive


CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; where there is none they are skipped, or fail where ARCHIVE_REQUIRE_BROWSER is set."""
    found = subprocess.run([Path(__file__).parents[1] / "tools" / "browser"], capture_output=True, text=True, check=False)
    executable = found.stdout.strip()
    if not executable:
        message = "NO BROWSER WAS FOUND, so this was not tested; `tools/browser --install` says how to get one"
        if os.environ.get("ARCHIVE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, with no cookies or storage of another test's."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
