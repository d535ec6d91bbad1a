"""Inputs for files outside a form: their names, the one to take back, the sentences of what was refused."""

from django.http import QueryDict

Refused = dict[int, list[str]]
REMOVE = "go_tep"
LONGEST_NUMBER = 18  # what fits a number in the database


def field(pk: int) -> str:
    """The name of the input for a paper or a thing asked."""
    return f"tep_{pk}"


def to_remove(posted: QueryDict) -> int | None:
    """The number of the file whose "Gỡ" was pressed; None for none, and for what is no number."""
    wanted = posted.get(REMOVE, "")
    return int(wanted) if wanted.isdecimal() and len(wanted) <= LONGEST_NUMBER else None


def summarise(refused: Refused) -> list[dict[str, str]]:
    """The lines of the error summary, each a link to its input."""
    return [
        {"sentence": sentence, "target": f"id_{field(pk)}"}
        for pk, sentences in refused.items()
        for sentence in sentences
    ]
