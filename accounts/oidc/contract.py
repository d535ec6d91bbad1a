"""What is agreed with who vouches for people. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flow:
    """One sign-in under way: kept in the browser's session, used once, never shown.

    `state` ties the answer to the session, `nonce` the token to it, `verifier` the code to us (PKCE).
    """

    state: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "Flow(…)"


@dataclass(frozen=True)
class Proof:
    """What a provider vouches for, in our words. Never logged: its representation shows nothing.

    A person has a `name` and mostly an `id_number`; an organisation a `tax_code` and its name. `id_token` is
    what the provider wants back when one signs out there too.
    """

    subject: str
    is_person: bool
    name: str
    loa: str = ""
    id_number: str = ""
    tax_code: str = ""
    organisation: str = ""
    id_token: str = ""

    def __repr__(self) -> str:
        return "Proof(…)"

    @property
    def kept(self) -> dict[str, str]:
        """What of it lies beside the link: no personal data."""
        return {"kind": "person" if self.is_person else "organisation", "loa": self.loa}
