"""What a browser calls itself, in words that a person recognises their own telephone by. Pure."""

SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "điện thoại Android"),
    ("Windows", "máy tính Windows"), ("Mac OS X", "máy Mac"), ("CrOS", "Chromebook"),
    ("Linux", "máy tính Linux"),
)  # fmt: skip
# The first that fits: most browsers also claim to be those that stand below them.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"), ("Zalo", "Zalo"), ("FBAN", "Facebook"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def say(user_agent: str) -> str:
    """'Mozilla/5.0 (Linux; Android 14) … Chrome/130 …' -> 'Chrome trên điện thoại Android'."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "Trình duyệt")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "thiết bị khác")
    return f"{browser} trên {system}"
