"""What every message says, by template key: Vietnamese sentences with named gaps. Data, no logic.

`sms` holds wordings from the fullest to the shortest, each a row of sentences; `email` is a row of
paragraphs. A sentence that names an optional value is left out when that value is not given; a wording is
used only when its first sentence can be said.
"""

from dataclasses import dataclass, field
from datetime import timedelta

COMMON_OPTIONAL = frozenset({"agency", "procedure", "name", "link", "hotline"})
Sentences = tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """One message: the values it needs and may have, which are secret, which may be cut, how long it is worth
    sending, and its words for each channel."""

    required: frozenset[str]
    subject: str
    email: Sentences
    sms: tuple[Sentences, ...]
    optional: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    free_text: str = ""
    lifetime: timedelta = timedelta(days=3)
    to_officer: bool = field(default=False)


TEMPLATES: dict[str, Template] = {
    "dossier_filed": Template(
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
    "dossier_refused": Template(
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
    "result_ready": Template(
        required=frozenset({"agency", "code", "place"}),
        optional=frozenset({"bring"}),
        lifetime=timedelta(days=5),
        sms=(
            (
                "{agency}: hồ sơ {code} đã có kết quả.",
                "Nơi nhận: {place}.",
                "Mang theo {bring}.",
            ),
            ("Hồ sơ {code} đã có kết quả.", "Nhận tại {place}."),
            ("Hồ sơ {code} đã có kết quả tại {agency}.",),
        ),
        subject="Hồ sơ {code} đã có kết quả",
        email=(
            "Hồ sơ {code} của Ông/Bà tại {agency} đã có kết quả.",
            "Thủ tục: {procedure}.",
            "Nơi nhận kết quả: {place}.",
            "Khi đến nhận, Ông/Bà vui lòng mang theo {bring}.",
            "Xem hồ sơ: {link}",
        ),
    ),
    "owner_told": Template(
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
    "data_request_answered": Template(
        required=frozenset({"agency", "link"}),
        sms=(
            ("{agency} đã trả lời yêu cầu của Ông/Bà về dữ liệu cá nhân.", "Xem: {link}"),
            ("Đã có trả lời về dữ liệu cá nhân.", "Xem: {link}"),
        ),
        subject="Đã có trả lời về dữ liệu cá nhân",
        email=("{agency} đã trả lời yêu cầu của Ông/Bà về dữ liệu cá nhân.", "Xem trả lời: {link}"),
    ),
    "objection_answered": Template(
        required=frozenset({"agency", "code", "answer"}),
        free_text="answer",
        sms=(
            ("{agency} trả lời ý kiến của Ông/Bà về hồ sơ {code}: {answer}",),
            ("Trả lời ý kiến về hồ sơ {code}: {answer}",),
        ),
        subject="Trả lời ý kiến của Ông/Bà về hồ sơ {code}",
        email=("{agency} đã xem xét ý kiến của Ông/Bà về hồ sơ {code}.", "Trả lời: {answer}"),
    ),
    "result_online": Template(
        required=frozenset({"agency", "code", "link"}),
        lifetime=timedelta(days=5),
        sms=(
            ("{agency}: hồ sơ {code} đã có kết quả điện tử.", "Tải về: {link}"),
            ("Hồ sơ {code} đã có kết quả.", "Tải về: {link}"),
        ),
        subject="Hồ sơ {code} đã có kết quả điện tử",
        email=(
            "Hồ sơ {code} của Ông/Bà tại {agency} đã có kết quả điện tử.",
            "Thủ tục: {procedure}.",
            "Ông/Bà tải kết quả bằng mã hồ sơ và khóa cập nhật tại: {link}",
        ),
    ),
    "result_online_key": Template(
        required=frozenset({"agency", "code", "link"}),
        secret=frozenset({"key"}),
        lifetime=timedelta(days=5),
        sms=(
            ("{agency}: hồ sơ {code} đã có kết quả.", "Khóa cập nhật: {key}.", "Tải về: {link}"),
            ("Hồ sơ {code} có kết quả.", "Khóa: {key}.", "Tải về: {link}"),
        ),
        subject="Hồ sơ {code} đã có kết quả điện tử",
        email=(
            "Hồ sơ {code} của Ông/Bà tại {agency} đã có kết quả điện tử.",
            "Thủ tục: {procedure}.",
            "Khóa cập nhật: {key}. Ông/Bà giữ kín khóa này; khóa dùng để mở hồ sơ.",
            "Ông/Bà tải kết quả bằng mã hồ sơ và khóa cập nhật tại: {link}",
        ),
    ),
    "parcel_back": Template(
        required=frozenset({"agency", "code", "place"}),
        optional=frozenset({"reason"}),
        lifetime=timedelta(days=5),
        sms=(
            (
                "Bưu chính chuyển hoàn kết quả hồ sơ {code}.",
                "Kết quả ở {place}.",
                "Ông/Bà đến nhận hoặc báo địa chỉ để gửi lại.",
            ),
            ("Bưu chính chuyển hoàn kết quả hồ sơ {code}.", "Kết quả ở {place}."),
            ("Bưu chính chuyển hoàn kết quả hồ sơ {code} về {agency}.",),
        ),
        subject="Bưu chính chuyển hoàn kết quả hồ sơ {code}",
        email=(
            "Bưu chính đã chuyển hoàn kết quả hồ sơ {code} của Ông/Bà.",
            "Thủ tục: {procedure}.",
            "Lý do: {reason}.",
            "Kết quả hiện ở {place}. Ông/Bà đến nhận, hoặc báo địa chỉ để cơ quan gửi lại.",
            "Xem hồ sơ: {link}",
        ),
    ),
    "parcel_again": Template(
        required=frozenset({"agency", "code", "waybill"}),
        sms=(
            ("{agency} đã gửi lại kết quả hồ sơ {code} qua bưu chính.", "Số vận đơn: {waybill}."),
            ("Kết quả hồ sơ {code} đã được gửi lại.", "Số vận đơn: {waybill}."),
        ),
        subject="Kết quả hồ sơ {code} đã được gửi lại",
        email=(
            "{agency} đã gửi lại kết quả hồ sơ {code} của Ông/Bà qua bưu chính.",
            "Thủ tục: {procedure}.",
            "Số vận đơn: {waybill}.",
            "Xem hồ sơ: {link}",
        ),
    ),
    "key_renewed": Template(
        required=frozenset({"code"}),
        secret=frozenset({"key"}),
        lifetime=timedelta(days=1),
        sms=(
            (
                "Hồ sơ {code} có khóa cập nhật mới: {key}.",
                "Khóa cũ không dùng được nữa.",
                "Ông/Bà không đưa khóa cho người khác.",
            ),
            ("Hồ sơ {code} có khóa cập nhật mới: {key}.", "Khóa cũ không dùng được nữa."),
        ),
        subject="Khóa cập nhật mới của hồ sơ {code}",
        email=(
            "Hồ sơ {code} có khóa cập nhật mới: {key}.",
            "Khóa cũ không dùng được nữa. Ông/Bà giữ kín khóa mới.",
            "Tra cứu hồ sơ: {link}",
        ),
    ),
    "phone_code": Template(
        required=frozenset({"minutes"}),
        secret=frozenset({"code"}),
        lifetime=timedelta(minutes=10),
        sms=(
            (
                "Mã xác nhận của Ông/Bà là {code}, dùng được trong {minutes} phút.",
                "Không đưa mã này cho bất kỳ ai, kể cả cán bộ.",
            ),
        ),
        subject="Mã xác nhận",
        email=(
            "Mã xác nhận của Ông/Bà là {code}, dùng được trong {minutes} phút.",
            "Ông/Bà không đưa mã này cho bất kỳ ai, kể cả cán bộ.",
        ),
    ),
    "citizen_phone_changed": Template(
        required=frozenset({"moment", "to"}),
        sms=(
            (
                "Tài khoản Dịch vụ công của Ông/Bà đã đổi sang số {to} lúc {moment}.",
                "Nếu không phải Ông/Bà, xin gọi {hotline}.",
            ),
        ),
        subject="Tài khoản Dịch vụ công đã đổi số điện thoại",
        email=(
            "Tài khoản Dịch vụ công của Ông/Bà đã đổi sang số điện thoại {to} lúc {moment}.",
            "Nếu không phải Ông/Bà đổi, xin gọi ngay {hotline}.",
        ),
    ),
    "organisation_invite": Template(
        required=frozenset({"organisation"}),
        free_text="organisation",
        sms=(
            (
                "{organisation} mời Ông/Bà cùng sử dụng tài khoản tổ chức trên Dịch vụ công.",
                "Trả lời tại {link}",
            ),
            ("{organisation} mời Ông/Bà tham gia tài khoản tổ chức.", "Trả lời tại {link}"),
        ),
        subject="Lời mời tham gia tài khoản của tổ chức",
        email=(
            "{organisation} mời Ông/Bà cùng sử dụng tài khoản tổ chức trên Dịch vụ công.",
            "Ông/Bà đăng nhập bằng số điện thoại được mời để trả lời: {link}",
        ),
    ),
    "dossier_withdrawn": Template(
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
    "return_reminder": Template(
        required=frozenset({"agency", "code", "place"}),
        lifetime=timedelta(days=5),
        sms=(
            ("{agency}: kết quả hồ sơ {code} đang chờ Ông/Bà.", "Nơi nhận: {place}."),
            ("Kết quả hồ sơ {code} đang chờ Ông/Bà.", "Nhận tại {place}."),
            ("Kết quả hồ sơ {code} đang chờ Ông/Bà tại {agency}.",),
        ),
        subject="Kết quả hồ sơ {code} đang chờ Ông/Bà",
        email=(
            "Kết quả hồ sơ {code} đang chờ Ông/Bà tại {agency}.",
            "Nơi nhận kết quả: {place}.",
            "Xem hồ sơ: {link}",
        ),
    ),
    "apology": Template(
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
    "extended": Template(
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
    "supplement_lapsed": Template(
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
    "officer_digest": Template(
        required=frozenset({"work"}),
        optional=frozenset({"office"}),
        to_officer=True,
        lifetime=timedelta(hours=4),
        sms=(("Việc của Anh/Chị: {work}.", "Cả cơ quan: {office}."), ("Việc của Anh/Chị: {work}.",)),
        subject="Việc hôm nay: {work}",
        email=(
            "Việc của Anh/Chị: {work}.",
            "Cả cơ quan: {office}.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_intake_soon": Template(
        required=frozenset({"code", "due"}),
        to_officer=True,
        lifetime=timedelta(hours=12),
        sms=(("Hồ sơ {code} cần được trả lời tiếp nhận trước {due}.",),),
        subject="Hồ sơ {code} sắp hết hạn tiếp nhận",
        email=(
            "Hồ sơ trực tuyến {code} cần được trả lời về việc tiếp nhận trước {due}.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officers_intake_soon": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        lifetime=timedelta(hours=12),
        sms=(("{count} hồ sơ cần được trả lời tiếp nhận: {codes}.",),),
        subject="{count} hồ sơ sắp hết hạn tiếp nhận",
        email=(
            "{count} hồ sơ trực tuyến sắp hết hạn trả lời về việc tiếp nhận.",
            "Mã hồ sơ: {codes}.",
            "Mở danh sách: {link}",
        ),
    ),
    "officers_late": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        sms=(("{count} hồ sơ của Anh/Chị vừa quá hạn: {codes}.",),),
        subject="{count} hồ sơ vừa quá hạn",
        email=(
            "{count} hồ sơ Anh/Chị đang giữ vừa quá hạn ở bước hiện tại.",
            "Mã hồ sơ: {codes}.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_scanning": Template(
        required=frozenset({"since"}),
        to_officer=True,
        lifetime=timedelta(hours=12),
        sms=(("Không quét được vi-rút từ {since}: tệp mới chưa mở được. Kiểm tra máy chủ ClamAV.",),),
        subject="Tệp tải lên chưa được quét vi-rút từ {since}",
        email=(
            "Có tệp tải lên chờ quét vi-rút từ {since}. Tệp không mất, nhưng chưa ai mở được.",
            "Kiểm tra máy chủ ClamAV và tiến trình nền; quét được thì hệ thống tự làm tiếp.",
            "Mở hệ thống: {link}",
        ),
    ),
    "officer_infected": Template(
        required=frozenset({"code"}),
        to_officer=True,
        sms=(("Hồ sơ {code} có tệp chứa mã độc, đã xóa nội dung. Yêu cầu bổ sung nếu cần.",),),
        subject="Hồ sơ {code} có tệp chứa mã độc",
        email=(
            "Hệ thống phát hiện mã độc trong một tệp của hồ sơ {code} và đã xóa nội dung tệp đó.",
            "Anh/Chị xem giấy tờ nào cần gửi lại và yêu cầu bổ sung nếu cần.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_idle": Template(
        required=frozenset({"day"}),
        to_officer=True,
        sms=(("Tài khoản của Anh/Chị lâu không đăng nhập và sẽ bị khóa ngày {day}. Đăng nhập để giữ.",),),
        subject="Tài khoản của Anh/Chị sẽ bị khóa ngày {day}",
        email=(
            "Đã lâu Anh/Chị không đăng nhập. Theo quy định an toàn, tài khoản sẽ bị khóa ngày {day}.",
            "Đăng nhập một lần trước ngày đó để giữ tài khoản: {link}",
        ),
    ),
    "officer_backup_old": Template(
        required=frozenset({"when"}),
        to_officer=True,
        sms=(("Bản sao lưu chưa được thử phục hồi thành công hơn 2 ngày. Lần gần nhất: {when}.",),),
        subject="Sao lưu cần kiểm tra: hơn 2 ngày chưa thử phục hồi thành công",
        email=(
            "Lần gần nhất bản sao lưu được thử phục hồi thành công: {when}.",
            "Xem lý do và việc cần làm: {link}",
        ),
    ),
    "officer_calendar": Template(
        required=frozenset({"count", "reason"}),
        to_officer=True,
        sms=(("Lịch làm việc thay đổi: {count} hồ sơ Anh/Chị đang giữ đổi hạn.",),),
        subject="Lịch làm việc thay đổi: {count} hồ sơ đổi hạn",
        email=(
            "Lịch làm việc của cơ quan thay đổi: {reason}.",
            "{count} hồ sơ Anh/Chị đang giữ đã được tính lại hạn. Ngày cũ, ngày mới ghi ở từng hồ sơ.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_late": Template(
        required=frozenset({"code", "step", "due"}),
        optional=frozenset({"holder"}),
        to_officer=True,
        sms=(
            ("Hồ sơ {code} quá hạn ở bước {step} (hạn {due}).", "Người giữ: {holder}."),
            ("Hồ sơ {code} quá hạn ở bước {step} (hạn {due}).",),
            ("Hồ sơ {code} quá hạn (hạn {due}).",),
        ),
        subject="Hồ sơ {code} đã quá hạn",
        email=(
            "Hồ sơ {code} đã quá hạn ở bước {step}.",
            "Thủ tục: {procedure}.",
            "Hạn của bước: {due}.",
            "Người đang giữ hồ sơ: {holder}.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_soon": Template(
        required=frozenset({"code", "step", "due"}),
        to_officer=True,
        lifetime=timedelta(hours=12),
        sms=(
            ("Hồ sơ {code} sắp đến hạn ở bước {step} (hạn {due}).",),
            ("Hồ sơ {code} sắp đến hạn (hạn {due}).",),
        ),
        subject="Hồ sơ {code} sắp đến hạn",
        email=(
            "Hồ sơ {code} sắp đến hạn ở bước {step}.",
            "Hạn của bước: {due}.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officers_soon": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        lifetime=timedelta(hours=12),
        sms=(("{count} hồ sơ của Anh/Chị sắp đến hạn: {codes}.",),),
        subject="{count} hồ sơ sắp đến hạn",
        email=(
            "{count} hồ sơ của Anh/Chị sắp đến hạn ở bước hiện tại.",
            "Mã hồ sơ: {codes}.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_intake_late": Template(
        required=frozenset({"code", "due"}),
        to_officer=True,
        sms=(("Hồ sơ {code} đã quá hạn trả lời tiếp nhận (hạn {due}).",),),
        subject="Hồ sơ {code} đã quá hạn tiếp nhận",
        email=(
            "Hồ sơ {code} đã quá hạn trả lời về việc tiếp nhận (hạn {due}).",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officers_intake_late": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        sms=(("{count} hồ sơ đã quá hạn trả lời tiếp nhận: {codes}.",),),
        subject="{count} hồ sơ đã quá hạn tiếp nhận",
        email=(
            "{count} hồ sơ đã quá hạn trả lời về việc tiếp nhận.",
            "Mã hồ sơ: {codes}.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_overdue": Template(
        required=frozenset({"code", "due"}),
        to_officer=True,
        sms=(("Hồ sơ {code} đã quá hẹn trả kết quả ({due}).",),),
        subject="Hồ sơ {code} đã quá hẹn trả kết quả",
        email=(
            "Hồ sơ {code} đã quá hẹn trả kết quả ({due}).",
            "Nếu chưa có văn bản xin lỗi, Anh/Chị đề nghị xin lỗi và hẹn lại ngày trả.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officers_overdue": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        sms=(("{count} hồ sơ đã quá hẹn trả kết quả: {codes}.",),),
        subject="{count} hồ sơ đã quá hẹn trả kết quả",
        email=(
            "{count} hồ sơ đã quá hẹn trả kết quả.",
            "Mã hồ sơ: {codes}.",
            "Hồ sơ nào chưa có văn bản xin lỗi, Anh/Chị đề nghị xin lỗi và hẹn lại ngày trả.",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_duty": Template(
        required=frozenset({"code", "due"}),
        to_officer=True,
        lifetime=timedelta(days=1),
        sms=(("Hồ sơ {code} hẹn trả lúc {due}: hoàn thành hoặc đề nghị xin lỗi, hẹn lại trước hạn.",),),
        subject="Hồ sơ {code}: hoàn thành hoặc xin lỗi, hẹn lại trước hạn",
        email=(
            "Hồ sơ {code} hẹn trả kết quả lúc {due}.",
            "Nếu không hoàn thành được trước hạn, Anh/Chị đề nghị xin lỗi và hẹn lại ngày trả "
            "(khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP).",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officers_duty": Template(
        required=frozenset({"count", "codes"}),
        to_officer=True,
        free_text="codes",
        lifetime=timedelta(days=1),
        sms=(
            (
                "{count} hồ sơ sắp đến hẹn trả, cần hoàn thành hoặc đề nghị xin lỗi, hẹn lại trước hạn: "
                "{codes}.",
            ),
        ),
        subject="{count} hồ sơ cần hoàn thành hoặc xin lỗi, hẹn lại trước hạn",
        email=(
            "{count} hồ sơ sắp đến hẹn trả kết quả.",
            "Mã hồ sơ: {codes}.",
            "Hồ sơ nào không hoàn thành được trước hạn, Anh/Chị đề nghị xin lỗi và hẹn lại ngày trả "
            "(khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP).",
            "Mở danh sách: {link}",
        ),
    ),
    "officer_asked": Template(
        required=frozenset({"code", "asker", "due"}),
        to_officer=True,
        sms=(
            ("{asker} xin ý kiến về hồ sơ {code}, trả lời trước {due}.",),
            ("Hồ sơ {code} xin ý kiến, trả lời trước {due}.",),
        ),
        subject="Xin ý kiến về hồ sơ {code}",
        email=(
            "{asker} xin ý kiến Anh/Chị hoặc bộ phận của Anh/Chị về hồ sơ {code}.",
            "Trả lời trước: {due}.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_objected": Template(
        required=frozenset({"code"}),
        to_officer=True,
        sms=(("Chủ hồ sơ {code} không đồng ý việc nộp thay.",),),
        subject="Chủ hồ sơ {code} không đồng ý việc nộp thay",
        email=(
            "Chủ hồ sơ {code} cho biết không đồng ý việc người khác nộp thay.",
            "Anh/Chị xem lý do và trả lời ở trang hồ sơ. Thời hạn giải quyết vẫn tính.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_answered": Template(
        required=frozenset({"code", "who"}),
        to_officer=True,
        sms=(("{who} đã cho ý kiến về hồ sơ {code}.",), ("Hồ sơ {code} đã có ý kiến.",)),
        subject="Đã có ý kiến về hồ sơ {code}",
        email=("{who} đã cho ý kiến về hồ sơ {code}.", "Mở hồ sơ: {link}"),
    ),
    "officer_answer_late": Template(
        required=frozenset({"code", "due"}),
        to_officer=True,
        sms=(("Đã quá hạn cho ý kiến về hồ sơ {code} (hạn {due}).",),),
        subject="Quá hạn cho ý kiến về hồ sơ {code}",
        email=(
            "Đã quá hạn cho ý kiến về hồ sơ {code} (hạn {due}).",
            "Anh/Chị vẫn trả lời được; ý kiến được ghi là muộn hạn.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_answer_missing": Template(
        required=frozenset({"code", "who", "due"}),
        to_officer=True,
        sms=(
            ("{who} chưa cho ý kiến về hồ sơ {code} (hạn {due}).",),
            ("Hồ sơ {code} chưa có ý kiến (hạn {due}).",),
        ),
        subject="Chưa có ý kiến về hồ sơ {code}",
        email=("{who} chưa cho ý kiến về hồ sơ {code} (hạn {due}).", "Mở hồ sơ: {link}"),
    ),
    "officer_proposal": Template(
        required=frozenset({"code", "proposal"}),
        to_officer=True,
        sms=(("Hồ sơ {code} có đề nghị chờ duyệt: {proposal}.",),),
        subject="Hồ sơ {code} có đề nghị chờ duyệt",
        email=(
            "Hồ sơ {code} có đề nghị chờ Anh/Chị duyệt: {proposal}.",
            "Mở hồ sơ: {link}",
        ),
    ),
    "officer_decided": Template(
        required=frozenset({"code", "proposal", "decision"}),
        to_officer=True,
        sms=(("Hồ sơ {code}: đề nghị “{proposal}” {decision}.",),),
        subject="Hồ sơ {code}: đề nghị {decision}",
        email=("Đề nghị “{proposal}” của hồ sơ {code} {decision}.", "Mở hồ sơ: {link}"),
    ),
}
