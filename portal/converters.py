"""What may stand in an address; anything else is not found before a view or the database sees it."""


class ProcedureCode:
    """The national code of a procedure: '1.001193', '2.000815.000.00.00.H42'."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.\-]{0,29}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
