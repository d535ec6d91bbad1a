"""Finding a procedure as people type it, and what an agency offers."""

import datetime as dt

import pytest

from kit.errors import Invalid
from procedures import selectors
from procedures.models import Article, Procedure, Sector, Version
from procedures.services.switches import set_switch
from tests.procedures.builders import AT, BY, DAY, bring_in, entry, published

pytestmark = pytest.mark.django_db


def codes(*args, **filters) -> list[str]:
    return [v.procedure.code for v in selectors.search(*args, on=filters.pop("on", DAY), **filters)]


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("2.000815", "2.000815"), ("khai sinh", "1.001193"), ("khai sih", "1.001193"),
            ("Đăng ký khai sinh", "1.001193"), ("dang ky khai tu", "1.000656"), ("KET HON", "1.000894"),
            ("kết hônn", "1.000894"), ("tinh trang hon nhan", "1.004873"),
            ("xac dinh khuyet tat", "1.001699"),
            ("chứng thực di chúc", "2.001019"), ("chung thuc ban xao", "2.000815"),
        ],
    )  # fmt: skip
    def test_words_find_the_procedure_first(self, typed, first):
        assert codes(typed)[0] == first

    def test_typed_slip_finds_every_birth_registration(self):
        births = {v.procedure.code for v in Version.objects.filter(fold_name__contains="khai sinh")}
        assert births <= set(codes("khai sih"))

    def test_code_begun_lists_codes_that_begin_so_before_anything_else(self):
        assert codes("2.0008") == ["2.000815", "2.000884"]

    def test_words_in_another_order_still_find(self):
        assert "1.001193" in codes("sinh khai")

    def test_life_event_and_field_find_their_procedures(self):
        assert "1.001193" in codes("sinh con")
        assert len(codes("hộ tịch")) >= 15

    def test_nonsense_finds_nothing(self):
        assert codes("xyzzy plugh") == []
        assert codes("%") == []

    def test_empty_search_lists_all_by_field_then_name(self):
        found = selectors.search(on=DAY)
        assert found.count() == 42
        keys = [(v.procedure.sector.sort_name, v.sort_name) for v in found]
        assert keys == sorted(keys)

    def test_filters_narrow(self):
        civil = Sector.objects.get(name="Hộ tịch")
        assert len(codes(sector=civil.pk)) == 15
        assert len(codes(service_level="mot_phan")) == 15
        assert len(codes(audience="organisation")) == 12
        assert len(codes(life_event="sinh-con-nuoi-con")) == 5
        assert codes(level="province") == []
        assert codes("khai sih", sector=civil.pk, service_level="toan_trinh", life_event="sinh-con-nuoi-con")

    def test_search_is_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert [v.procedure.sector.name for v in selectors.search("khai sih", on=DAY)]

    def test_nothing_is_found_before_the_day_in_force(self):
        assert codes("khai sinh", on=dt.date(2025, 12, 31)) == []

    def test_fields_and_life_events_in_use(self):
        assert [s.name for s in selectors.sectors_in_use(DAY)][:2] == ["Bảo trợ xã hội", "Chứng thực"]
        assert selectors.life_events_in_use(DAY).count() == 10
        assert not selectors.sectors_in_use(dt.date(2020, 1, 1)).exists()


def test_one_version_is_read_whole_in_eight_queries_however_many_parts(django_assert_num_queries):
    version = published(code="1.001193", life_events=["Sinh con"])
    with django_assert_num_queries(8):
        whole = selectors.whole_version(version.pk)
        assert len(whole.form_fields.all()) > 20
        assert whole.procedure.sector.name == "Cư trú"
        assert [len(p.all()) for p in (whole.cases, whole.components, whole.legs, whole.steps)] == [
            1,
            1,
            1,
            4,
        ]


class TestSwitch:
    def switch(self, commune, procedure, *, enabled=True, files_here=True, basis=""):
        return set_switch(
            agency=commune, procedure=procedure, enabled=enabled, files_here=files_here, legal_basis=basis,
            by=BY, at=AT,
        )  # fmt: skip

    def test_procedure_is_on_until_somebody_turns_it_off(self, commune):
        version = published()
        assert selectors.switch_of(version.procedure, commune) == selectors.Switch()
        assert selectors.is_offered_online(version, commune)

    def test_filing_elsewhere_keeps_the_procedure_offered(self, commune):
        version = published()
        self.switch(commune, version.procedure, files_here=False, basis="NĐ 224/2026/NĐ-CP, Điều 15")
        assert not selectors.is_offered_online(version, commune)
        assert list(selectors.offered(commune, DAY)) == [version]
        assert selectors.switch_of(version.procedure, commune).basis == "NĐ 224/2026/NĐ-CP, Điều 15"

    def test_procedure_turned_off_is_not_offered_nor_found_there(self, commune):
        version = published()
        self.switch(commune, version.procedure, enabled=False, basis="Không thuộc thẩm quyền")
        assert not selectors.offered(commune, DAY).exists()
        assert codes(agency=commune) == []
        assert codes() == ["9.000001"]
        self.switch(commune, version.procedure)
        assert codes(agency=commune) == ["9.000001"]

    def test_procedure_of_another_level_is_not_offered(self, commune):
        version = published(authority_level="province")
        assert not selectors.offered(commune, DAY).exists()
        assert not selectors.is_offered_online(version, commune)

    def test_procedure_not_online_and_draft_are_not_offered_online(self, commune):
        assert not selectors.is_offered_online(published(online=False), commune)
        bring_in(entry(code="9.000002"))
        assert not selectors.is_offered_online(Version.objects.get(state="draft"), commune)

    def test_turning_off_without_basis_is_refused(self, commune):
        procedure = Procedure.objects.create(code="9.9", sector=Sector.objects.create(name="Cư trú"))
        with pytest.raises(Invalid) as caught:
            self.switch(commune, procedure, files_here=False, basis="  ")
        assert "legal_basis" in caught.value.errors


def test_articles_are_of_everybody_or_of_the_agency_newest_first(commune):
    for slug, day, agency in (("a", 1, None), ("b", 3, commune), ("c", 2, None), ("d", 30, None)):
        Article.objects.create(
            title=slug, slug=slug, summary="x", body="x", published_on=dt.date(2026, 11, day), agency=agency
        )
    assert [a.slug for a in selectors.articles(DAY)] == ["c", "a"]
    assert [a.slug for a in selectors.articles(DAY, agency=commune)] == ["b", "c", "a"]
    assert not selectors.articles(DAY, kind="guide").exists()
