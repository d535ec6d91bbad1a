"""What officers are told of work, of their account and of the house. Data."""

from datetime import timedelta

from notifications.wording.template import Template

TEMPLATES: dict[str, Template] = {
    "officer_asked": Template(
        title="Được xin ý kiến",
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
    "officer_answered": Template(
        title="Đã có ý kiến",
        required=frozenset({"code", "who"}),
        to_officer=True,
        sms=(("{who} đã cho ý kiến về hồ sơ {code}.",), ("Hồ sơ {code} đã có ý kiến.",)),
        subject="Đã có ý kiến về hồ sơ {code}",
        email=("{who} đã cho ý kiến về hồ sơ {code}.", "Mở hồ sơ: {link}"),
    ),
    "officer_answer_late": Template(
        title="Quá hạn cho ý kiến",
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
        title="Bên được hỏi chưa cho ý kiến",
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
        title="Có đề nghị chờ duyệt",
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
        title="Đề nghị đã có quyết định",
        required=frozenset({"code", "proposal", "decision"}),
        to_officer=True,
        sms=(("Hồ sơ {code}: đề nghị “{proposal}” {decision}.",),),
        subject="Hồ sơ {code}: đề nghị {decision}",
        email=("Đề nghị “{proposal}” của hồ sơ {code} {decision}.", "Mở hồ sơ: {link}"),
    ),
    "officer_calendar": Template(
        title="Lịch làm việc đổi, hạn đổi theo",
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
    "officer_scanning": Template(
        title="Tệp chưa được quét vi-rút",
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
        title="Hồ sơ có tệp chứa mã độc",
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
    "officer_invite": Template(
        title="Mời cán bộ mở tài khoản",
        required=frozenset({"username", "until"}),
        secret=frozenset({"door"}),
        to_officer=True,
        sms=(("Tài khoản {username}: đặt mật khẩu trước {until} tại {door}",),),
        subject="Mời Anh/Chị mở tài khoản Một cửa",
        email=(
            "Anh/Chị được mở tài khoản trên hệ thống Một cửa, tên đăng nhập {username}.",
            "Đặt mật khẩu của riêng mình tại: {door}",
            "Đường dẫn dùng một lần, đến {until}. Anh/Chị không chuyển thư này cho người khác.",
            "Nếu không làm việc tại cơ quan này, Anh/Chị bỏ qua thư.",
        ),
    ),
    "officer_backup_old": Template(
        title="Sao lưu cần kiểm tra",
        required=frozenset({"when"}),
        to_officer=True,
        sms=(("Bản sao lưu chưa được thử phục hồi thành công hơn 2 ngày. Lần gần nhất: {when}.",),),
        subject="Sao lưu cần kiểm tra: hơn 2 ngày chưa thử phục hồi thành công",
        email=(
            "Lần gần nhất bản sao lưu được thử phục hồi thành công: {when}.",
            "Xem lý do và việc cần làm: {link}",
        ),
    ),
    "officer_idle": Template(
        title="Tài khoản lâu không đăng nhập",
        required=frozenset({"day"}),
        to_officer=True,
        sms=(("Tài khoản của Anh/Chị lâu không đăng nhập và sẽ bị khóa ngày {day}. Đăng nhập để giữ.",),),
        subject="Tài khoản của Anh/Chị sẽ bị khóa ngày {day}",
        email=(
            "Đã lâu Anh/Chị không đăng nhập. Theo quy định an toàn, tài khoản sẽ bị khóa ngày {day}.",
            "Đăng nhập một lần trước ngày đó để giữ tài khoản: {link}",
        ),
    ),
    "officer_objected": Template(
        title="Chủ hồ sơ không đồng ý việc nộp thay",
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
}
