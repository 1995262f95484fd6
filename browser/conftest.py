import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Tests/Journeys")]

from api import Company
from installation import Installation
from people import CHROMIUM, Neutral, SlowDoor
from scenes import World

from playwright.sync_api import sync_playwright

OUT = HERE / "out"


@pytest.fixture(scope="session")
def neutral():
    """A site about the weather, where the exit goes."""
    site = Neutral()
    yield site
    site.close()


@pytest.fixture(scope="session")
def shared(neutral):
    """For tests in which nobody of the staff does anything: whoever started a talk there may still wait."""
    with Installation(env={"VANGNET_NEUTRAL_EXIT": neutral.url}) as installation:
        yield installation


@pytest.fixture
def company(neutral):
    """Staff and seekers on an installation of their own: nobody else waits, everybody has room."""
    with Installation(env={"VANGNET_NEUTRAL_EXIT": neutral.url}) as installation:
        yield Company(installation)


@pytest.fixture
def site(request, shared):
    return request.getfixturevalue("company").installation if "company" in request.fixturenames else shared


@pytest.fixture(scope="session")
def world(neutral):
    """A site with somebody in every state, for tests that only look."""
    with Installation(env={"VANGNET_NEUTRAL_EXIT": neutral.url}) as installation:
        yield World(installation, Company(installation))


@pytest.fixture
def own(neutral):
    """A maker of installations that a test may stop and kill."""
    made = []

    def maker(*options):
        made.append(Installation(*options, env={"VANGNET_NEUTRAL_EXIT": neutral.url}))
        return made[-1]

    yield maker
    for installation in made:
        installation.close()


@pytest.fixture(scope="session")
def slow(shared):
    """The shared site behind a line on which the exit's answer takes four seconds."""
    proxy = SlowDoor(shared.port, seconds=4)
    yield proxy
    proxy.close()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browsers(playwright):
    """Two browsers: Playwright's own way, and as people have it, with pages kept for Back."""
    plain = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    kept = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox"], ignore_default_args=["--disable-back-forward-cache"])
    yield {"plain": plain, "kept": kept}
    plain.close()
    kept.close()


@pytest.fixture
def window(browsers):
    """A maker of browser windows, each with cookies of its own."""
    opened = []

    def maker(script=True, back="plain", **options):
        context = browsers[back].new_context(java_script_enabled=script, locale="nl-NL", **options)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield maker
    for context in opened:
        context.close()
