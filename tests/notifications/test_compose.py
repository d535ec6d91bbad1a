"""Every message says what it must, in its channel."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notifications.compose import (
    TemplateError,
    agency_forms,
    as_plain,
    check,
    compose_email,
    compose_notice,
    compose_sms,
)
from notifications.sms import sms_parts
from notifications.wording import TEMPLATES

CODE = "H42.18172-261123-0007"
LONG_CODE = "000.00.42.H42.18172-261123-10007"
DUE = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
VALUES = {
    "agency": "Ủy ban nhân dân xã Sơn Tây",
    "code": CODE,
    "intake_due": DUE,
    "due": DUE,
    "what": "Giấy chứng sinh (bản chính); Giấy chứng nhận kết hôn (bản sao)",
    "reason": "Hồ sơ không thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã",
    "place": "Bộ phận Một cửa, Ủy ban nhân dân xã Sơn Tây",
    "step": "Ký duyệt",
    "minutes": 5,
    "day": "14/12/2026",
    "when": "01:30, thứ Tư 09/12/2026",
    "to": "Ủy ban nhân dân xã Kỳ Anh",
    "deadline": "14/12/2026",
    "link": "https://motcua.hatinh.gov.vn/tra-cuu/?ma=H42.18172-261123-0007",
    "waybill": "EB123456789VN",
    "count": 12,
    "work": "2 hồ sơ quá hạn, 1 hồ sơ cần làm hôm nay",
    "codes": "H42.18172-261123-0007, H42.18172-261123-0008",
    "asker": "Trần Văn Minh",
    "who": "Bộ phận Tư pháp - Hộ tịch",
    "since": "09:42, thứ Hai 14/12/2026",
    "proposal": "Xin lỗi và hẹn lại ngày trả",
    "decision": "không được duyệt",
    "moment": DUE,
    "username": "mai",
    "until": DUE,
    "answer": "Đã yêu cầu người nộp bổ sung văn bản ủy quyền",
    "organisation": "Hợp tác xã Nông nghiệp Sơn Tây",
}
SECRETS = {
    "dossier_filed": {"key": "K7PX-42MD"},
    "key_renewed": {"key": "K7PX-42MD"},
    "result_online_key": {"key": "K7PX-42MD"},
    "owner_told": {"key": "K7PX-42MD"},
    "phone_code": {"code": "482913"},
    "officer_invite": {"door": "https://motcua.hatinh.gov.vn/can-bo/loi-moi/kX3-9_aB/"},
}
# The longest names among the 3,321 communes of 2025, and the longest agency forms.
LONGEST = [
    "Ủy ban nhân dân phường Văn Miếu - Quốc Tử Giám",
    "Ủy ban nhân dân phường Xuân Trường - Đà Lạt",
    "Ủy ban nhân dân xã Chân Mây - Lăng Cô, thành phố Huế",
    "Ủy ban nhân dân phường Xuân Hương - Đà Lạt",
    "Ủy ban nhân dân phường Phan Rang - Tháp Chàm",
    "Ủy ban nhân dân xã Bảo Lâm 1, tỉnh Lâm Đồng",
    "Ủy ban nhân dân phường Thuận An, Thành phố Hồ Chí Minh",
    "Trung tâm Phục vụ hành chính công phường Phan Rang - Tháp Chàm",
]


def values_of(key: str, **changes: object) -> dict[str, str]:
    template = TEMPLATES[key]
    return as_plain({**{name: VALUES[name] for name in template.required}, **changes})


def sms_of(key: str, **changes: object):
    return compose_sms(TEMPLATES[key], values_of(key, **changes), SECRETS.get(key, {}))


def letter_of(key: str, **changes: object):
    return compose_email(TEMPLATES[key], values_of(key, **changes), SECRETS.get(key, {}))


def test_filed_message_reads_as_the_house_says() -> None:
    assert sms_of("dossier_filed").text == (
        "UBND xa Son Tay da nhan ho so truc tuyen H42.18172-261123-0007. "
        "Khoa cap nhat: K7PX-42MD. Tiep nhan truoc 16:42 ngay 24/11/2026."
    )


def test_what_an_officer_reads_in_the_house_is_the_fullest_wording_with_its_marks() -> None:
    said = compose_notice(TEMPLATES["officer_duty"], values_of("officer_duty"))
    assert said == (
        f"Hồ sơ {CODE} hẹn trả lúc 16:42 ngày 24/11/2026: hoàn thành hoặc đề nghị xin lỗi, hẹn lại trước hạn."
    )
    late = values_of("officer_late", holder="Nguyễn Thị Hoa")
    assert compose_notice(TEMPLATES["officer_late"], late).endswith("Người giữ: Nguyễn Thị Hoa.")


def test_masked_text_hides_the_key_and_nothing_else() -> None:
    message = sms_of("dossier_filed")
    assert message.masked == message.text.replace("K7PX-42MD", "****")


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_text_message_is_plain_and_fits_one_part(key: str) -> None:
    message = sms_of(key)
    assert message.parts == 1 == sms_parts(message.text)
    assert message.text.isascii()
    assert "{" not in message.text
    if "code" in TEMPLATES[key].required | TEMPLATES[key].secret:
        assert SECRETS.get(key, VALUES).get("code", CODE) in message.text


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_template_has_a_wording_that_needs_nothing_optional(key: str) -> None:
    template = TEMPLATES[key]
    sure = dict.fromkeys(template.required | template.secret, "x")
    template.sms[-1][0].format_map(sure)
    template.email[0].format_map(sure)
    template.subject.format_map(dict.fromkeys(template.required, "x"))


@pytest.mark.parametrize("agency", LONGEST)
@pytest.mark.parametrize("code", [CODE, LONG_CODE])
@pytest.mark.parametrize(
    "key",
    [
        "dossier_filed", "dossier_accepted", "result_ready", "return_reminder",
        "parcel_back", "parcel_again", "result_online", "result_online_key",
    ],
)  # fmt: skip
def test_longest_names_and_codes_still_fit_one_part(key: str, code: str, agency: str) -> None:
    message = sms_of(key, code=code, agency=agency, place=f"Bộ phận Một cửa, {agency}")
    assert message.parts == 1
    assert code in message.text


def test_every_commune_of_the_country_fits_one_part() -> None:
    with Path("agencies/data/units.tsv").open(encoding="utf-8") as lines:
        names = {row["short_name"] for row in csv.DictReader(lines, delimiter="\t") if row["parent"]}
    assert len(names) > 2000
    agencies = [f"Ủy ban nhân dân phường {name}" for name in names]
    assert {sms_of("dossier_filed", code=LONG_CODE, agency=agency).parts for agency in agencies} == {1}


def test_long_reason_is_cut_between_words_into_two_parts() -> None:
    message = sms_of(
        "supplement_asked", what="Giấy chứng nhận quyền sử dụng đất " * 20, deadline=date(2026, 12, 8)
    )
    assert message.parts == 2
    assert "..." in message.text
    assert "08/12/2026" in message.text


def test_reason_of_moderate_length_is_kept_whole_in_two_parts() -> None:
    reason = "Giay to khong hop le. " * 8
    message = sms_of("dossier_refused", reason=reason)
    assert message.parts == 2
    assert reason.strip(". ") in message.text


def test_sentence_without_its_optional_value_is_left_out() -> None:
    assert "Han" not in sms_of("supplement_asked").text
    assert "truoc" not in sms_of("supplement_asked").text


def test_agency_gets_shorter_step_by_step() -> None:
    assert list(agency_forms("Ủy ban nhân dân phường Hoa Lư, tỉnh Ninh Bình")) == [
        "UBND phường Hoa Lư, tỉnh Ninh Bình",
        "UBND phường Hoa Lư",
        "UBND P. Hoa Lư",
    ]


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_missing_value_is_a_loud_error(key: str) -> None:
    for name in TEMPLATES[key].required:
        values = values_of(key)
        del values[name]
        with pytest.raises(TemplateError, match=name):
            check(key, values, SECRETS.get(key, {}))


@pytest.mark.parametrize("key", sorted(SECRETS))
def test_missing_secret_is_a_loud_error(key: str) -> None:
    with pytest.raises(TemplateError):
        check(key, values_of(key), {})


def test_secret_among_the_plain_values_is_a_loud_error() -> None:
    with pytest.raises(TemplateError, match="key"):
        check(
            "dossier_filed",
            {**values_of("dossier_filed"), **SECRETS["dossier_filed"]},
            SECRETS["dossier_filed"],
        )


def test_unknown_key_and_unknown_value_are_loud_errors() -> None:
    with pytest.raises(TemplateError):
        check("dossier_field", {}, {})
    with pytest.raises(TemplateError, match="colour"):
        check("dossier_accepted", values_of("dossier_accepted", colour="xanh"), {})


def test_empty_value_counts_as_missing() -> None:
    with pytest.raises(TemplateError, match="agency"):
        check("dossier_accepted", values_of("dossier_accepted", agency=""), {})


@pytest.mark.parametrize("value", [1.5, True, ["a"], object()])
def test_value_that_cannot_be_said_is_refused(value: object) -> None:
    with pytest.raises(TemplateError):
        as_plain({"code": value})


def test_moments_are_said_in_vietnams_time() -> None:
    assert as_plain({"a": DUE, "b": date(2026, 12, 1), "c": 3}) == {
        "a": "16:42 ngày 24/11/2026",
        "b": "01/12/2026",
        "c": "3",
    }


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_letter_is_accented_and_whole(key: str) -> None:
    letter = letter_of(key)
    person = "Anh/Chị" if TEMPLATES[key].to_officer else "Ông/Bà"
    assert letter.text.startswith(f"Kính gửi {person},")
    assert "{" not in letter.text + letter.subject + letter.html
    assert letter.html.count("<p>") == len(letter.text.strip().split("\n\n"))


def test_letter_masks_the_key_and_never_puts_it_in_the_subject() -> None:
    letter = letter_of("key_renewed")
    assert "K7PX-42MD" in letter.text
    assert "K7PX-42MD" not in letter.masked + letter.subject


def test_letter_escapes_what_people_typed() -> None:
    letter = compose_email(
        TEMPLATES["dossier_refused"], values_of("dossier_refused", reason="<b>x</b> & y"), {}
    )
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in letter.html


def test_braces_in_a_value_are_just_characters() -> None:
    letter = compose_email(
        TEMPLATES["dossier_refused"], values_of("dossier_refused", reason="{agency} {0}"), {}
    )
    assert "{agency} {0}" in letter.text


def test_line_break_never_reaches_the_subject() -> None:
    letter = compose_email(
        TEMPLATES["dossier_accepted"], values_of("dossier_accepted", code="A\nBcc: x@y.vn"), {}
    )
    assert "\n" not in letter.subject
