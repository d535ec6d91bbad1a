"""The lists that e-forms offer: the 54 peoples of Vietnam (QĐ 121-TCTK/PPCĐ 1979) and nationalities. Pure."""

from kit.text import sort_key

PEOPLES = (
    "Kinh", "Tày", "Thái", "Hoa", "Khmer", "Mường", "Nùng", "Mông", "Dao", "Gia Rai", "Ngái", "Ê Đê",
    "Ba Na", "Xơ Đăng", "Sán Chay", "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Raglay", "Xtiêng",
    "Bru - Vân Kiều", "Thổ", "Giáy", "Cơ Tu", "Giẻ Triêng", "Mạ", "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro",
    "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô",
    "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm",
)  # fmt: skip
NATIONS = (
    "Ấn Độ", "Anh", "Áo", "Ba Lan", "Bỉ", "Brunei", "Bun-ga-ri", "Ca-na-đa", "Cam-pu-chia", "Cộng hòa Séc",
    "Đài Loan (Trung Quốc)", "Đan Mạch", "Đông Ti-mo", "Đức", "Hà Lan", "Hàn Quốc", "Hoa Kỳ", "Hung-ga-ri",
    "In-đô-nê-xi-a", "I-ta-li-a", "Lào", "Ma-lai-xi-a", "Mi-an-ma", "Na Uy", "Nga", "Nhật Bản", "Niu Di-lân",
    "Ô-xtrây-li-a", "Phần Lan", "Pháp", "Phi-líp-pin", "Tây Ban Nha", "Thái Lan", "Thụy Điển", "Thụy Sĩ",
    "Triều Tiên", "Trung Quốc", "U-crai-na", "Xinh-ga-po",
)  # fmt: skip
OTHER_PEOPLE = "Dân tộc khác"
OTHER_NATION = "Quốc gia khác"
STATELESS = "Không quốc tịch"

# The most frequent first, then as in a dictionary, the way out last.
ETHNICITIES = (PEOPLES[0], *sorted(PEOPLES[1:], key=sort_key), OTHER_PEOPLE)
COUNTRIES = ("Việt Nam", *sorted(NATIONS, key=sort_key), OTHER_NATION, STATELESS)
YES, NO = "Có", "Không"
