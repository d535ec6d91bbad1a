from procedures.models.catalogue import (
    Case,
    Component,
    FeeItem,
    FormField,
    Leg,
    LifeEvent,
    Procedure,
    Sector,
    Step,
    Version,
    VersionPart,
    VersionQuerySet,
)
from procedures.models.offices import AgencyProcedure, Article, Posting

__all__ = [
    "AgencyProcedure",
    "Article",
    "Case",
    "Component",
    "FeeItem",
    "FormField",
    "Leg",
    "LifeEvent",
    "Posting",
    "Procedure",
    "Sector",
    "Step",
    "Version",
    "VersionPart",
    "VersionQuerySet",
]
