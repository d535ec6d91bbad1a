"""The gaps of message texts as people read and type them: a Vietnamese name, and a sample to look at. Data.

In the code a gap is "{code}", on the screen "{mã hồ sơ}": who words a message need not know the code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from notifications.wording.template import Template

GAP = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Place:
    """What fills a gap: its name on the screen, and a value as long as the usual ones."""

    label: str
    sample: str


PLACES: dict[str, Place] = {
    "agency": Place("cơ quan", "UBND xã Sơn Tây"),
    "procedure": Place("thủ tục", "Đăng ký khai sinh"),
    "name": Place("họ tên", "Nguyễn Thị Lan"),
    "link": Place("đường dẫn", "https://motcua.hatinh.gov.vn/tra-cuu/?ma=H42.18172-261123-0007"),
    "hotline": Place("số điện thoại hỗ trợ", "0239 3 000 000"),
    "code": Place("mã hồ sơ", "H42.18172-261123-0007"),
    "key": Place("khóa cập nhật", "K7PX-42MD"),
    "intake_due": Place("hạn tiếp nhận", "16:42 ngày 24/11/2026"),
    "due": Place("hạn", "16:42 ngày 24/11/2026"),
    "deadline": Place("hạn bổ sung", "14/12/2026"),
    "what": Place("nội dung cần bổ sung", "Giấy chứng sinh (bản chính)"),
    "reason": Place("lý do", "Hồ sơ không thuộc thẩm quyền giải quyết"),
    "place": Place("nơi nhận", "Bộ phận Một cửa, UBND xã Sơn Tây"),
    "bring": Place("giấy tờ mang theo", "giấy tiếp nhận và căn cước"),
    "to": Place("nơi chuyển đến", "UBND xã Kỳ Anh"),
    "waybill": Place("số vận đơn", "EB123456789VN"),
    "minutes": Place("số phút", "10"),
    "moment": Place("thời điểm", "16:42 ngày 24/11/2026"),
    "organisation": Place("tên tổ chức", "Hợp tác xã Nông nghiệp Sơn Tây"),
    "work": Place("việc của tôi", "2 hồ sơ quá hạn, 1 hồ sơ cần làm hôm nay"),
    "office": Place("việc của cơ quan", "5 hồ sơ quá hạn"),
    "count": Place("số hồ sơ", "12"),
    "codes": Place("các mã hồ sơ", "H42.18172-261123-0007, H42.18172-261123-0008"),
    "step": Place("bước", "Ký duyệt"),
    "holder": Place("người giữ", "Trần Văn Minh"),
    "asker": Place("người hỏi", "Trần Văn Minh"),
    "who": Place("người trả lời", "Bộ phận Tư pháp - Hộ tịch"),
    "proposal": Place("đề nghị", "Xin lỗi và hẹn lại ngày trả"),
    "decision": Place("quyết định", "không được duyệt"),
    "answer": Place("trả lời", "Đã yêu cầu người nộp bổ sung văn bản ủy quyền"),
    "when": Place("lần gần nhất", "02:14 ngày 14/12/2026"),
    "since": Place("từ lúc", "09:42 ngày 14/12/2026"),
    "username": Place("tên đăng nhập", "mai"),
    "until": Place("dùng được đến", "16:42 ngày 24/11/2026"),
    "door": Place("đường dẫn đặt mật khẩu", "https://motcua.hatinh.gov.vn/can-bo/loi-moi/kX3…/"),
    "day": Place("ngày", "14/12/2026"),
}
# The same word of the code under another name: a code that proves a telephone is no dossier's.
SECRET_PLACES: dict[str, Place] = {"code": Place("mã xác nhận", "482913")}


def place_of(template: Template, name: str) -> Place:
    """The gap `name` as this template means it."""
    secret = SECRET_PLACES.get(name) if name in template.secret else None
    return secret or PLACES[name]


def shown(text: str, template: Template) -> str:
    """A stored sentence as it stands on the screen: "{code}" becomes "{mã hồ sơ}"."""
    return _renamed(text, {name: place_of(template, name).label for name in template.known})


def stored(text: str, template: Template) -> str:
    """A typed sentence as it is stored; what names no gap of the template stays as it is."""
    return _renamed(text, {place_of(template, name).label: name for name in template.known})


def samples(template: Template, **given: str) -> dict[str, str]:
    """A value for every gap."""
    return {name: place_of(template, name).sample for name in sorted(template.known)} | given


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: "{" + names.get(" ".join(gap[1].split()), gap[1]) + "}", text)
