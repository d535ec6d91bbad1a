"""News and guides of the demo commune."""

from datetime import date, datetime, timedelta

from agencies.models import Agency
from kit.actor import Actor
from kit.clock import local_date
from procedures.services.articles import Piece, save_article

WRITER = Actor.system("Khởi tạo dữ liệu mẫu")
PIECES = (
    Piece(
        title="Khóa cập nhật là gì và giữ thế nào cho an toàn",
        summary="Tám ký tự trong tin nhắn sau khi nộp hồ sơ: dùng để xem đầy đủ, bổ sung, sửa và rút hồ sơ.",
        body=(
            "Khi Ông/Bà nộp hồ sơ trực tuyến, hệ thống gửi một tin nhắn tới số điện thoại đã khai. Trong "
            "tin có mã "
            "hồ sơ và khóa cập nhật gồm 8 ký tự, ví dụ K7PX-42MD.\n\n"
            "Mã hồ sơ cho biết hồ sơ đang ở bước nào. Khóa cập nhật mở toàn bộ hồ sơ của Ông/Bà: xem giấy "
            "tờ đã "
            "nộp, bổ sung khi cán bộ yêu cầu, sửa khi hồ sơ chưa được tiếp nhận, hoặc rút hồ sơ.\n\n"
            "Xin Ông/Bà giữ lại tin nhắn và không đưa khóa cho người khác. Cán bộ không bao giờ hỏi khóa "
            "này qua "
            "điện thoại.\n\n"
            "Nếu mất khóa, Ông/Bà chọn “Gửi lại khóa” ở trang tra cứu và nhập số điện thoại đã khai. Khóa "
            "mới được "
            "gửi tới đúng số đó; khóa cũ không còn dùng được."
        ),
        kind="guide",
        published_on=date(2026, 1, 12),
    ),
    Piece(
        title="Giờ làm việc của Trung tâm Phục vụ hành chính công xã Sơn Tây",
        summary="Sáng 7 giờ 30 đến 11 giờ 30, chiều 13 giờ đến 17 giờ, từ thứ Hai đến thứ Sáu.",
        body=(
            "Trung tâm Phục vụ hành chính công xã Sơn Tây làm việc từ thứ Hai đến thứ Sáu:\n\n"
            "Buổi sáng: 7 giờ 30 đến 11 giờ 30.\n\nBuổi chiều: 13 giờ đến 17 giờ.\n\n"
            "Với thủ tục trả kết quả trong ngày, hồ sơ nhận đến 15 giờ được trả trong ngày; hồ sơ nhận sau "
            "15 giờ "
            "được trả trong ngày làm việc tiếp theo.\n\n"
            "Hồ sơ trực tuyến nộp được vào mọi lúc. Cán bộ trả lời trong 8 giờ làm việc kể từ khi nộp; nộp "
            "buổi tối "
            "hoặc ngày nghỉ thì tính từ đầu ngày làm việc tiếp theo."
        ),
        kind="guide",
        published_on=date(2025, 12, 1),
    ),
    Piece(
        title="Phí chứng thực bản sao từ bản chính",
        summary="2.000 đ một trang cho hai trang đầu, 1.000 đ từ trang thứ ba, không quá 200.000 đ một bản.",
        body=(
            "Phí chứng thực bản sao từ bản chính (thủ tục 2.000815) được thu theo Thông tư "
            "226/2016/TT-BTC:\n\n"
            "Trang thứ nhất và trang thứ hai: 2.000 đ một trang.\n\n"
            "Từ trang thứ ba: 1.000 đ một trang, nhưng không quá 200.000 đ một bản.\n\n"
            "Ví dụ: một bản sao 5 trang là 2 × 2.000 đ + 3 × 1.000 đ = 7.000 đ; hai bản như vậy là 14.000 "
            "đ.\n\n"
            "Trang được tính theo số trang của bản chính. Ông/Bà nộp phí khi nhận kết quả tại Trung tâm."
        ),
        kind="guide",
        published_on=date(2026, 3, 5),
    ),
)
HOLIDAY = Piece(
    title="Thông báo nghỉ Ngày Văn hóa Việt Nam 24/11/2026",
    summary="Trung tâm nghỉ thứ Ba 24/11/2026; hồ sơ trực tuyến vẫn nộp được, trả lời từ 25/11/2026.",
    body=(
        "Trung tâm Phục vụ hành chính công xã Sơn Tây nghỉ ngày thứ Ba 24/11/2026 và làm việc lại từ 7 giờ "
        "30 thứ "
        "Tư 25/11/2026.\n\n"
        "Trong ngày nghỉ, Ông/Bà vẫn nộp được hồ sơ trực tuyến. Thời hạn trả lời và thời hạn giải quyết "
        "không tính "
        "ngày 24/11/2026.\n\n"
        "Ngày hẹn trả ghi trên giấy tiếp nhận đã được tính theo lịch nghỉ này."
    ),
    kind="news",
    published_on=date(2026, 11, 16),
)
OPENING = Piece(
    title="Xã Sơn Tây nhận hồ sơ trực tuyến",
    summary="Từ tháng 12/2025, người dân nộp và theo dõi hồ sơ của xã Sơn Tây ngay trên điện thoại.",
    body=(
        "Từ tháng 12/2025, Ông/Bà có thể nộp hồ sơ cho xã Sơn Tây bằng điện thoại hoặc máy tính, không cần "
        "tài "
        "khoản, chỉ cần một số điện thoại di động.\n\n"
        "Ông/Bà vẫn nộp được trực tiếp tại Trung tâm Phục vụ hành chính công hoặc gửi qua bưu chính. Ai "
        "chưa quen, "
        "cán bộ của Trung tâm sẵn sàng hướng dẫn tại quầy."
    ),
    kind="news",
    published_on=date(2025, 12, 1),
)


def publish(*, agency: Agency, now: datetime) -> None:
    """The commune's own news and guides, as far as they had been published by `now`."""
    today = local_date(now)
    for piece in sorted((*PIECES, OPENING, HOLIDAY), key=lambda piece: piece.published_on):
        if piece.published_on <= today:
            at = now - timedelta(days=(today - piece.published_on).days)
            save_article(piece=piece, agency=agency, by=WRITER, at=at)
