"""Weak signals: themes that rise or spread, judged by distinct sessions and their exposure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

RECENT_WEEKS = 6
ALARM = 0.005
"""Per weekly look: about one false alarm per theme in ten years (simulated, docs/linking.md)."""
LEAST_SESSIONS = 3
"""Fewer would point at people."""
LEAST_WEEKS = 3
RARE = 0.02
"""Chance of so many sites or more, under which a spread is worth showing."""


@dataclass(frozen=True)
class Rise:
    """`recent` of `mentions` sessions fell into the last RECENT_WEEKS of `weeks` weeks."""

    p: float
    recent: int
    mentions: int
    weeks: int

    @property
    def alarm(self) -> bool:
        return self.p < ALARM and self.mentions >= LEAST_SESSIONS


@dataclass(frozen=True)
class Breadth:
    """A theme heard at `sites` sites where `expected` were to be expected by chance."""

    sites: int
    expected: float
    p: float


def rise(mentions: Sequence[int], sessions: Sequence[int]) -> Rise:
    """Conditional binomial test of the last weeks against those before.

    Both sequences have one number per week, oldest first: distinct sessions that spoke of the
    theme, and sessions held at all (exposure). A week without sessions counts for nothing.
    """
    total = sum(mentions)
    recent = sum(mentions[-RECENT_WEEKS:])
    held = sum(sessions)
    share = sum(sessions[-RECENT_WEEKS:]) / held if held else 1.0
    return Rise(at_least(recent, total, share), recent, total, len(mentions))


def at_least(hits: int, tries: int, chance: float) -> float:
    """P(X >= hits) for X binomial."""
    if hits <= 0 or chance >= 1:
        return 1.0
    return min(
        1.0,
        sum(
            math.comb(tries, k) * chance**k * (1 - chance) ** (tries - k)
            for k in range(hits, tries + 1)
        ),
    )


def breadth(sites: Sequence[str], exposure: Sequence[int]) -> Breadth:
    """How wide a theme is for how often it was heard.

    `sites` names the site of each session that spoke of it; `exposure` is the number of sessions
    of every site. E = sum of 1 - (1 - w)^k over the sites' shares w; p from a normal approximation
    of the number of occupied sites, its variance bounded by that of independent sites.
    """
    heard, k, held = len(set(sites)), len(sites), sum(exposure)
    if not k or not held:
        return Breadth(heard, 0.0, 1.0)
    chances = [1 - (1 - count / held) ** k for count in exposure]
    expected = sum(chances)
    spread = math.sqrt(sum(c * (1 - c) for c in chances)) or 1e-9
    p = 0.5 * math.erfc((heard - 0.5 - expected) / spread / math.sqrt(2))
    return Breadth(heard, expected, p)


def new_site(sites_by_week: Sequence[Sequence[str]]) -> str | None:
    """The site where a theme known elsewhere was heard for the first time in the last weeks."""
    before = {site for week in sites_by_week[:-RECENT_WEEKS] for site in week}
    if not before:
        return None
    recent = [site for week in sites_by_week[-RECENT_WEEKS:] for site in week]
    return next((site for site in recent if site not in before), None)


def enough_to_tell(mentions: Sequence[int]) -> bool:
    """Whether a theme was heard in enough sessions and weeks to be shown as a signal at all."""
    return sum(mentions) >= LEAST_SESSIONS and sum(n > 0 for n in mentions) >= LEAST_WEEKS
