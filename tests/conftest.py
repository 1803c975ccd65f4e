"""Fixtures for all tests."""

pytest_plugins = [
    "tests.support.database",
    "tests.support.embedded",
    "tests.support.crew",
    "tests.support.works",
]
