"""Fixtures for all tests."""

from hypothesis import settings

# how long an example takes is the machine's business, never a test's
settings.register_profile("leaven", deadline=None)
settings.load_profile("leaven")

pytest_plugins = [
    "tests.support.database",
    "tests.support.embedded",
    "tests.support.crew",
    "tests.support.works",
]
