"""The importer: all or nothing, twice is once, a change is a new draft, a fault names its line and field."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from procedures.models import AgencyProcedure, Procedure, Step, Version
from procedures.services.import_catalogue import BadFile, import_catalogue, shipped_forms
from procedures.services.versions import new_draft_from
from tests.procedures.builders import AT, BY, CATALOGUE, as_text, bring_in, entry, published, whole_catalogue

pytestmark = pytest.mark.django_db
FIELD = {"section": "Người yêu cầu", "key": "ho_ten", "label": "Họ và tên", "kind": "person_name"}


def test_whole_catalogue_comes_in_once():
    assert len(whole_catalogue(publish=False).new) == 42
    again = whole_catalogue(publish=False)
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 42)
    assert Version.objects.filter(state="draft", no=1).count() == 42


def test_shares_of_every_leg_sum_to_exactly_one():
    whole_catalogue(publish=False)
    sums = Step.objects.order_by().values("version", "leg_ord").annotate(total=Sum("share"))
    assert {row["total"] for row in sums} == {Decimal(1)}


def test_every_version_has_a_leg_and_linked_procedure_has_four():
    whole_catalogue(publish=False)
    assert not Version.objects.filter(legs=None).exists()
    linked = Version.objects.get(procedure__code="2.000986")
    assert [(leg.ord, leg.agency_kind, str(leg.limit_value.amount)) for leg in linked.legs.all()] == [
        (1, "commune", "1"), (2, "police", "1"), (3, "social_insurance", "1"), (4, "commune", "1"),
    ]  # fmt: skip
    assert [step.key for step in linked.steps.all()] == [
        "receive", "process", "approve", "process_2", "process_3", "return",
    ]  # fmt: skip


def test_case_keeps_limit_note_and_extension():
    whole_catalogue(publish=False)
    case = Version.objects.get(procedure__code="2.000815").cases.get()
    assert case.limit_value.say() == "trong ngày (nhận sau 15:00: ngày làm việc tiếp theo)"
    assert case.note == "nhận sau 15:00 thì trả trong ngày làm việc tiếp theo"
    assert case.extension_value.say() == "2 ngày làm việc"
    assert case.extension["reason"] == "kéo dài theo quy định"


def test_confidence_marks_are_kept():
    whole_catalogue(publish=False)
    assert Version.objects.get(procedure__code="2.000815").confidence == {
        "service_level": "U", "time": "S", "components": "K", "result": "K", "legal_basis": "K",
        "steps": "U", "fee": "S", "form": "U",
    }  # fmt: skip


def test_changed_procedure_becomes_a_new_draft_and_the_published_one_stays():
    first = published()
    outcome = bring_in(entry(result="Giấy xác nhận điện tử"))
    assert outcome.changed == ["9.000001"]
    second = Version.objects.get(no=2)
    assert (second.state, second.result) == ("draft", "Giấy xác nhận điện tử")
    first.refresh_from_db()
    assert (first.state, first.result) == ("published", "Giấy xác nhận")


def test_order_of_fields_and_spaces_in_the_file_change_nothing():
    bring_in(entry())
    turned = dict(reversed(entry().items()))
    assert bring_in(turned).unchanged == ["9.000001"]


def test_draft_made_by_hand_is_not_taken_for_a_change_of_the_file():
    new_draft_from(version=published(), by=BY, at=AT)
    assert bring_in(entry()).unchanged == ["9.000001"]


def test_entry_without_form_takes_the_shipped_one_and_later_keeps_its_own():
    form = [FIELD]
    bring_in(entry(code="1.001193"))
    shipped = shipped_forms()["1.001193"]["fields"]
    version = Version.objects.get(no=1)
    assert version.form_fields.count() == len(shipped)
    bring_in(entry(code="1.001193", form=form))
    bring_in(entry(code="1.001193", result="Khác"))
    assert [f.key for f in Version.objects.get(no=3).form_fields.all()] == ["ho_ten"]


def test_every_shipped_form_is_a_good_form():
    whole_catalogue(publish=False)
    forms = shipped_forms()
    entries = [entry(code=code, form=shipped["fields"]) for code, shipped in forms.items()]
    assert len(bring_in(*entries).changed) == len(forms)


def test_publishing_import_publishes_drafts_of_an_earlier_import_too():
    bring_in(entry())
    assert bring_in(entry(), published=True).published == ["9.000001"]
    assert Version.objects.get().decision_number == "2873/QĐ-UBND"


def test_decision_of_the_entry_prevails_over_the_one_of_the_command():
    own = {"number": "1/QĐ", "date": "2026-02-01", "made_public_on": "2026-02-02"}
    assert published(publication_decision=own).decision_number == "1/QĐ"


def change(path, value):
    """The text of a file with one good entry, and a second one changed at `path`."""
    bad = entry(code="9.000002")
    target = bad
    for name in path[:-1]:
        target = target[name]
    if value is ...:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return as_text(entry(), bad)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["name"], ..., "name"), (["name"], "", "name"), (["name"], 5, "name"), (["name"], "a" * 501, "name"),
        (["code"], "9.000001", "code"), (["code"], "khai sinh", "code"), (["extra"], 1, "extra"),
        (["service_level"], "muc_4", "service_level"), (["audience"], None, "audience"),
        (["online"], "yes", "online"), (["legal_basis"], "Luật", "legal_basis"),
        (["legal_basis"], [1], "legal_basis"),
        (["methods"], ["fax"], "methods"), (["methods"], ["post", "post"], "methods"),
        (["sets_of_dossier"], 0, "sets_of_dossier"), (["sets_of_dossier"], True, "sets_of_dossier"),
        (["partial_reason"], "vì", "partial_reason"), (["time_confidence"], "X", "time_confidence"),
        (["cases"], [], "cases"), (["cases"], {}, "cases"), (["cases", 0], 3, "cases[0]"),
        (["cases", 0, "key"], "Mặc định", "cases[0].key"),
        (["cases", 0, "limit", "unit"], "days", "cases[0].limit.unit"),
        (["cases", 0, "limit", "amount"], -1, "cases[0].limit"),
        (["cases", 0, "limit", "amount"], 0.5, "cases[0].limit"),
        (["cases", 0, "limit", "amount"], 1e300, "cases[0].limit"),
        (["cases", 0, "limit", "amount"], ..., "cases[0].limit.amount"),
        (["cases", 0, "limit", "cutoff"], "15:00", "cases[0].limit"),
        (["cases", 0, "limit"], {"unit": "same_day", "amount": 1}, "cases[0].limit"),
        (["cases", 0, "extension"], {"unit": "x", "amount": 1}, "cases[0].extension.unit"),
        (["components", 0, "copies"], -1, "components[0].copies"),
        (["components", 0, "code"], "1", "components[0].code"),
        (["steps"], [], "steps"), (["steps", 1, "role"], "sign", "steps[1].role"),
        (["steps", 1, "unit_kind"], "moon", "steps[1].unit_kind"),
        (["steps", 1, "share"], "0.3", "steps[1].share"), (["steps", 1, "share"], 0.302, "steps"),
        (["steps", 0, "role"], "process", "steps"), (["steps", 3, "role"], "process", "steps"),
        (["steps", 1, "leg"], 2, "steps[1]"), (["steps", 1, "agency_kind"], "police", "steps[1].agency_kind"),
        (["legs"], [{"leg": 1, "agency_kind": "commune"}, {"leg": 2, "agency_kind": "police"}], "steps"),
        (["legs"], [{"leg": 2, "agency_kind": "commune"}], "legs"), (["legs"], [{"leg": []}], "legs[0].leg"),
        (["fee", "status"], "cheap", "fee.status"), (["fee", "items"], 3, "fee.items"),
        (["fee"], {"status": "fixed", "items": []}, "fee.items"),
        (["fee"], {"status": "free", "items": [{"kind": "phi", "amount": 1, "per": "bản"}]}, "fee.items"),
        (["fee"], {"status": "by_province", "items": []}, "fee.items"),
        (["publication_decision"], {"number": "1"}, "publication_decision.date"),
        (["form"], [], "form"), (["form"], [FIELD, FIELD], "form[1].key"),
        (["form"], [{**FIELD, "kind": "colour"}], "form[0].kind"),
        (["form"], [{**FIELD, "kind": "choice"}], "form[0].options"),
        (["form"], [{**FIELD, "rules": {"required_if": {"field": "x", "is": "y"}}}],
         "form[0].rules.required_if.field"),
    ],
)  # fmt: skip
def test_bad_entry_names_procedure_field_and_line_and_imports_nothing(path, value, field):
    text = change(path, value)
    with pytest.raises(BadFile) as caught:
        import_catalogue(text=text, by=BY, at=AT)
    assert field in {fault.path for fault in caught.value.faults}
    fault = next(fault for fault in caught.value.faults if fault.path == field)
    assert fault.code in ("9.000002", str(value))
    second = next(n for n, line in enumerate(text.splitlines(), 1) if '"code": "' in line and n > 20) - 2
    assert fault.line > second
    assert not Procedure.objects.exists()


def test_line_of_a_fault_is_the_line_in_the_file():
    text = change(["steps", 1, "unit_kind"], "moon")
    with pytest.raises(BadFile) as caught:
        import_catalogue(text=text, by=BY, at=AT)
    [fault] = caught.value.faults
    assert "moon" in text.splitlines()[fault.line - 1]


@pytest.mark.parametrize(
    "text", ["[]", "3", '{"procedures": []}', '{"procedures": 3}', "{}", '{"procedures": [7]}']
)
def test_file_of_another_shape_is_refused(text):
    with pytest.raises(BadFile):
        import_catalogue(text=text, by=BY, at=AT)


def test_shares_may_miss_one_by_rounding_only():
    third = [0.1667, 0.5, 0.1667, 0.1667]
    steps = [{**step, "share": share} for step, share in zip(entry()["steps"], third, strict=True)]
    bring_in(entry(steps=steps))
    assert [str(s.share) for s in Step.objects.order_by("ord")] == [
        "0.166700",
        "0.499900",
        "0.166700",
        "0.166700",
    ]


class TestCommand:
    def run(self, *args) -> str:
        out = StringIO()
        call_command("import_procedures", *args, stdout=out)
        return out.getvalue()

    def test_catalogue_of_the_repository_publishes(self):
        said = self.run(
            str(CATALOGUE), "--publish", "--decision=2873/QĐ-UBND", "--date=2025-11-19",
            "--public-on=2025-11-20", "--from=2025-11-20",
        )  # fmt: skip
        assert said == "42 thủ tục mới, 0 thay đổi (bản nháp mới), 0 không đổi, 42 công bố.\n"
        assert Version.objects.filter(state="published").count() == 42
        assert not AgencyProcedure.objects.exists()

    def test_broken_json_names_the_line(self, tmp_path):
        path = tmp_path / "x.json"
        path.write_text('{"procedures": [\n{"code": 1,}\n]}')
        with pytest.raises(CommandError, match=r"x\.json, dòng 2: cần tên trường") as caught:
            self.run(str(path))
        assert caught.value.returncode == 2

    def test_bad_field_names_line_and_field(self, tmp_path):
        path = tmp_path / "x.json"
        path.write_text(as_text(entry(online="có")))
        line = next(
            n for n, text in enumerate(as_text(entry(online="có")).splitlines(), 1) if "online" in text
        )
        with pytest.raises(CommandError, match=f"dòng {line}, thủ tục 9.000001, trường online: cần là true"):
            self.run(str(path))

    def test_missing_file_and_missing_options_are_one_sentence(self, tmp_path):
        with pytest.raises(CommandError, match="Không mở được tệp"):
            self.run(str(tmp_path / "no.json"))
        with pytest.raises(CommandError, match="--publish cần thêm"):
            self.run(str(CATALOGUE), "--publish")

    def test_file_that_is_not_text_names_the_line(self, tmp_path):
        path = tmp_path / "x.json"
        path.write_bytes(b'{\n"a": "\xff"}')
        with pytest.raises(CommandError, match="dòng 2: không phải UTF-8"):
            self.run(str(path))


def test_repository_catalogue_is_the_format_of_the_issue():
    assert len(json.loads(CATALOGUE.read_text(encoding="utf-8"))["procedures"]) == 42
