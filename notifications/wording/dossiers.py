"""What citizens are told of the way of a dossier. Data."""

from datetime import timedelta

from notifications.wording.template import Template

TEMPLATES: dict[str, Template] = {
    "dossier_filed": Template(
        title="Hồ sơ nộp trực tuyến đã đến cơ quan",
        required=frozenset({"agency", "code", "intake_due"}),
        secret=frozenset({"key"}),
        sms=(
            (
                "{agency} đã nhận hồ sơ trực tuyến {code}.",
                "Khóa cập nhật: {key}.",
                "Tiếp nhận trước {intake_due}.",
            ),
            ("{agency} đã nhận hồ sơ {code}.", "Khóa: {key}.", "Tiếp nhận trước {intake_due}."),
        ),
        subject="Đã nhận hồ sơ trực tuyến {code}",
        email=(
            "{agency} đã nhận hồ sơ trực tuyến của Ông/Bà.",
            "Mã hồ sơ: {code}.",
            "Thủ tục: {procedure}.",
            "Khóa cập nhật: {key}. Ông/Bà giữ kín khóa này; khóa dùng để xem, bổ sung hoặc rút hồ sơ.",
            "Cán bộ sẽ kiểm tra và trả lời về việc tiếp nhận trước {intake_due}.",
            "Tra cứu hồ sơ: {link}",
        ),
    ),
    "dossier_accepted": Template(
        title="Hồ sơ được tiếp nhận",
        required=frozenset({"agency", "code", "due"}),
        sms=(
            ("{agency} đã tiếp nhận hồ sơ {code}.", "Hẹn trả kết quả: {due}."),
            ("{agency} đã tiếp nhận {code}.", "Hẹn trả {due}."),
        ),
        subject="Đã tiếp nhận hồ sơ {code}",
        email=(
            "{agency} đã tiếp nhận hồ sơ {code} của Ông/Bà.",
            "Thủ tục: {procedure}.",
            "Hẹn trả kết quả: {due}.",
            "Theo dõi hồ sơ: {link}",
        ),
    ),
    "dossier_passed_on": Template(
        title="Hồ sơ được tiếp nhận và chuyển cơ quan khác giải quyết",
        required=frozenset({"agency", "code", "to"}),
        sms=(
            ("{agency} đã tiếp nhận hồ sơ {code}, chuyển {to} giải quyết.", "Ngày hẹn trả sẽ được báo sau."),
            ("{agency} đã tiếp nhận hồ sơ {code}.", "Ngày hẹn trả sẽ được báo sau."),
        ),
        subject="Đã tiếp nhận hồ sơ {code}",
        email=(
            "{agency} đã tiếp nhận hồ sơ {code} của Ông/Bà và chuyển {to} giải quyết.",
            "Thủ tục: {procedure}.",
            "Thời hạn tính từ khi {to} nhận được hồ sơ; khi đó Ông/Bà được báo ngày hẹn trả kết quả.",
            "Kết quả được trả tại nơi đã tiếp nhận hồ sơ.",
            "Theo dõi hồ sơ: {link}",
        ),
    ),
    "dossier_taken_over": Template(
        title="Cơ quan giải quyết đã nhận hồ sơ chuyển đến",
        required=frozenset({"code", "to", "due"}),
        sms=(
            ("{to} đã nhận hồ sơ {code}.", "Hẹn trả kết quả: {due}."),
            ("Hồ sơ {code}: hẹn trả {due}.",),
        ),
        subject="Hồ sơ {code}: ngày hẹn trả kết quả",
        email=(
            "{to} đã nhận hồ sơ {code} của Ông/Bà để giải quyết.",
            "Thủ tục: {procedure}.",
            "Hẹn trả kết quả: {due}, tại nơi đã tiếp nhận hồ sơ.",
            "Theo dõi hồ sơ: {link}",
        ),
    ),
    "supplement_asked": Template(
        title="Hồ sơ cần bổ sung",
        required=frozenset({"code", "what"}),
        optional=frozenset({"deadline"}),
        free_text="what",
        sms=(
            (
                "Hồ sơ {code} cần bổ sung: {what}.",
                "Bổ sung trước {deadline}.",
                "Chi tiết: {link}",
            ),
            ("Hồ sơ {code} cần bổ sung: {what}.", "Hạn {deadline}."),
        ),
        subject="Hồ sơ {code} cần bổ sung",
        email=(
            "Hồ sơ {code} của Ông/Bà cần được bổ sung, hoàn thiện.",
            "Thủ tục: {procedure}.",
            "Nội dung cần bổ sung: {what}.",
            "Ông/Bà vui lòng bổ sung trước {deadline}.",
            "Bổ sung hồ sơ tại: {link}",
        ),
    ),
    "supplement_lapsed": Template(
        title="Hồ sơ đóng vì chưa được bổ sung",
        required=frozenset({"agency", "code", "deadline"}),
        sms=(
            ("{agency} đã đóng hồ sơ {code} vì chưa được bổ sung trước {deadline}.", "Chi tiết: {link}"),
            ("Hồ sơ {code} đã đóng vì chưa bổ sung trước {deadline}.",),
        ),
        subject="Hồ sơ {code} đã đóng vì chưa được bổ sung",
        email=(
            "Hồ sơ {code} của Ông/Bà chưa được bổ sung trước {deadline} nên {agency} đã đóng hồ sơ.",
            "Thủ tục: {procedure}.",
            "Ông/Bà có thể nộp hồ sơ mới bất cứ lúc nào. Xem chi tiết tại: {link}",
        ),
    ),
    "dossier_refused": Template(
        title="Hồ sơ không được tiếp nhận",
        required=frozenset({"code", "reason"}),
        free_text="reason",
        sms=(
            (
                "{agency} không tiếp nhận hồ sơ {code}.",
                "Lý do: {reason}.",
                "Chi tiết: {link}",
            ),
            ("Hồ sơ {code} không được tiếp nhận.", "Lý do: {reason}."),
        ),
        subject="Hồ sơ {code} không được tiếp nhận",
        email=(
            "Hồ sơ {code} của Ông/Bà không được tiếp nhận.",
            "Thủ tục: {procedure}.",
            "Lý do: {reason}.",
            "Xem thông báo từ chối và cách nộp lại tại: {link}",
        ),
    ),
    "dossier_withdrawn": Template(
        title="Hồ sơ được rút theo yêu cầu",
        required=frozenset({"code"}),
        sms=(
            ("{agency}: hồ sơ {code} đã được rút theo yêu cầu của Ông/Bà.",),
            ("Hồ sơ {code} đã được rút theo yêu cầu của Ông/Bà.",),
        ),
        subject="Hồ sơ {code} đã được rút",
        email=(
            "Hồ sơ {code} đã được rút theo yêu cầu của Ông/Bà.",
            "Thủ tục: {procedure}.",
            "Khi cần, Ông/Bà có thể nộp lại hồ sơ mới tại: {link}",
        ),
    ),
    "dossier_stopped": Template(
        title="Hồ sơ dừng giải quyết",
        required=frozenset({"code"}),
        optional=frozenset({"reason"}),
        free_text="reason",
        sms=(
            (
                "{agency}: hồ sơ {code} đã dừng giải quyết.",
                "Lý do: {reason}.",
                "Chi tiết: {link}",
            ),
            ("Hồ sơ {code} đã dừng giải quyết.", "Lý do: {reason}."),
        ),
        subject="Hồ sơ {code} đã dừng giải quyết",
        email=(
            "Hồ sơ {code} của Ông/Bà đã dừng giải quyết.",
            "Thủ tục: {procedure}.",
            "Lý do: {reason}.",
            "Xem hồ sơ: {link}",
        ),
    ),
    "extended": Template(
        title="Hồ sơ được gia hạn",
        required=frozenset({"agency", "code", "due"}),
        sms=(
            ("Hồ sơ {code} được gia hạn giải quyết.", "Hẹn trả kết quả: {due}.", "Lý do: {link}"),
            ("Hồ sơ {code} được gia hạn.", "Hẹn trả {due}."),
        ),
        subject="Gia hạn giải quyết hồ sơ {code}",
        email=(
            "Hồ sơ {code} của Ông/Bà tại {agency} được gia hạn giải quyết.",
            "Thủ tục: {procedure}.",
            "Hẹn trả kết quả: {due}.",
            "Xem lý do tại: {link}",
        ),
    ),
    "due_corrected": Template(
        title="Ngày hẹn trả được đính chính",
        required=frozenset({"agency", "code", "due"}),
        sms=(
            ("{agency} đính chính ngày hẹn trả hồ sơ {code}.", "Hẹn trả kết quả: {due}."),
            ("Hồ sơ {code} được đính chính.", "Hẹn trả {due}."),
        ),
        subject="Đính chính ngày hẹn trả kết quả hồ sơ {code}",
        email=(
            "{agency} đính chính ngày hẹn trả kết quả hồ sơ {code} của Ông/Bà.",
            "Thủ tục: {procedure}.",
            "Hẹn trả kết quả: {due}.",
            "Xem lý do và giấy tiếp nhận mới tại: {link}",
        ),
    ),
    "apology": Template(
        title="Xin lỗi và hẹn lại ngày trả",
        required=frozenset({"agency", "code", "due"}),
        sms=(
            ("{agency} xin lỗi Ông/Bà vì trả kết quả hồ sơ {code} chậm.", "Hẹn trả lại: {due}."),
            ("Xin lỗi Ông/Bà vì hồ sơ {code} chậm.", "Hẹn trả lại: {due}."),
        ),
        subject="Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
        email=(
            "{agency} xin lỗi Ông/Bà vì chưa trả được kết quả hồ sơ {code} đúng hẹn.",
            "Thủ tục: {procedure}.",
            "Hẹn trả lại: {due}.",
            "Xem lý do và văn bản xin lỗi tại: {link}",
        ),
    ),
    "apology_only": Template(
        title="Xin lỗi vì đã trả chậm",
        required=frozenset({"agency", "code"}),
        sms=(
            ("{agency} xin lỗi Ông/Bà vì đã trả kết quả hồ sơ {code} chậm.",),
            ("Xin lỗi Ông/Bà vì hồ sơ {code} trả chậm.",),
        ),
        subject="Xin lỗi vì trả kết quả hồ sơ {code} chậm",
        email=(
            "{agency} xin lỗi Ông/Bà vì đã trả kết quả hồ sơ {code} chậm hơn ngày hẹn.",
            "Thủ tục: {procedure}.",
            "Xem lý do và văn bản xin lỗi tại: {link}",
        ),
    ),
    "owner_told": Template(
        title="Có người nộp hồ sơ thay",
        required=frozenset({"agency", "code", "link"}),
        secret=frozenset({"key"}),
        lifetime=timedelta(days=5),
        sms=(
            ("{agency}: có người nộp hồ sơ {code} cho Ông/Bà.", "Nếu không đồng ý: {link} mã {key}"),
            ("Hồ sơ {code} nộp cho Ông/Bà.", "Nếu không đồng ý: {link} mã {key}"),
        ),
        subject="Có người nộp hồ sơ {code} cho Ông/Bà",
        email=(
            "{agency} nhận được hồ sơ {code} do người khác nộp cho Ông/Bà.",
            "Thủ tục: {procedure}.",
            "Nếu không đồng ý, Ông/Bà mở {link} và nhập mã {key}.",
            "Nếu đồng ý, Ông/Bà không cần làm gì.",
        ),
    ),
    "objection_answered": Template(
        title="Trả lời ý kiến không đồng ý",
        required=frozenset({"agency", "code", "answer"}),
        free_text="answer",
        sms=(
            ("{agency} trả lời ý kiến của Ông/Bà về hồ sơ {code}: {answer}",),
            ("Trả lời ý kiến về hồ sơ {code}: {answer}",),
        ),
        subject="Trả lời ý kiến của Ông/Bà về hồ sơ {code}",
        email=("{agency} đã xem xét ý kiến của Ông/Bà về hồ sơ {code}.", "Trả lời: {answer}"),
    ),
}
