"""One dossier that meets everything, driven in a browser: Must show 3 of "Handling by the law".

Supplement, wait, closure, late step, correction, apology and re-appointment, three agencies, return by post:
the citizen on a telephone, six officers at their screens, days apart. Then all books are held together.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from dossiers.models import ClockEntry, Dossier, IssuedForm, Lateness
from dossiers.selectors import ledger, present, register
from dossiers.services import calendar_change
from dossiers.services.keys import set_key
from dossiers.services.slip import slip_data
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, State, Target
from kit.clock import local_date
from portal.demo.office import Office, build
from reports.forms import II06A
from reports.periods import Period
from reports.selectors import make_edition
from tests import cast
from tests.cast import at
from tests.e2e.journey import Citizen, Officer, photo

pytestmark = pytest.mark.e2e
BIRTH_AND_MORE = "2.000986"  # four legs of a working day: commune, police, insurance, commune
KEY = "K7PX-43MD"
Clocked = Callable[[str], datetime]
PeopleOf = Callable[[str], Officer]


@pytest.fixture
def office(transactional_db: None, settings: object) -> Office:
    """Xã Sơn Tây with its police and its social insurance as agencies of their own."""
    settings.DEMO_MODE = True
    return build(at=at("2026-01-05 08:00"), procedures={BIRTH_AND_MORE}, provinces={"42"}, beside=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clocked:
    """It is now that moment, for the product and for everybody at it."""

    def put(text: str) -> datetime:
        moment = at(text)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return put


@pytest.fixture
def officer(office, open_page, clock) -> PeopleOf:
    """Somebody who signs in at that moment: a screen left alone for days is locked."""

    def sit_down(moment: str, username: str, width: int = 1366) -> Officer:
        clock(moment)
        person = Officer(open_page(width), f"everything-{username}")
        person.sign_in(username)
        return person

    return sit_down


def test_one_dossier_meets_everything(office, open_page, clock, officer):
    clock("2026-11-02 08:00")
    dossier = cast.file_online(office, at("2026-11-02 08:00"), BIRTH_AND_MORE)
    set_key(dossier=dossier, key=KEY, at=at("2026-11-02 08:00"))
    dossier.save(update_fields=["key_hash", "key_set_at"])
    code = dossier.code
    here = f"/can-bo/ho-so/{code}/"

    # Monday: received, passed on too late, papers asked for.
    hoa = officer("2026-11-02 08:10", "hoa")
    hoa.take("Chờ tiếp nhận", code)
    hoa.act("Tiếp nhận hồ sơ", done="Đã tiếp nhận hồ sơ.")
    hoa.reads("Công an xã Sơn Tây")  # the way over three agencies
    hoa = officer("2026-11-02 14:00", "hoa")
    hoa.open(here)
    hoa.reads("Trễ hạn")
    hoa.act("Chuyển bước tiếp theo", done="Đã chuyển bước.")
    minh = officer("2026-11-02 15:00", "minh", 390)
    minh.open(here)
    panel = minh.page.locator("details.confirm").filter(has_text="Yêu cầu bổ sung").first
    panel.locator("summary").first.click()
    panel.locator(".asked-line input[type=checkbox]").last.check()
    panel.locator(".asked-line [name$=_what]").last.fill("Chụp lại cho rõ")
    panel.locator("[name=reason]").fill("Ảnh bị mờ")
    minh.look()
    panel.get_by_role("button", name="Yêu cầu bổ sung", exact=True).click()
    minh.reads("Đã yêu cầu bổ sung hồ sơ.")

    # Tuesday: bà Lan completes it, the clock starts anew; the police have to wait.
    clock("2026-11-03 09:00")
    lan = Citizen(open_page(390), "everything-lan")
    lan.look_up(code, "Hồ sơ cần được bổ sung.")
    lan.unlock(KEY)
    lan.press("Bổ sung hồ sơ")
    lan.page.locator("input[type=file]").first.set_input_files([photo("rõ hơn.jpg", "Giay chung sinh")])
    lan.page.locator("[name=answer]").fill("Tôi đã chụp lại")
    lan.look()
    lan.press("Gửi bổ sung")
    lan.reads("Hẹn trả kết quả")
    minh = officer("2026-11-03 10:00", "minh")
    minh.open(here)
    minh.act("Chuyển bước tiếp theo", done="Đã chuyển bước.")
    khang = officer("2026-11-03 11:00", "khang", 390)
    khang.open(here)
    khang.act("Ký duyệt và chuyển bước", done="Đã chuyển bước.")
    luc = officer("2026-11-03 14:00", "luc")
    luc.take("Của bộ phận tôi", code)
    luc.act(
        "Ghi nhận phải chờ",
        {
            "reason_code": "Thiên tai, dịch bệnh hoặc sự kiện bất khả kháng",
            "note": "Nước ngập trụ sở Công an",
        },
        done="Đã ghi nhận hồ sơ phải chờ.",
    )

    # Wednesday: the police go on; the commune closes next Tuesday; the content is corrected.
    luc = officer("2026-11-04 08:00", "luc")
    luc.open(here)
    luc.act("Hết chờ, giải quyết tiếp", done="Hồ sơ được giải quyết tiếp.")
    yen = officer("2026-11-04 09:00", "yen")
    close_the_office(yen, "10/11/2026", "Bão số 12")
    assert calendar_change.run(clock=lambda: at("2026-11-04 09:05"))
    hoa = officer("2026-11-04 09:30", "hoa")
    hoa.open(here)
    hoa.act(
        "Sửa thông tin hồ sơ", {"content": "Khai sinh cho con", "note": "Ghi thiếu nội dung"},
        done="Đã sửa. Giấy tiếp nhận mới",
    )  # fmt: skip
    luc = officer("2026-11-05 10:00", "luc")
    luc.open(here)
    luc.act("Chuyển bước tiếp theo", done="Đã chuyển bước.")

    # The next week: the card will be late, one apologises in time and appoints a new day.
    ha = officer("2026-11-09 09:00", "ha", 390)
    ha.take("Của bộ phận tôi", code)
    ha.act(
        "Đề nghị xin lỗi và hẹn lại",
        {"cause_code": "Chờ kết quả của cơ quan phối hợp", "note": "Chờ cấp thẻ", "new_day": "13/11/2026"},
        done="Đã trình lãnh đạo văn bản xin lỗi.",
    )
    khang = officer("2026-11-11 10:00", "khang")
    khang.take("Chờ lãnh đạo duyệt", code)
    khang.act("Duyệt đề nghị", done="Đã duyệt đề nghị.")
    ha = officer("2026-11-12 16:00", "ha")
    ha.open(here)
    ha.act("Chuyển bước tiếp theo", done="Đã chuyển bước.")
    sweep(at=clock("2026-11-12 17:00"))

    # Friday the 13th: the result comes back to where it was received, and goes out by post.
    hoa = officer("2026-11-13 09:00", "hoa")
    hoa.take("Của bộ phận tôi", code)
    hoa.act("Đã có kết quả tại quầy", done="Đã ghi nhận kết quả")
    hoa.act("Trả kết quả", {"how": "post", "waybill": "EB123456789VN"}, done="Đã trả kết quả.")
    hoa.reads("EB123456789VN")
    slip = hoa.pdf("Phiếu kiểm soát")
    assert code in slip
    lan = Citizen(open_page(390), "everything-lan-after")
    lan.look_up(code, "EB123456789VN")
    lan.unlock(KEY)
    for words in ("Xin lỗi vì trả kết quả chậm", "Cơ quan sửa thông tin hồ sơ", "Hồ sơ đang phải chờ"):
        lan.reads(words)
    the_books_agree(office, Dossier.objects.get(code=code))


def close_the_office(yen: Officer, day: str, name: str) -> None:
    """A day off at the office itself, previewed and published."""
    yen.open("/can-bo/lich-lam-viec/")
    panel = yen.page.locator("details.confirm").filter(has_text="Thêm ngày").first
    panel.locator("summary").first.click()
    yen.fill({"date": day, "kind": "closure", "name": name}, within=panel)
    panel.get_by_role("button", name="Thêm ngày").click()
    yen.reads(name)
    yen.page.get_by_role("link", name="Xem trước hồ sơ nào sẽ đổi ngày hẹn").click()
    yen.reads("hồ sơ được hẹn muộn hơn")
    yen.look()
    yen.page.get_by_role("link", name="Về lịch làm việc").click()
    panel = yen.page.locator("details.confirm").filter(has_text="Công bố lịch").first
    panel.locator("summary").first.click()
    yen.fill({"note": f"Nghỉ tránh {name}"}, within=panel)
    panel.get_by_role("button", name="Công bố lịch").click()
    yen.reads("Đang tính lại theo lịch số")


def the_books_agree(office: Office, dossier: Dossier) -> None:
    """Slip, register line, timeline and ledger to the minute; II.06a by the date over the same instants."""
    now, K = ledger.derived(dossier), EntryKind
    assert (now.due_at, now.clock) == (dossier.due_at, Clock.ENDED)
    rows = ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER).order_by("no")
    assert [row.kind for row in rows] == [
        K.START, K.PAUSE, K.RESTART, K.PAUSE, K.RESUME, K.CALENDAR, K.REAPPOINT, K.STOP,
    ]  # fmt: skip
    events = list(dossier.events.order_by("seq"))
    moments = {event.at for event in events}
    runs = list(dossier.runs.order_by("opened_at", "pk"))
    assert {run.closed_at for run in runs} <= moments
    slip = slip_data(dossier=dossier, at=at("2026-11-13 11:00"))
    assert [row.at for row in slip.rows] == [run.closed_at for run in runs][: len(slip.rows)]
    assert next(local_date(row.at) for row in slip.rows) == date(2026, 11, 2)
    assert "Công an xã Sơn Tây" in slip.partners
    timeline = {item["at"] for item in present.timeline(dossier, "officer", at("2026-11-13 11:00"))}
    assert moments <= timeline
    [line] = register.lines(office.agency, 2026)
    assert (line.pk, line.received_at, line.finished_at) == (
        dossier.pk, at("2026-11-02 08:10"), at("2026-11-13 09:00"),
    )  # fmt: skip
    late = Lateness.objects.filter(dossier=dossier)
    assert {row.target for row in late} == {Target.RUN}  # steps were late, the whole was not
    assert late.get(run=runs[0]).holder == office.people["hoa"]
    assert all(row.run.closed_at > row.due_at for row in late)
    assert (dossier.state, dossier.returned_how) == (State.RETURNED, "post")
    assert IssuedForm.objects.filter(dossier=dossier, key="receipt").count() == 2
    assert IssuedForm.objects.filter(dossier=dossier, key="apology").count() == 1
    month = Period(date(2026, 11, 1), date(2026, 11, 30))
    total = make_edition(II06A, office.agency, month, events[-1].recorded_at).total
    in_time = local_date(dossier.finished_at) <= local_date(dossier.due_at)
    assert (total[3], total[7], total[8] + total[9], total[10]) == (1, 1, int(in_time), int(not in_time))
