"""What stands beside each other in one line: a place and its area, a role and a week."""


def dotted(*parts: str | None) -> str:
    """With a dot between them; what is empty is left out."""
    return " · ".join(filter(None, parts))
