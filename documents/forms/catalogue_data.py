"""What the catalogue's papers say: the internal process sheet and the sheets that are posted. Plain values.

Law: the process sheet is law.md §2.9; the parts of a posted procedure are those of NĐ 63/2010/NĐ-CP as
amended. An empty string is a part that nobody has written yet; what is printed for it is the template's.
"""

from dataclasses import dataclass
from datetime import date, datetime

from documents.forms.data import Letterhead


@dataclass(frozen=True)
class PaperLine:
    """One paper of the dossier; `note` says when it is only shown, or handed in where there is one."""

    name: str
    originals: int
    copies: int
    note: str = ""


@dataclass(frozen=True)
class StepLine:
    """One step of the process: "B1", what is done, who answers for it, how long, what comes of it."""

    mark: str
    name: str
    unit: str
    time: str
    output: str = ""


@dataclass(frozen=True)
class ProcessSheetData:
    """Quy trình nội bộ (law.md §2.9); `state` says that the version is a draft, or since when it counts."""

    head: Letterhead
    code: str
    name: str
    symbol: str
    state: str
    requirements: str
    methods: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    sets: int
    limits: tuple[str, ...]
    place: str
    carries_out: str
    decides: str
    authorised: str
    partners: str
    audience: str
    result: str
    steps: tuple[StepLine, ...]
    forms: tuple[str, ...]
    records: tuple[str, ...]
    kept: str


@dataclass(frozen=True)
class PostedProcedure:
    """One procedure as it is posted; `facts` are label and text in the order of the law, `url` its page."""

    code: str
    name: str
    decision: str
    sequence: str
    methods: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    sets: int
    limits: tuple[str, ...]
    audience: str
    agency: str
    result: str
    fees: tuple[str, ...]
    declarations: tuple[str, ...]
    requirements: str
    basis: tuple[str, ...]
    url: str
    page: int = 0


@dataclass(frozen=True)
class PostedField:
    """The procedures of one field, by name."""

    name: str
    procedures: tuple[PostedProcedure, ...]


@dataclass(frozen=True)
class PostingData:
    """Bản niêm yết of one procedure, a field or everything, drawn in parts like the register.

    `opens` has the title, `contents` the list of procedures with their pages instead of the procedures;
    `first_page` is the number of this part's first page. `posted_on` None leaves a dotted line for the day.
    """

    head: Letterhead
    code: str
    title: str
    posted_on: date | None
    fields: tuple[PostedField, ...]
    contact: str
    made_at: datetime
    contents: bool = False
    opens: bool = True
    ends: bool = True
    first_page: int = 1
