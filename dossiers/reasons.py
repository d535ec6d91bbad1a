"""Coded reasons, as an officer picks them; words are added beside. Pure."""

from dataclasses import dataclass

REFUSAL_REASONS: dict[str, str] = {
    "not_competent": "Không thuộc thẩm quyền giải quyết của cơ quan",
    "not_eligible": "Không đủ điều kiện theo quy định của pháp luật",
    "forged": "Giấy tờ có dấu hiệu không hợp pháp hoặc bị sửa chữa",
    "wrong_procedure": "Nộp không đúng thủ tục",
    "duplicate": "Đã nộp một hồ sơ khác cho cùng yêu cầu",
    "other": "Lý do khác theo quy định của pháp luật",
}


@dataclass(frozen=True)
class HoldReason:
    """Why a dossier waits. `word` names it in the list of what stops the clock (a value of the law)."""

    word: str
    label: str


HOLD_REASONS: dict[str, HoldReason] = {
    "payment": HoldReason("nghĩa vụ tài chính", "Chờ người nộp thực hiện nghĩa vụ tài chính"),
    "agency": HoldReason("cơ quan khác", "Chờ ý kiến, kết quả của cơ quan khác"),
    "assessment": HoldReason("giám định", "Chờ giám định, đo đạc, kiểm tra thực địa"),
    "dispute": HoldReason("tranh chấp", "Chờ kết quả giải quyết tranh chấp, khiếu nại"),
    "disaster": HoldReason("bất khả kháng", "Thiên tai, dịch bệnh hoặc sự kiện bất khả kháng"),
    "system": HoldReason("sự cố hệ thống", "Sự cố của hệ thống, mất điện, mất mạng"),
}

USUAL_PROOF = "receipt"
# What somebody showed who came for a result; numbers of identity are not written down (domain.md 23).
PROOFS: dict[str, str] = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả",
    "id_card": "Căn cước, căn cước công dân",
    "vneid": "Định danh điện tử (VNeID)",
    "other": "Giấy tờ khác",
}

LATE_CAUSES: dict[str, str] = {
    "workload": "Số lượng hồ sơ tăng, cơ quan chưa kịp giải quyết",
    "verification": "Cần thêm thời gian xác minh, kiểm tra thực tế",
    "agency": "Chờ kết quả của cơ quan phối hợp",
    "absence": "Người có thẩm quyền giải quyết, ký duyệt vắng mặt",
    "system": "Sự cố hệ thống, mất điện, mất mạng",
    "disaster": "Thiên tai, dịch bệnh hoặc sự kiện bất khả kháng",
    "mistake": "Sai sót trong quá trình giải quyết",
    "other": "Nguyên nhân khác",
}
