"""What the room keeps: officers, citizens and their organisations, identities from outside, waits."""

from accounts.models.citizens import Citizen, CitizenSession, OneTimeCode
from accounts.models.identity import ExternalIdentity, IdentityProvider
from accounts.models.officers import (
    Invitation,
    Level,
    Membership,
    MembershipQuerySet,
    Notice,
    PastPassword,
    RecoveryCode,
    RightsReview,
    SecondFactor,
    Substitution,
    SubstitutionQuerySet,
    User,
    mailed_at_first,
)
from accounts.models.organisations import Organisation, OrganisationMember
from accounts.models.throttle import CodeQuota, Throttle

__all__ = [
    "Citizen",
    "CitizenSession",
    "CodeQuota",
    "ExternalIdentity",
    "IdentityProvider",
    "Invitation",
    "Level",
    "Membership",
    "MembershipQuerySet",
    "Notice",
    "OneTimeCode",
    "Organisation",
    "OrganisationMember",
    "PastPassword",
    "RecoveryCode",
    "RightsReview",
    "SecondFactor",
    "Substitution",
    "SubstitutionQuerySet",
    "Throttle",
    "User",
    "mailed_at_first",
]
