"""A better question beside words that look back in anger, on guides' and leaders' own text.

It never runs on workers' words, never blocks, and nothing of it is stored or counted.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Aid:
    """The words that were found, and a question that asks about the work instead."""

    found: str
    better: str


_WORLD = "What made it sensible at that moment?"
_CONDITION = "What about the work made it go this way?"
_DESIGN = "What would make this easy to get right?"
_AROUND = "What was going on around the job?"
QUESTIONS = (_WORLD, _CONDITION, _DESIGN, _AROUND)
"""Every question that may be offered."""
_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"(should|could|ought to|needed to) (not )?have\b", _WORLD),
        (r"(didn't|did not|failed to|neglected to|forgot to|refused to)\b", _CONDITION),
        (r"why (didn't|did not|wasn't|don't)\b", _WORLD),
        (
            r"(careless\w*|lazy|stupid\w*|inattenti\w+|complacen\w+|sloppy|negligen\w+)\b",
            _CONDITION,
        ),
        (r"(human error|operator error|lack of (care|attention|discipline))\b", _CONDITION),
        (r"(blame|fault|guilty|offender|wrongdoing)\b", _CONDITION),
        (r"(be more careful|pay (more )?attention|follow the (rules|procedure))\b", _DESIGN),
        (r"(retrain|remind|re-?brief) (the |all |every)?\w*", _DESIGN),
        (r"(non-?complian\w+|disobey\w*|ignored the)\b", _WORLD),
        (r"who (did|was|forgot|left|made)\b", _AROUND),
    ),
    "de": (
        (r"(hätten?|hättest) (\w+ ){0,6}(sollen|müssen|können)\b", _WORLD),
        (r"(hat|haben) (\w+ ){0,4}(vergessen|versäumt|unterlassen|missachtet)\b", _CONDITION),
        (r"warum (hat|haben|habt|wurde) (\w+ ){0,4}nicht\b", _WORLD),
        (r"(nachlässig\w*|fahrlässig\w*|faul|dumm\w*|schlampig\w*|unaufmerksam\w*)\b", _CONDITION),
        (r"(menschliches versagen|bedienfehler|mangelnde (sorgfalt|disziplin))\b", _CONDITION),
        (r"(schuld\w*|verschuld\w*)\b", _CONDITION),
        (r"(besser aufpassen|mehr aufpassen|sich an die (regeln|vorschrift\w*) halten)\b", _DESIGN),
        (r"(nachschulen|nachschulung|ermahnen|belehren|belehrung)\b", _DESIGN),
        (r"wer (hat|war|ist schuld)\b", _AROUND),
    ),
}
_COMPILED = {
    language: tuple((re.compile(rf"\b{rule}", re.IGNORECASE), better) for rule, better in rules)
    for language, rules in _RULES.items()
}


def aid(text: str, language: str = "en") -> Aid | None:
    """The first finding in a text of a guide or leader, or None. Other languages get none."""
    for pattern, better in _COMPILED.get(language, ()):
        found = pattern.search(text)
        if found:
            return Aid(found.group(0), better)
    return None
