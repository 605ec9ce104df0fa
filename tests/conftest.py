"""What tests share: settings, the shipped content, the browser, and order where they run side by side."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.live_server_helper import LiveServer

from accounts.fallback_cache import try_all_again
from profiles.content.clock import clock
from scripts.run_tests import chromium_path
from tests.emptying import empty_only_what_is_full
from tests.migrated import prepare
from tests.redis_server import redis_server
from tests.shipped import load_shipped_content

LOADED = pytest.StashKey[bool]()
WITH_CONTENT = pytest.StashKey[set[Path]]()

# A machine with other work to do is slow, and not wrong.
SLOW = [HealthCheck.too_slow]
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=SLOW)
hypothesis_settings.load_profile("patient")


def pytest_configure():
    """Several workers, and other runs, may share one Redis: each clears its own keys alone."""
    site_settings.PAGE_CACHE_MB = 0  # transactions of tests end without a commit
    options = site_settings.CACHES.get("server")
    if options:
        options.update(BACKEND="tests.shared_redis.SharedRedisCache", KEY_PREFIX=f"tests-{uuid4().hex}")


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that ask for no database: another one gives them the same answers",
    )
    parser.addoption(
        "--round-trips",
        type=int,
        default=10,
        help="random profiles of each test that writes them to files and reads those",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Modules about the shipped content come last: each worker loads it once and need not clear it."""
    if config.getoption("only_database"):
        left_out = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _uses_database(item)]
    config.stash[WITH_CONTENT] = {item.path for item in items if _uses_content(item)}
    items.sort(key=lambda item: item.path in config.stash[WITH_CONTENT])


def pytest_collection_finish():
    """Python looks through all objects for those that nothing refers to: a tenth of the time, mostly for modules that stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def _uses_content(item):
    return "demo" in getattr(item, "fixturenames", ())


def _uses_database(item):
    if isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase):
        return True
    asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """In place of the one of pytest-django, which migrates an empty database for each worker."""
    with django_db_blocker.unblock():
        prepare()
        names = setup_databases(verbosity=0, interactive=False, keepdb=True)
        empty_only_what_is_full()
    yield
    with django_db_blocker.unblock():
        teardown_databases(names, verbosity=0)


@pytest.fixture(scope="module", autouse=True)
def _content(request):
    """The shipped content for the modules that ask for it, an empty database for the others."""
    wanted = request.path in request.config.stash[WITH_CONTENT]
    if wanted == request.config.stash.get(LOADED, False):
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        if wanted:
            load_shipped_content()
        else:
            call_command("flush", verbosity=0, interactive=False)
    request.config.stash[LOADED] = wanted


@pytest.fixture
def demo(_content, db):
    """The shipped content; what a test changes is rolled back."""


@pytest.fixture
def demo_site(demo):
    """The address of a server that shows the shipped content, to tests that change nothing."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(autouse=True)
def _no_moment_of_another_test():
    """What the clock last saw is of a content that was taken back; its connection would hold the database."""
    yield
    clock.close()


@pytest.fixture(autouse=True)
def _plain_surroundings(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    try_all_again()
    for name in settings.CACHES.keys() & {"server", "process", "memory"}:
        caches[name].clear()  # the table of the database is emptied with the others
    translation.activate("en")  # a French page leaves its language behind in the thread


@pytest.fixture
def redis(tmp_path):
    """A Redis of the test's own; tests that need it are skipped where it is not installed."""
    with redis_server(tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    """Chromium without a screen; tests that need it are skipped where it is absent."""
    path = chromium_path()
    if not path:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
