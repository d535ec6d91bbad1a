"""Why a file is not taken, as the end of a sentence that begins with its name."""


class Refused(Exception):
    """`predicate` follows 'Tệp “<name>”' and says what is wrong and what to do."""

    def __init__(self, predicate: str) -> None:
        super().__init__(predicate)
        self.predicate = predicate

    def sentence(self, name: str) -> str:
        """The whole sentence for the person."""
        return f"Tệp “{name}” {self.predicate}"


EMPTY = "không có nội dung. Hãy chọn lại tệp hoặc chụp lại giấy tờ."
WRONG_TYPE = (
    "không phải tệp văn bản hay ảnh nên hệ thống không nhận. Hãy chọn tệp PDF, DOC, DOCX, JPG, PNG hoặc ZIP."
)
WRONG_TABLE = "không phải bảng CSV (UTF-8) hay tệp Excel (.xlsx). Hãy lưu lại theo một trong hai dạng này."
LOCKED = "có đặt mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu rồi chọn lại tệp."
BROKEN = "không mở được vì bị hỏng hoặc chưa tải lên hết. Hãy lưu lại tệp rồi chọn lại."
ACTIVE = (
    "có nội dung tự chạy hoặc tệp đính kèm bên trong nên hệ thống không nhận. "
    "Hãy mở tệp, chọn In rồi lưu thành PDF mới, và gửi bản đó."
)
TWO_FACED = "chứa thêm một tệp nén ẩn bên trong nên hệ thống không nhận. Hãy lưu lại tệp rồi chọn lại."
TOO_MANY_PAGES = "có quá 1.000 trang. Hãy chia thành nhiều tệp."
INFECTED = "có mã độc nên hệ thống đã xóa nội dung. Hãy lập lại tệp trên một máy an toàn."
BROKEN_PICTURE = "không mở được vì ảnh bị hỏng hoặc chưa tải lên hết. Hãy chụp lại hoặc chọn ảnh khác."


def too_big(size: str, limit: str) -> Refused:
    """Sizes as people say them: '63 MB', '50 MB'."""
    return Refused(
        f"nặng {size}. Mỗi tệp cần dưới {limit}. "
        "Ông/Bà có thể chia tệp hoặc chụp lại với độ phân giải thấp hơn."
    )
