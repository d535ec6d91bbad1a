"""What a message template is. Pure.

`sms` holds wordings from the fullest to the shortest, each a row of sentences; `email` is a row of
paragraphs. A sentence that names an optional value is left out when that value is not given; a wording is
used only when its first sentence can be said.
"""

from dataclasses import dataclass, field
from datetime import timedelta

COMMON_OPTIONAL = frozenset({"agency", "procedure", "name", "link", "hotline"})
Sentences = tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """One message: the values it needs and may have, which are secret, which may be cut, how long it is worth
    sending, and its words for each channel. `title` says when it is sent."""

    title: str
    required: frozenset[str]
    subject: str
    email: Sentences
    sms: tuple[Sentences, ...]
    optional: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    free_text: str = ""
    lifetime: timedelta = timedelta(days=3)
    to_officer: bool = field(default=False)

    @property
    def sure(self) -> frozenset[str]:
        """The values that are there in every message."""
        return self.required | self.secret

    @property
    def known(self) -> frozenset[str]:
        """Every value that may be there."""
        return self.sure | self.optional | COMMON_OPTIONAL
