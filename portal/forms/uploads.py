"""Inputs for files outside a form: their names, and the sentences of what was refused."""

Refused = dict[int, list[str]]


def field(pk: int) -> str:
    """The name of the input for a paper or a thing asked."""
    return f"tep_{pk}"


def summarise(refused: Refused) -> list[dict[str, str]]:
    """The lines of the error summary, each a link to its input."""
    return [
        {"sentence": sentence, "target": f"id_{field(pk)}"}
        for pk, sentences in refused.items()
        for sentence in sentences
    ]
