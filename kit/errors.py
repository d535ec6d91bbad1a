"""Errors that a person may read: every message is a Vietnamese sentence."""


class DomainError(Exception):
    """A rule of the domain says no. `message` is shown to the person as it stands."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Conflict(DomainError):
    """Somebody else was first; the message names them and says what to do."""


class NotAllowed(DomainError):
    """The actor may not do this."""


class Invalid(DomainError):
    """Input is wrong; `errors` maps a field's name to its sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in errors.values() for sentence in sentences))
        self.errors = errors
