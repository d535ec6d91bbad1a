from dossiers.models.batch import Batch, BatchItem
from dossiers.models.dossier import Dossier, DossierFile, PaperPart, Party
from dossiers.models.draft import Draft, DraftFile
from dossiers.models.history import HistoryImport, HistoryRow
from dossiers.models.question import Question
from dossiers.models.record import DossierFact, Event, IssuedForm
from dossiers.models.route import ClockEntry, Lateness, Leg, StepRun
from dossiers.models.supplement import Supplement, SupplementItem

__all__ = [
    "Batch",
    "BatchItem",
    "ClockEntry",
    "Dossier",
    "DossierFact",
    "DossierFile",
    "Draft",
    "DraftFile",
    "Event",
    "HistoryImport",
    "HistoryRow",
    "IssuedForm",
    "Lateness",
    "Leg",
    "PaperPart",
    "Party",
    "Question",
    "StepRun",
    "Supplement",
    "SupplementItem",
]
