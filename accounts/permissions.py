"""Permissions are words (architecture.md, rule 9). Pure."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may be allowed to do; `description` is what an administrator reads."""

    description: str

    def __new__(cls, word: str, description: str) -> "Permission":
        member = str.__new__(cls, word)
        member._value_ = word
        member.description = description
        return member

    RECEIVE = "dossier.receive", "Tiếp nhận hồ sơ"
    HANDLE = "dossier.handle", "Xử lý hồ sơ"
    APPROVE = "dossier.approve", "Ký duyệt hồ sơ"
    RETURN = "dossier.return", "Trả kết quả"
    ASSIGN = "dossier.assign", "Phân công người xử lý"
    PROPOSE = "dossier.propose", "Đề nghị lãnh đạo: xin lỗi và hẹn lại, gia hạn, bổ sung lần nữa"
    VIEW = "dossier.view", "Xem hồ sơ"
    WHOLE_ID = "dossier.whole_id", "Xem đủ số định danh của người dân"
    COUNTER = "dossier.counter", "Nhập hồ sơ tại quầy và qua bưu chính"
    STOP = "dossier.stop", "Dừng giải quyết hồ sơ"
    PRINT = "dossier.print", "In biểu mẫu của hồ sơ"
    LATE_VIEW = "agency.late", "Xem hồ sơ quá hạn của cơ quan"
    CALENDAR = "agency.calendar", "Quản lý lịch làm việc"
    CATALOGUE = "catalogue.manage", "Quản lý danh mục thủ tục"
    LAW = "law.manage", "Quản lý giá trị pháp lý"
    REPORT = "agency.report", "Xem số liệu và lập báo cáo của cơ quan"
    HISTORY = "history.import", "Nhập hồ sơ từ hệ thống cũ"
    TRAIL = "dossier.trail", "Xem ai đã mở hồ sơ"
    AUDIT = "audit.view", "Tra cứu nhật ký hệ thống"
    KEEP = "keeping.manage", "Sao lưu và thời hạn lưu giữ"
    MEMBERS = "members.manage", "Quản lý tài khoản và vai trò"


# What a substitute does in the place of an absent officer: the work itself. Signing, stopping, giving work to
# others and administration stay with who holds them: a signature is personal (docs/adr/0011-repairs.md).
PASSED_ON = frozenset(
    {
        Permission.VIEW, Permission.PRINT, Permission.RECEIVE, Permission.COUNTER, Permission.HANDLE,
        Permission.RETURN, Permission.PROPOSE, Permission.WHOLE_ID,
    }
)  # fmt: skip
