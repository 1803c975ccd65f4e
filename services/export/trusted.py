"""The trust page as a file for a works council: what is stored, destroyed, opened, agreed."""

from collections.abc import Iterator

from app.domain.trust import DESTROYED, OPENED, RuleChange, TrustPage
from services.backend.trust import RETENTION


def trust_markdown(page: TrustPage) -> str:
    """The page of one organisation as it stood when it was taken along; it names nobody."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: TrustPage) -> Iterator[str]:
    yield f"# What Leaven keeps at {page.organisation}\n"
    yield "## The rules in force\n"
    yield f"- {page.inside_threshold} voices before a team hears itself"
    yield f"- {page.outside_threshold} voices before a number or a place leaves a team"
    for rule, words in RETENTION.items():
        if rule in page.rules:
            yield f"- {page.rules[rule]} {words}"
    if page.legal_hold:
        yield "- Deletion is paused by a court."
    yield "\n## Changes, and who agreed\n"
    yield from [_change(each) for each in page.changes] or ["- The rules have never been changed."]
    yield "\n## Destroyed so far, as of last night\n"
    yield from [f"- {DESTROYED[each.kind]}: {each.number}" for each in page.destroyed] or [
        "- Nothing yet."
    ]
    yield "\n## Opened, by role and day\n"
    opened = [
        f"- {each.day:%Y-%m-%d}: {each.role} opened {OPENED[each.kind]}" for each in page.openings
    ]
    yield from opened or ["- Nothing yet."]
    yield "\n## Everything that is stored\n"
    for table in page.stored:
        yield f"- **{table.name}**: {table.what} ({', '.join(table.columns)})"


def _change(change: RuleChange) -> str:
    agreed = f", agreed by {change.agreed_as}" if change.agreed_as else ""
    moved = f"{change.rule.replace('_', ' ')} from {change.before} to {change.value}"
    return f"- {change.week}: {moved}, {change.state}, proposed by {change.proposed_as}{agreed}"
