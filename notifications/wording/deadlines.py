"""What officers are told of deadlines. Data."""

from datetime import timedelta

from notifications.wording.template import Template

TEMPLATES: dict[str, Template] = {
    "officer_digest": Template(
        title="Việc trong ngày",
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
        title="Một hồ sơ sắp hết hạn tiếp nhận",
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
        title="Nhiều hồ sơ sắp hết hạn tiếp nhận",
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
    "officer_intake_late": Template(
        title="Một hồ sơ quá hạn tiếp nhận",
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
        title="Nhiều hồ sơ quá hạn tiếp nhận",
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
    "officer_soon": Template(
        title="Một hồ sơ sắp đến hạn của bước",
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
        title="Nhiều hồ sơ sắp đến hạn của bước",
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
    "officer_late": Template(
        title="Một hồ sơ quá hạn ở bước hiện tại",
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
    "officers_late": Template(
        title="Nhiều hồ sơ quá hạn ở bước hiện tại",
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
    "officer_overdue": Template(
        title="Một hồ sơ quá hẹn trả kết quả",
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
        title="Nhiều hồ sơ quá hẹn trả kết quả",
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
        title="Một hồ sơ cần hoàn thành hoặc xin lỗi",
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
        title="Nhiều hồ sơ cần hoàn thành hoặc xin lỗi",
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
}
