"""Where somebody wanted to go before they had to sign in."""

import re
from urllib.parse import urlencode

START = "/"
_OURS = re.compile(r"/(?![/\\])[\w\-./?=&]{0,200}", re.ASCII)


def way_back(asked: str | None) -> str:
    """The address if it is one of ours, else the start: no link leads through us to elsewhere."""
    return asked if asked and _OURS.fullmatch(asked) else START


def sign_in_for(wanted: str) -> str:
    """The sign-in that leads on to `wanted`."""
    then = way_back(wanted)
    return "/sign-in" if then == START else f"/sign-in?{urlencode({'then': then}, safe='/')}"
