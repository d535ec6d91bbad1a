"""What every message says as the product is delivered, by template key: Vietnamese sentences with named gaps.

An office may word a message anew (`notifications.services.words`); the values that fill it stay these.
"""

from notifications.wording import citizens, deadlines, dossiers, results, work
from notifications.wording.template import COMMON_OPTIONAL, Sentences, Template

GROUPS: tuple[tuple[str, dict[str, Template]], ...] = (
    ("Gửi người dân: giải quyết hồ sơ", dossiers.TEMPLATES),
    ("Gửi người dân: kết quả", results.TEMPLATES),
    ("Gửi người dân: tài khoản", citizens.TEMPLATES),
    ("Gửi cán bộ: thời hạn", deadlines.TEMPLATES),
    ("Gửi cán bộ: công việc, hệ thống", work.TEMPLATES),
)
TEMPLATES: dict[str, Template] = {key: one for _, group in GROUPS for key, one in group.items()}

__all__ = ["COMMON_OPTIONAL", "GROUPS", "TEMPLATES", "Sentences", "Template"]
