"""Fixtures for every test. `db`: a transaction, rolled back. `own_database`: may commit. `site`: served over HTTP."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings

from hub.dev import chromium
from tests import cards as card_processor
from tests import cast, databases
from tests.own_database import OwnDatabase, Swap
from tests.serving import Site

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile(
    "ci", derandomize=True, max_examples=50, deadline=None, suppress_health_check=SLOW
)
hypothesis_settings.register_profile("soak", max_examples=500, deadline=None, suppress_health_check=SLOW)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

FLAGS = """
--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-background-networking --disable-component-update
--disable-domain-reliability --disable-sync --no-first-run --no-default-browser-check --metrics-recording-only
""".split()

# What is waited for on a page is there sooner, and a test goes on as soon as it is. Only what never comes takes so
# long, also where a machine does five other things.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database_template(django_db_blocker: pytest.FixtureRequest) -> str:
    databases.drop_leftovers()
    return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(database_template: str, django_db_blocker) -> Iterator[None]:
    """Instead of pytest-django's own: each worker gets a clone, as the runtime role, and never migrates."""
    name = databases.clone(database_template)
    swap = Swap()
    swap.to(name)
    with django_db_blocker.unblock():
        cast.EVERYBODY.rehearse()
    yield
    swap.back()
    databases.drop(name)


@pytest.fixture(autouse=True)
def speaking_english() -> Iterator[None]:
    """What a test reads of a refusal is English, unless it asks for another language itself."""
    with override("en"):
        yield


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest, database_template: str, django_db_blocker
) -> Iterator[OwnDatabase]:
    """A database for tests that commit: races, faults, journeys. Not together with `db`.

    Where a site is served it has one name, a new database each time: a server that is there already finds it again.
    """
    name = databases.clone(database_template, "site" if "site" in request.fixturenames else None)
    swap = Swap()
    with django_db_blocker.unblock():
        swap.to(name)
        yield OwnDatabase(name)
        swap.back()
    databases.drop(name)


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests that want nothing special: starting it takes longer than most of them."""
    shared = Site(databases.url(databases.named("site")), tmp_path_factory.mktemp("site"))
    yield shared
    shared.stop()


@pytest.fixture
def site(own_database: OwnDatabase, plain_site: Site, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """`site()` is the site against this test's own database; `site(processes=4, threads=8)` starts one of its own."""
    started: list[Site] = []

    def start(*, processes: int = 1, threads: int = 4, **environment: str) -> Site:
        if (processes, threads, environment) == (1, 4, {}):
            plain_site.forget_mails()
            plain_site.start()
            return plain_site
        new = Site(
            own_database.url, tmp_path / f"site-{len(started)}", processes, threads, environment=environment
        )
        started.append(new)
        new.start()
        return new

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def processor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[card_processor.Cards]:
    """One card processor for all tests of a worker."""
    with card_processor.running(tmp_path_factory.mktemp("cards")) as running:
        yield running


@pytest.fixture
def cards(processor: card_processor.Cards, settings: Settings) -> card_processor.Cards:
    """One that knows nothing yet; the site here is set to use it, another with `site(**cards.environment)`."""
    processor.forget()
    for name, value in processor.settings.items():
        setattr(settings, name, value)
    return processor


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail("No Chromium: `make test` gets one, or say CHROMIUM=/path/to/it.")
    # Playwright runs an event loop in this thread; the ORM is used beside it, never inside.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh, Dutch-speaking profile. The test fails when a page asks another host, or its script breaks."""
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    elsewhere: list[str] = []
    broken: list[str] = []
    context.on("request", lambda request: elsewhere.append(request.url) if _foreign(request.url) else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None
    )
    yield page
    context.close()
    assert elsewhere == []
    assert broken == []


def _foreign(url: str) -> bool:
    return not url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "blob:", "about:"))
