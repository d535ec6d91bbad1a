"""Coded reasons, as an officer picks them; words are added beside. Pure."""

REFUSAL_REASONS: dict[str, str] = {
    "not_competent": "Không thuộc thẩm quyền giải quyết của cơ quan",
    "not_eligible": "Không đủ điều kiện theo quy định của pháp luật",
    "forged": "Giấy tờ có dấu hiệu không hợp pháp hoặc bị sửa chữa",
    "wrong_procedure": "Nộp không đúng thủ tục",
    "duplicate": "Đã nộp một hồ sơ khác cho cùng yêu cầu",
    "other": "Lý do khác theo quy định của pháp luật",
}
