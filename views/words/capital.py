"""Words as people typed them, where a sentence or a name begins."""


def capital(words: str) -> str:
    """Only the first letter: "nights" is "Nights", and "PPE check" stays."""
    return words[:1].upper() + words[1:]
