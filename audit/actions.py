"""The words of the book, in the groups by which people look for them. Pure."""

from dataclasses import dataclass

# Somebody looked at what is personal, or took it along on paper or as a file.
VIEWING = ("view.", "print.")


@dataclass(frozen=True)
class Group:
    """Actions that are looked for together: those that begin with one of `prefixes`."""

    key: str
    title: str
    prefixes: tuple[str, ...]


_FAILED = ("session.failed", "account.password_failed", "key.failed", "access.", "citizen.failed")
_TAKEN = ("print.", "export.", "register.print", "register.close", "report.make")
_SET_UP = ("calendar.", "law.", "forms.", "agency.", "unit.", "register.entry", "keeping.")
GROUPS: tuple[Group, ...] = (
    Group("dang-nhap", "Đăng nhập, đăng xuất", ("session.",)),
    Group("bi-tu-choi", "Lần thử không thành công", _FAILED),
    Group("xem", "Xem hồ sơ, tệp, biểu mẫu", ("view.",)),
    Group("in-tai", "In, tải, kết xuất", _TAKEN),
    Group("ho-so", "Xử lý hồ sơ", ("dossier.", "documents.", "key.")),
    Group("tai-khoan", "Tài khoản, vai trò", ("account.", "duty.")),
    Group("nguoi-dan", "Tài khoản người dân", ("citizen.",)),
    Group("danh-muc", "Danh mục, tin bài", ("procedure.", "article.")),
    Group("cau-hinh", "Lịch, giá trị pháp lý, biểu mẫu, sao lưu", _SET_UP),
)
BY_KEY: dict[str, Group] = {group.key: group for group in GROUPS}
