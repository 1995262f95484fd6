import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from api import Company
from installation import Installation, Postgres

ENGINES = ["sqlite", "postgres"]


@pytest.fixture(scope="session")
def postgres():
    server = Postgres()
    yield server
    server.close()


def make(engine, request, *options, **more):
    """A new installation on that engine. The PostgreSQL server is only started when it is asked for."""
    if engine == "postgres":
        more["postgres"] = request.getfixturevalue("postgres")
    return Installation(*options, **more)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def shared(engine, request):
    """One installation for all tests that leave it as they found it."""
    with make(engine, request) as installation:
        yield installation


@pytest.fixture
def company(shared):
    company = Company(shared)
    yield company
    company.end()


@pytest.fixture
def own(engine, request):
    """A maker of installations that a test may stop, kill and search."""
    made = []

    def maker(*options, **more):
        made.append(make(engine, request, *options, **more))
        return made[-1]

    yield maker
    for installation in made:
        installation.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The document is compared with every answer that the other tests saw."""
    items.sort(key=lambda item: "test_zz_document" in item.nodeid)
