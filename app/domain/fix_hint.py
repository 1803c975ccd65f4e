"""A gentle guess that a line is already a fix, so that it can wait in the parking place.

Shown to the guide only; a hint is never stored, and a person parks, not the rule.
"""

import re

_FIXES = {
    "en": (
        r"\b(we|they|you|somebody|someone|management|the company) (should|could|ought to)\b",
        r"\b(should|could) (be|get|have) (a |an |the )?\w+",
        r"\b(let's|let us|why don't we|how about|what if we)\b",
        r"\b(i suggest|i propose|my idea|i'd (buy|put|move|add))\b",
        r"^(buy|get|add|install|move|change|replace|fit|put|make|give|hire|train)"
        r" (us |the |a |an |in |some )",
        r"\b(just|simply) (buy|get|add|install|move|change|replace|fit|put)\b",
        r"\bwould (fix|solve|help)\b",
        r"\b(the|a) (fix|solution|answer) (is|would be)\b",
    ),
    "de": (
        r"\b(wir|die|man|jemand|ihr) (sollten?|könnten?|müssten?)\b",
        r"\b(sollte|könnte|müsste) man\b",
        r"\b(lasst uns|wie wäre es|mein vorschlag|ich schlage vor)\b",
        r"\bwarum (nehmen|kaufen|machen) wir nicht\b",
        r"\b(einfach) \w+ (kaufen|nehmen|anbauen|umstellen|tauschen)\b",
        r"\b(würde) (das )?(lösen|helfen|reichen)\b",
        r"\b(die|eine) lösung (ist|wäre)\b",
        r"\b(kaufen|anschaffen|einbauen|austauschen)\.?$",
    ),
}
_PATTERNS = {
    language: re.compile("|".join(patterns), re.IGNORECASE) for language, patterns in _FIXES.items()
}
HINT = "This sounds like a fix: park it?"


def sounds_like_a_fix(words: str, language: str = "en") -> bool:
    """Does a line propose a solution? By rule, in English and German; elsewhere never.

    A question about what happens ("what should I do at night?") is no fix.
    """
    pattern = _PATTERNS.get(language)
    if pattern is None or words.rstrip().endswith("?"):
        return False
    return pattern.search(words) is not None
