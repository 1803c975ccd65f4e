"""The audit of what we install: a hole fails, a missing feed is told and does not."""

import json

from tests.security.audit import read

FINE = {"name": "flet", "version": "1.0.5", "vulns": []}
SKIPPED = {"name": "av", "skip_reason": "Dependency not found on PyPI and could not be audited"}
HOLE = {
    "name": "httpx",
    "version": "0.1",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"], "description": "x"}],
}


def answer(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_hole_fails_and_says_where_it_is_mended() -> None:
    audit = read(answer(FINE, HOLE, SKIPPED), "")
    assert audit.failed
    assert audit.said[0] == "httpx 0.1: PYSEC-1, mended in 0.2"


def test_what_was_not_audited_is_said_and_fails_nothing() -> None:
    audit = read(answer(FINE, SKIPPED), "")
    assert not audit.failed
    assert audit.said == (
        "Audited: 1 packages, 0 known holes.",
        "NOT AUDITED, no advisories to be had here: 1 packages (av).",
    )


def test_where_nothing_could_be_audited_that_is_the_first_word() -> None:
    assert read(answer(SKIPPED), "").said[0].startswith("NOTHING WAS AUDITED")


def test_without_any_feed_nothing_was_audited_and_that_is_said() -> None:
    audit = read("", "requests.exceptions.ConnectionError: Max retries exceeded with url: /pypi")
    assert not audit.failed
    assert "NOTHING WAS AUDITED" in audit.said[0]


def test_an_audit_that_breaks_otherwise_fails() -> None:
    assert read("", "pip-audit: error: unrecognized arguments").failed
    assert read("[]", "").failed
