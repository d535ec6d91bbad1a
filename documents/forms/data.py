"""What each form says, as plain values; how it is worded and laid out is the templates' business.

Moments are aware datetimes, texts are as a person wrote them, numbers are integers. An empty string is
printed as a dotted line to be filled in by hand. Field order and labels: law.md §2.2–2.8.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Outcome = Literal["early", "on_time", "late", ""]


@dataclass(frozen=True)
class Letterhead:
    """The top of a form (NĐ 30/2020, Phụ lục I): who issues it, under which number, where and when.

    `number` None where the form bears no number; `symbol` is what follows it: "TTPVHCC" -> "Số: 05/TTPVHCC".
    """

    authority: str
    office: str
    place: str
    issued_at: datetime
    symbol: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Applicant:
    """The person or organisation named on a form."""

    name: str
    address: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class ComponentLine:
    """One paper of the dossier with the number of originals and copies handed in."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True)
class ReceiptData:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01; NĐ 118/2025 Đ17.3).

    `limit_unit` is a value of `agencies.worktime.limits.Unit`; `limit_cutoff` is like "15:00" or empty.
    `url` is what the QR code opens: the look-up page with the code, no personal data.
    `decided_by` is another agency that decides; `due_at` None until it has the dossier (law.md R07).
    """

    head: Letterhead
    code: str
    office: str
    applicant: Applicant
    request: str
    components: tuple[ComponentLine, ...]
    sets: int
    limit_unit: str
    limit_amount: Decimal
    received_at: datetime
    due_at: datetime | None
    result_at: str
    book: str
    line: int
    receiver_name: str
    url: str
    filer_name: str = ""
    limit_cutoff: str = ""
    decided_by: str = ""


@dataclass(frozen=True)
class SupplementItem:
    """One paper asked for: how many, and what is missing or wrong with it."""

    name: str
    content: str
    originals: int = 0
    certified: int = 0
    photocopies: int = 0


@dataclass(frozen=True)
class SupplementData:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02; NĐ 118/2025 Đ11.2: in full, in one request)."""

    head: Letterhead
    code: str
    applicant: Applicant
    request: str
    items: tuple[SupplementItem, ...]
    reason: str
    contact: str
    contact_phone: str
    guide_name: str
    url: str


@dataclass(frozen=True)
class RefusalData:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu 03; NĐ 61/2018 Đ19.8: reason and article of law)."""

    head: Letterhead
    code: str
    office: str
    applicant: Applicant
    request: str
    reason: str
    legal_basis: str
    receiver_name: str
    filer_name: str = ""
    url: str = ""


@dataclass(frozen=True)
class StopData:
    """Thông báo dừng giải quyết hồ sơ (Mẫu 05 of TT 03/2025; Đ7 there, NĐ 118/2025 Đ21).

    `stage` is the step the dossier had reached; `fee_handling` what happens to money paid, one sentence;
    `returned` the papers given back; `signer_title` as it is signed ("CHỦ TỊCH", "KT. CHỦ TỊCH").
    """

    head: Letterhead
    code: str
    office: str
    applicant: Applicant
    request: str
    received_at: datetime
    asked_at: datetime
    reason: str
    stage: str
    stopped_at: datetime
    fee_handling: str
    returned: tuple[str, ...]
    signer_title: str
    signer_name: str
    url: str = ""


@dataclass(frozen=True)
class EarlierPromise:
    """A re-appointment or extension that was made before: from which moment to which, and why."""

    due_at: datetime
    new_due_at: datetime
    reason: str


@dataclass(frozen=True)
class ApologyData:
    """Mẫu 04: phiếu xin lỗi và hẹn lại (TT 01/2018), văn bản xin lỗi và đề nghị gia hạn (TT 03/2025).

    NĐ 61/2018 Đ19.9. `due_at` is the promise that can't be kept, `new_due_at` the new one. `is_extension`:
    more time is asked for; else the result is only promised anew. `cause` is one line, `explanation` what the
    citizen is told about it, or empty. `agency` speaks, `handled_by` is late.
    """

    head: Letterhead
    code: str
    office: str
    agency: str
    handled_by: str
    applicant: Applicant
    request: str
    received_at: datetime
    due_at: datetime
    new_due_at: datetime
    is_extension: bool
    cause: str
    explanation: str
    return_at: str
    signer_title: str
    signer_name: str
    url: str
    earlier: tuple[EarlierPromise, ...] = ()


@dataclass(frozen=True)
class ControlSlipRow:
    """One hand-over from giver to receiver. `at` None: not yet handed over.

    `outcome` is the giver's: its step finished early, on time or late; empty where nothing was due.
    """

    giver: str
    receiver: str
    at: datetime | None
    giver_name: str = ""
    receiver_name: str = ""
    outcome: Outcome = ""
    note: str = ""


@dataclass(frozen=True)
class ControlSlipData:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 06, old 05).

    `due_at` None while the clock is stopped.
    """

    head: Letterhead
    code: str
    applicant_name: str
    received_at: datetime | None
    due_at: datetime | None
    office: str
    partners: str
    rows: tuple[ControlSlipRow, ...]


@dataclass(frozen=True)
class RegisterRow:
    """One dossier in the book; moments are None until they have happened."""

    line: int
    code: str
    procedure: str
    sets: int
    applicant: str
    address: str
    phone: str
    agency: str
    received_at: datetime
    due_at: datetime | None = None
    forwarded_at: datetime | None = None
    result_received_at: datetime | None = None
    returned_at: datetime | None = None
    return_method: str = ""
    signed: str = ""
    note: str = ""


@dataclass(frozen=True)
class RegisterData:
    """Sổ theo dõi hồ sơ (Mẫu 07, old 06; TT 01/2018 Đ10: a book a year, numbered from 01).

    A long book is drawn in parts: `first_page` is the number of this part's first page, `opens` and `ends`
    say whether it has the title and the closing lines. `total` and `pages` count the whole book; `missing`
    are lines without a dossier; `closed_at` is None while the book is open.
    """

    head: Letterhead
    book: str
    year: int
    rows: tuple[RegisterRow, ...]
    total: int = 0
    pages: int = 0
    missing: tuple[int, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    first_page: int = 1
    opens: bool = True
    ends: bool = True


@dataclass(frozen=True)
class HeadingCell:
    """A cell of a table's heading with the columns and rows that it spans."""

    text: str
    across: int
    down: int


@dataclass(frozen=True)
class Signer:
    """Who signs: the title as it is printed, and the name where it is known."""

    title: str
    name: str = ""


@dataclass(frozen=True)
class StatisticsData:
    """A report table of TT 01/2020 (law.md §1.3): headings in levels, figures by field, the total last.

    `rows` are field and figures, `total` the sums, `numbers` the column numbers of the form; `known_at` is
    printed at the foot, so that two editions of one period can be told apart.
    """

    printed_code: str
    issued_under: str
    title: str
    period: str
    window: str
    reporter: str
    receiver: str
    unit: str
    headings: tuple[tuple[HeadingCell, ...], ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    total: tuple[int, ...]
    place: str
    issued_at: datetime
    known_at: datetime
    signers: tuple[Signer, ...]


@dataclass(frozen=True)
class EformSection:
    """One block of the declaration: heading, then label and answer."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EformData:
    """The tờ khai as the citizen filled it in on line. `code` is empty before the dossier is submitted."""

    title: str
    addressee: str
    place: str
    signed_at: datetime
    signer_name: str
    sections: tuple[EformSection, ...]
    pledge: str
    code: str = ""
