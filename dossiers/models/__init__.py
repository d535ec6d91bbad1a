from dossiers.models.batch import Batch, BatchItem
from dossiers.models.data_request import DataRequest
from dossiers.models.dossier import Dossier, DossierFile, PaperPart, Party
from dossiers.models.draft import Draft, DraftFile
from dossiers.models.history import HistoryImport, HistoryRow
from dossiers.models.objection import Objection
from dossiers.models.parcel import Parcel
from dossiers.models.proposal import Proposal
from dossiers.models.question import Question
from dossiers.models.record import DossierFact, Event, IssuedForm
from dossiers.models.register import BookEntry, RegisterPrint
from dossiers.models.route import (
    CalendarChange,
    ClockEntry,
    Hold,
    Lateness,
    LatenessAnnulled,
    Leg,
    StepRun,
)
from dossiers.models.supplement import Supplement, SupplementItem

__all__ = [
    "Batch",
    "BatchItem",
    "BookEntry",
    "CalendarChange",
    "ClockEntry",
    "DataRequest",
    "Dossier",
    "DossierFact",
    "DossierFile",
    "Draft",
    "DraftFile",
    "Event",
    "HistoryImport",
    "HistoryRow",
    "Hold",
    "IssuedForm",
    "Lateness",
    "LatenessAnnulled",
    "Leg",
    "Objection",
    "PaperPart",
    "Parcel",
    "Party",
    "Proposal",
    "Question",
    "RegisterPrint",
    "StepRun",
    "Supplement",
    "SupplementItem",
]
