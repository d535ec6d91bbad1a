"""Forms of the way to who decides: who that is, and whether the reception goes there too."""

from desk.forms.actions import ActionForm
from desk.forms.words import choice, paragraph
from dossiers.selectors.legs import could_decide
from kit.clock import local_date

WHERE = [
    ("here", "Cơ quan này tiếp nhận và trả kết quả"),
    ("there", "Cơ quan có thẩm quyền tiếp nhận luôn"),
]
OPEN = "open"


class TransferForm(ActionForm):
    """The agencies on the product that can handle the dossier, this one too: it may turn out to decide."""

    to = choice("Cơ quan có thẩm quyền giải quyết", [], "Chọn cơ quan có thẩm quyền.")
    note = paragraph("Ghi chú", help_text="Đồng nghiệp đọc được, người nộp không thấy.")

    def prepare(self) -> None:
        found = could_decide(self.dossier.version, local_date(self.at))
        self.agencies = {str(agency.pk): agency for agency in found}
        self.fields["to"] = self._box()
        if not self.dossier.authority_open:
            self.initial.setdefault("to", str(self.dossier.deciding_agency_id))

    def _box(self) -> object:
        said = [(key, agency.committee) for key, agency in self.agencies.items()]
        return choice("Cơ quan có thẩm quyền giải quyết", said, "Chọn cơ quan có thẩm quyền.")

    def clean_to(self) -> object:
        return self.agencies.get(self.cleaned_data["to"])


class RouteForm(TransferForm):
    """As TransferForm, before the reception: it may be left open, and the reception may go there too."""

    where = choice("Nơi tiếp nhận và trả kết quả", WHERE, "Chọn nơi tiếp nhận.", initial="here")

    field_order = ("to", "where", "note")

    def _box(self) -> object:
        said = [(key, agency.committee) for key, agency in self.agencies.items()]
        return choice(
            "Cơ quan có thẩm quyền giải quyết", [(OPEN, "Chưa xác định được"), *said],
            "Chọn cơ quan có thẩm quyền.",
        )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(self.field_order)

    @property
    def receive_here(self) -> bool:
        """Does this office go on to receive it, of a valid form?"""
        return self.cleaned_data["where"] == "here"
