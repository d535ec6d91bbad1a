"""What citizens are told of the result of a dossier, and how to get at it. Data."""

from datetime import timedelta

from notifications.wording.template import Template

TEMPLATES: dict[str, Template] = {
    "result_ready": Template(
        title="Có kết quả, nhận tại cơ quan",
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
    "result_online": Template(
        title="Có kết quả điện tử",
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
        title="Có kết quả điện tử, kèm khóa mới",
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
    "return_reminder": Template(
        title="Nhắc đến nhận kết quả",
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
    "parcel_back": Template(
        title="Bưu chính chuyển hoàn kết quả",
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
        title="Kết quả được gửi lại qua bưu chính",
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
        title="Khóa cập nhật mới",
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
}
