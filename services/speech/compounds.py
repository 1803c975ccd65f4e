"""German compounds that name a thing of the work: the capitals that may be learned.

In German a capital says *noun*, not *name*. A closed list of last parts tells them apart: who is
called so stands in no register of surnames behind three more letters, so no name passes. What the
list misses is not learned; a facilitator or administrator may add it by hand.
"""

import re

from services.speech.first_names import FIRST_NAMES

_THINGS = re.findall(
    r"\w+",
    "anlage anschlag antrieb anweisung anzeige aufnehmer behälter dichtung düse einheit "
    "etikett förderer förderband freigabe führung fräse getriebe gitter greifer halterung "
    "haube hebel kette klappe klemme kupplung leitung linie magazin maschine meldung motor "
    "palette presse protokoll prüfung pumpe rampe regler riemen rolle rutsche säge schalter "
    "schicht schlauch schlüssel schranke schraube sensor sperre spindel stapler steuerung "
    "störung taster tür übergabe umlauf ventil vorrichtung waage walze wanne wartung welle "
    "zange zuführung zylinder ",
)
_ENDS = re.compile(rf"(\w{{3,}}?)(?:{'|'.join(_THINGS)})(?:n|en|e|er|ern|s|es)?")
_HYPHEN = "-"


def names_a_thing(word: str) -> bool:
    """Is this a compound of the closed list, and nobody's name in front of it?

    `Endschalter`, `LOTO-Schalter`: yes. `Schalter`, `Kowalski`, `Kowalski-Presse`, `Annapresse`:
    no.
    """
    *before, last = word.split(_HYPHEN)
    if before:
        thing = any(re.fullmatch(rf"{each}(?:n|en|e|s)?", last.casefold()) for each in _THINGS)
        return thing and not any(part[1:].islower() and part[:1].isupper() for part in before)
    found = _ENDS.fullmatch(last.casefold())
    return found is not None and found.group(1) not in FIRST_NAMES
