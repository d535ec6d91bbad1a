"""A correction after reception through the page: as it stands now, only what is changed, the receipt anew."""

import pytest

from dossiers.models import Dossier
from tests import cast
from tests.cast import at
from tests.desk.test_actions import done, page_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office, clock) -> Dossier:
    clock("2026-11-10 09:00")
    return cast.take_in(office, at("2026-11-10 08:00"))


def shown(client, dossier) -> dict[str, str]:
    """The boxes as the page shows them."""
    panels = client.get(page_of(dossier)).context["panels"]
    form = next(panel.form for panel in panels if panel.act.slug == "sua-thong-tin")
    return {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}


def test_only_what_is_changed_is_said_anew_and_the_receipt_is_new(browser, dossier):
    hoa = browser("hoa")
    typed = shown(hoa, dossier) | {"owner_name": "Nguyễn Thị Lan Anh", "note": "Ghi nhầm tên"}
    assert done(press(hoa, dossier, "sua-thong-tin", **typed), dossier)
    assert set(dossier.events.last().said["before"]) == {"owner"}
    page = hoa.get(page_of(dossier)).content.decode()
    assert "đã được thay bằng số 02" in page
    assert "thay cho số 01" in page
    assert "Nguyễn Thị Lan Anh" in page


def test_what_is_wrong_stands_beside_its_box_and_is_kept(browser, dossier):
    hoa = browser("hoa")
    typed = shown(hoa, dossier) | {"owner_id_number": "12", "content": "Cải chính"}
    back = press(hoa, dossier, "sua-thong-tin", **typed)
    assert back.status_code == 422
    assert "Nhập lý do sửa" in back.content.decode()
    back = press(hoa, dossier, "sua-thong-tin", **typed | {"note": "Ghi nhầm"})
    assert back.status_code == 422
    form = next(p.form for p in back.context["panels"] if p.act.slug == "sua-thong-tin")
    assert set(form.errors) == {"owner_id_number"}
    assert 'value="Cải chính"' in back.content.decode()


def test_nothing_changed_and_a_post_without_address_are_told_so(browser, dossier):
    hoa = browser("hoa")
    same = press(hoa, dossier, "sua-thong-tin", **shown(hoa, dossier) | {"note": "Nhầm"})
    assert "Chưa có gì khác với thông tin hiện nay" in same.content.decode()
    post = press(
        hoa, dossier, "sua-thong-tin", **shown(hoa, dossier) | {"note": "x", "result_method": "post"}
    )
    assert "Nhập địa chỉ nhận kết quả qua bưu chính." in post.content.decode()
    assert dossier.issued_forms.count() == 1


def test_a_correction_sent_twice_is_made_once(browser, dossier):
    hoa, seen = browser("hoa"), dossier.last_seq
    typed = shown(hoa, dossier) | {"content": "Cải chính", "note": "Ghi nhầm"}
    press(hoa, dossier, "sua-thong-tin", seen=seen, **typed)
    assert press(hoa, dossier, "sua-thong-tin", seen=seen, **typed).status_code == 409
    assert dossier.issued_forms.count() == 2
