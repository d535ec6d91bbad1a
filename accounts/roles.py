"""Roles: named lists of permission words. Pure; what a role may do is read here and nowhere else."""

from dataclasses import dataclass

from accounts.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """A duty that somebody holds at an agency or a unit, in words that an administrator reads."""

    key: str
    title: str
    description: str
    permissions: frozenset[P]
    needs_factor: bool = False  # signs, leads or administers: a password alone is not enough


_SEES = frozenset({P.VIEW, P.PRINT})
# Who compares the number with the card in front of them, or with another register (docs/adr/0017).
_COMPARES = _SEES | {P.WHOLE_ID}

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            "receiver",
            "Tiếp nhận",
            "Cán bộ Bộ phận Một cửa: xem và tiếp nhận hồ sơ trực tuyến, nhập hồ sơ tại quầy và qua bưu "
            "chính, yêu cầu bổ sung, từ chối, in giấy tiếp nhận; xem đủ số định danh.",
            _COMPARES | {P.RECEIVE, P.COUNTER, P.STOP, P.PROPOSE},
        ),
        Role(
            "handler",
            "Xử lý",
            "Công chức chuyên môn: thẩm tra, xử lý hồ sơ của cơ quan mình, yêu cầu bổ sung, chuyển bước; "
            "xem đủ số định danh.",
            _COMPARES | {P.HANDLE, P.PROPOSE},
        ),
        Role(
            "approver",
            "Lãnh đạo duyệt",
            "Lãnh đạo: ký duyệt hoặc trả lại hồ sơ, phân công người xử lý, dừng hồ sơ, xem hồ sơ quá hạn, "
            "số liệu và báo cáo của cơ quan, xem ai đã mở hồ sơ.",
            _SEES | {P.APPROVE, P.ASSIGN, P.STOP, P.PROPOSE, P.LATE_VIEW, P.REPORT, P.TRAIL},
            needs_factor=True,
        ),
        Role(
            "returner",
            "Trả kết quả",
            "Cán bộ Bộ phận Một cửa: trả kết quả cho người dân tại quầy, qua bưu chính hoặc điện tử; xem đủ "
            "số định danh.",
            _COMPARES | {P.RETURN},
        ),
        Role(
            "office",
            "Văn phòng",
            "Văn phòng: theo dõi tiến độ của cả cơ quan, phân công lại, lập báo cáo, nhập hồ sơ cũ, quản lý "
            "lịch làm việc, xem ai đã mở hồ sơ.",
            _SEES | {P.ASSIGN, P.LATE_VIEW, P.REPORT, P.HISTORY, P.CALENDAR, P.TRAIL},
            needs_factor=True,
        ),
        Role(
            "administrator",
            "Quản trị",
            "Quản trị hệ thống của cơ quan: tài khoản, danh mục thủ tục, lịch làm việc, giá trị pháp lý, "
            "tra cứu nhật ký, sao lưu và thời hạn lưu giữ. Không xem được hồ sơ của người dân.",
            frozenset({P.CALENDAR, P.CATALOGUE, P.LAW, P.MEMBERS, P.AUDIT, P.KEEP}),
            needs_factor=True,
        ),
    )
}
CHOICES = [(role.key, role.title) for role in ROLES.values()]


def roles_with(permission: P) -> frozenset[str]:
    """The keys of the roles that hold `permission`."""
    return frozenset(role.key for role in ROLES.values() if permission in role.permissions)


def permissions_of(keys: set[str]) -> frozenset[P]:
    """Everything that the roles named by `keys` may do together. Raises KeyError for an unknown role."""
    return frozenset().union(*(ROLES[key].permissions for key in keys))
