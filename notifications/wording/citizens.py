"""What citizens are told of their account. Data."""

from datetime import timedelta

from notifications.wording.template import Template

TEMPLATES: dict[str, Template] = {
    "phone_code": Template(
        title="Mã xác nhận",
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
        title="Tài khoản đổi số điện thoại",
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
        title="Mời tham gia tài khoản của tổ chức",
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
    "data_request_answered": Template(
        title="Trả lời yêu cầu về dữ liệu cá nhân",
        required=frozenset({"agency", "link"}),
        sms=(
            ("{agency} đã trả lời yêu cầu của Ông/Bà về dữ liệu cá nhân.", "Xem: {link}"),
            ("Đã có trả lời về dữ liệu cá nhân.", "Xem: {link}"),
        ),
        subject="Đã có trả lời về dữ liệu cá nhân",
        email=("{agency} đã trả lời yêu cầu của Ông/Bà về dữ liệu cá nhân.", "Xem trả lời: {link}"),
    ),
}
