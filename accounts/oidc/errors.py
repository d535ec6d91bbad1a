"""Why signing in at a provider failed: a sentence for the person, a code and a cause for the log."""

from kit.errors import DomainError

AGAIN = "Ông/Bà vui lòng đăng nhập lại từ đầu."
SENTENCES = {
    "cancelled": "Ông/Bà đã dừng đăng nhập bằng tài khoản định danh.",
    "refused": f"Nơi cấp tài khoản định danh không cho đăng nhập lần này. {AGAIN}",
    "state": f"Lần đăng nhập này đã hết hạn hoặc đã được dùng. {AGAIN}",
    "unreachable": (
        "Hiện không kết nối được với nơi cấp tài khoản định danh. Ông/Bà thử lại sau ít phút, hoặc đăng nhập "
        "bằng số điện thoại."
    ),
    "token": f"Chưa xác minh được câu trả lời của nơi cấp tài khoản định danh. {AGAIN}",
    "claims": (
        "Nơi cấp tài khoản định danh không gửi đủ thông tin để nhận ra Ông/Bà. Ông/Bà đăng nhập bằng "
        "số điện thoại, hoặc gọi Bộ phận Một cửa."
    ),
}


class SignInFailed(DomainError):
    """Nobody is signed in. `cause` is for the log: which check failed, never a value from outside."""

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(SENTENCES[code], code)
        self.cause = cause
