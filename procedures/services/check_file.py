"""Judging a catalogue file before a row is written: every fault with line, procedure, field and remedy."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agencies.models import Agency, Unit
from agencies.worktime.errors import LimitError
from agencies.worktime.limits import Limit
from agencies.worktime.limits import Unit as LimitUnit
from procedures.located_json import Located, Path, show
from procedures.models import FeeItem, FormField, Procedure, Step, Version
from procedures.services import rules as r

MARKS = ("S", "K", "U")
MARKED = ("service_level", "time", "components", "result", "legal_basis", "steps", "form")
METHODS = ("direct", "online", "post")
SHARE_SLACK = 0.001
CONDITIONS = ("required_if", "required_unless")

FILE = {"procedures": r.anything, "about": r.anything, "currency": r.one_of(["VND"]), "units": r.anything}
ENTRY = {
    "code": r.matching(r"\d\.\d{6}(\.[0-9A-Z]{2,3})*", "2.000815"),
    "name": r.text(500),
    "field": r.text(120),
    "service_level": r.one_of(Version.ServiceLevel.values),
    "audience": r.one_of(Version.Audience.values),
    "result": r.text(2000),
    "legal_basis": r.several(r.text(500)),
    "competent_agency": r.text(500),
    "online": r.flag,
    "fee": r.anything,
    "cases": r.anything,
    "components": r.anything,
    "steps": r.anything,
}
ENTRY_OPTIONAL = {
    "authority_level": r.one_of(Procedure.Level.values),
    "partial_reason": r.text(2000, empty=True),
    "life_events": r.several(r.text(120)),
    "sets_of_dossier": r.whole(1, 20),
    "methods": r.several(r.one_of(METHODS), least=1),
    "sequence_of_steps_text": r.maybe(r.text(20000)),
    "requirements": r.maybe(r.text(20000)),
    "publication_decision": r.anything,
    "in_one_stop": r.flag,
    "on_supplement": r.one_of(Version.OnSupplement.values),
    "process": r.anything,
    "legs": r.anything,
    "form": r.anything,
    **{f"{name}_confidence": r.one_of(MARKS) for name in MARKED},
}
PROCESS_LIST = r.several(r.text(300))
PROCESS = {
    "symbol": r.text(60, empty=True),
    "place": r.text(500, empty=True),
    "decides": r.text(300, empty=True),
    "authorised": r.text(300, empty=True),
    "partners": r.text(500, empty=True),
    "forms": PROCESS_LIST,
    "records": PROCESS_LIST,
    "kept": r.text(200, empty=True),
}
DECISION = {"number": r.text(100), "date": r.day, "made_public_on": r.day}
LIMIT = {"unit": r.one_of([unit.value for unit in LimitUnit]), "amount": r.anything}
LIMIT_OPTIONAL = {"cutoff": r.anything, "rule": r.anything, "note": r.text(250, empty=True)}
EXTENSION_OPTIONAL = {"reason": r.text(250), "confidence": r.one_of(MARKS), **LIMIT_OPTIONAL}
CASE = {"key": r.matching(r"[a-z][a-z0-9_]{0,39}", "default"), "name": r.text(250, empty=True)}
COMPONENT = {
    "code": r.matching(r"[A-Z]{2}\d{2,3}", "GT01"),
    "name": r.text(2000),
    "originals": r.whole(0, 99),
    "copies": r.whole(0, 99),
    "required": r.flag,
    "shown_only": r.flag,
}
STEP = {
    "name": r.text(200),
    "role": r.one_of(Step.Role.values),
    "unit_kind": r.one_of(Unit.KindKey.values),
    "share": r.part,
}
STEP_OPTIONAL = {
    "leg": r.whole(1, 20),
    "agency_kind": r.one_of(Agency.Kind.values),
    "may_skip": r.flag,
    "output": r.text(300, empty=True),
}
LEG = {"leg": r.whole(1, 20), "agency_kind": r.one_of(Agency.Kind.values)}
FEE = {"status": r.one_of(Version.FeeStatus.values), "items": r.anything}
FEE_OPTIONAL = {"confidence": r.one_of(MARKS), "note": r.text(1000, empty=True)}
MONEY = r.whole(0, 1_000_000_000)
ITEM = {"kind": r.one_of(FeeItem.Kind.values), "amount": r.maybe(MONEY), "per": r.text(60)}
ITEM_OPTIONAL = {"bands": r.anything, "cap_per_copy": r.maybe(MONEY), "set_by": r.text(150)}
BAND = {"from_page": r.whole(1, 100_000), "amount": MONEY}
FORM_FIELD = {
    "section": r.text(120),
    "key": r.matching(r"[a-z][a-z0-9_]{0,59}", "ho_ten_me"),
    "label": r.text(200),
    "kind": r.one_of(FormField.Kind.values),
}
FORM_FIELD_OPTIONAL = {
    "required": r.flag,
    "help": r.text(300, empty=True),
    "options": r.several(r.text(200)),
    "rules": r.anything,
}
FORM_RULES = {
    "min": r.whole(-1_000_000_000, 1_000_000_000),
    "max": r.whole(-1_000_000_000, 1_000_000_000),
    "max_length": r.whole(1, 5000),
    "not_future": r.flag,
    "in_words": r.flag,
    "prefill": r.text(40),
    "default": r.text(200),
    **dict.fromkeys(CONDITIONS, r.anything),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: `expected` says what belongs there; `at` is the way to it inside the entry."""

    line: int
    code: str
    path: str
    expected: str
    at: Path = ()

    def __str__(self) -> str:
        place = [f"dòng {self.line}", *([f"thủ tục {self.code}"] if self.code else [])]
        return ", ".join([*place, *([f"trường {self.path}"] if self.path else [])]) + f": {self.expected}."

    @property
    def sentence(self) -> str:
        """What belongs there, without its place: for a page that shows the place itself."""
        return f"{self.expected[:1].upper()}{self.expected[1:]}."


def check_entry(entry: Mapping[str, Any]) -> list[Fault]:
    """The faults of one entry that no file holds: what is edited at the desk is judged by the same rules."""
    return Checker(Located({"procedures": [entry]}, {})).check()


@dataclass
class Checker:
    """Collects the faults of one file."""

    located: Located
    faults: list[Fault] = field(default_factory=list)
    code: str = ""

    def check(self) -> list[Fault]:
        """All the faults, in the order of the file; an empty list for a good one."""
        if self.object((), self.located.value, {"procedures": r.anything}, FILE):
            codes: dict[str, int] = {}
            self.each(("procedures",), lambda path, entry: self.entry(path, entry, codes), least=1)
        return sorted(self.faults, key=lambda fault: (fault.line, fault.path))

    def fault(self, path: Path, expected: str) -> None:
        inside = path[2:] if path[:1] == ("procedures",) else ()
        self.faults.append(Fault(self.located.line(path), self.code, show(inside or path), expected, inside))

    def at(self, path: Path) -> Any:
        value = self.located.value
        for name in path:
            value = value[name]
        return value

    def object(
        self, path: Path, value: Any, spec: Mapping[str, r.Rule], optional: Mapping[str, r.Rule]
    ) -> bool:
        """Whether `value` is an object with these fields and no others, each by its rule."""
        if not isinstance(value, Mapping):
            self.fault(path, "cần là một đối tượng { … }")
            return False
        before = len(self.faults)
        for name in spec.keys() - value.keys():
            self.fault((*path, name), "còn thiếu")
        known = {**optional, **spec}
        for name, part in value.items():
            said = known[name](part) if name in known else "là trường lạ, không có trong định dạng"
            if said:
                self.fault((*path, name), said)
        return len(self.faults) == before

    def each(self, path: Path, look: Callable[[Path, Any], Any], *, least: int = 0) -> bool:
        """Look at each item of the list at `path`; whether all of it is good."""
        value = self.at(path)
        if not isinstance(value, list) or len(value) < least:
            self.fault(path, f"cần là danh sách có ít nhất {least} mục")
            return False
        before = len(self.faults)
        for index, item in enumerate(value):
            look((*path, index), item)
        return len(self.faults) == before

    def unique(self, path: Path, name: str, seen: dict[Any, int]) -> None:
        value = self.at((*path, name))
        line = self.located.line((*path, name))
        if value in seen:
            self.fault((*path, name), f"“{value}” đã có ở dòng {seen[value]}")
        seen.setdefault(value, line)

    def entry(self, path: Path, entry: Any, codes: dict[str, int]) -> None:
        self.code = str(entry.get("code", "")) if isinstance(entry, Mapping) else ""
        self.object(path, entry, ENTRY, ENTRY_OPTIONAL)
        if isinstance(entry, Mapping):
            self._parts(path, entry, codes)
        self.code = ""

    def _parts(self, path: Path, entry: Mapping[str, Any], codes: dict[str, int]) -> None:
        if isinstance(entry.get("code"), str):
            self.unique(path, "code", codes)
        parts = {
            "cases": self._cases,
            "components": self._components,
            "fee": self._fee,
            "legs": self._legs,
            "steps": self._steps,
            "form": self._form,
            "publication_decision": self._decision,
            "process": self._process,
        }
        for name, look in parts.items():
            if name in entry:
                look((*path, name))
        if entry.get("partial_reason") and entry.get("service_level") != Version.ServiceLevel.PARTIAL:
            self.fault((*path, "partial_reason"), "chỉ dùng khi service_level là mot_phan")

    def _cases(self, path: Path) -> None:
        keys: dict[str, int] = {}

        def look(at: Path, case: Any) -> None:
            if self.object(at, case, {**CASE, "limit": r.anything}, {"extension": r.anything}):
                self.unique(at, "key", keys)
                self._limit((*at, "limit"), LIMIT_OPTIONAL)
                if case.get("extension") is not None:
                    self._limit((*at, "extension"), EXTENSION_OPTIONAL)

        self.each(path, look, least=1)

    def _limit(self, path: Path, optional: Mapping[str, r.Rule]) -> None:
        if self.object(path, self.at(path), LIMIT, optional):
            try:
                Limit.from_dict(self.at(path))
            except LimitError as error:
                self.fault(path, error.message.rstrip("."))

    def _components(self, path: Path) -> None:
        codes: dict[str, int] = {}

        def look(at: Path, component: Any) -> None:
            if self.object(at, component, COMPONENT, {"by_form": r.flag}):
                self.unique(at, "code", codes)

        self.each(path, look)

    def _fee(self, path: Path) -> None:
        if not self.object(path, self.at(path), FEE, FEE_OPTIONAL):
            return
        status, items = self.at((*path, "status")), (*path, "items")
        if not self.each(items, self._fee_item):
            return
        amounts = [item["amount"] for item in self.at(items)]
        if status in ("free", "unknown") and amounts:
            self.fault(items, f"không có khoản nào khi miễn phí hoặc chưa rõ (status là {status})")
        if status == "fixed" and (not amounts or None in amounts):
            self.fault(items, "cần có khoản thu, khoản nào cũng có mức, khi mức cố định (fixed)")
        if status == "by_province" and (not amounts or any(a is not None for a in amounts)):
            self.fault(
                items,
                "cần có khoản thu, không ghi mức, khi do cấp tỉnh quy định (by_province)",
            )

    def _fee_item(self, path: Path, item: Any) -> None:
        if not self.object(path, item, ITEM, ITEM_OPTIONAL) or "bands" not in item:
            return
        bands = (*path, "bands")
        if not self.each(bands, lambda at, band: self.object(at, band, BAND, {}), least=1):
            return
        pages = [band["from_page"] for band in item["bands"]]
        if pages[0] != 1 or pages != sorted(set(pages)):
            self.fault(bands, "from_page phải bắt đầu từ 1 và tăng dần")
        if item["bands"][0]["amount"] != item["amount"]:
            self.fault(bands, "amount của bậc đầu phải bằng amount của mục")

    def _legs(self, path: Path) -> None:
        def look(at: Path, leg: Any) -> None:
            if self.object(at, leg, LEG, {"limit": r.anything}) and leg.get("limit") is not None:
                self._limit((*at, "limit"), LIMIT_OPTIONAL)

        if self.each(path, look, least=1):
            numbers = [leg["leg"] for leg in self.at(path)]
            if numbers != list(range(1, len(numbers) + 1)):
                self.fault(path, "leg phải đánh số 1, 2, 3 … theo thứ tự")

    def _steps(self, path: Path) -> None:
        if not self.each(path, lambda at, step: self.object(at, step, STEP, STEP_OPTIONAL), least=1):
            return
        steps = self.at(path)
        if steps[0]["role"] != "receive" or steps[-1]["role"] != "return":
            self.fault(path, "bước đầu phải là tiếp nhận (receive), bước cuối phải là trả kết quả (return)")
        for index, step in enumerate(steps):
            if step.get("may_skip") and step["role"] != "process":
                self.fault((*path, index, "may_skip"), "chỉ bước xử lý (process) được bỏ qua")
        numbers = [step.get("leg", 1) for step in steps]
        if numbers != sorted(numbers):
            self.fault(path, "các bước phải xếp theo thứ tự chặng (leg)")
        self._legs_of_steps(path, steps)
        self._shares(path, steps)

    def _legs_of_steps(self, path: Path, steps: list[dict[str, Any]]) -> None:
        legs = self.at(path[:-1]).get("legs", [{"leg": 1, "agency_kind": Agency.Kind.COMMUNE}])
        if not isinstance(legs, list):
            return
        good = [leg for leg in legs if isinstance(leg, Mapping) and isinstance(leg.get("leg"), int)]
        kinds = {leg["leg"]: leg.get("agency_kind") for leg in good}
        for index, step in enumerate(steps):
            number = step.get("leg", 1)
            if number not in kinds:
                self.fault((*path, index), f"chặng {number} không có trong legs")
            elif step.get("agency_kind", kinds[number]) != kinds[number]:
                self.fault((*path, index, "agency_kind"), f"phải là {kinds[number]} như chặng {number}")
        for number in kinds.keys() - {step.get("leg", 1) for step in steps}:
            self.fault(path, f"chặng {number} không có bước nào")

    def _shares(self, path: Path, steps: list[dict[str, Any]]) -> None:
        sums: dict[int, float] = defaultdict(float)
        for step in steps:
            sums[step.get("leg", 1)] += step["share"]
        for number, total in sums.items():
            if abs(total - 1) > SHARE_SLACK:
                self.fault(path, f"tổng share của chặng {number} là {total:g}, phải bằng 1")

    def _form(self, path: Path) -> None:
        keys: dict[str, int] = {}

        def look(at: Path, line: Any) -> None:
            if self.object(at, line, FORM_FIELD, FORM_FIELD_OPTIONAL):
                self.unique(at, "key", keys)
                self._options(at, line)
                if "rules" in line:
                    self.object((*at, "rules"), line["rules"], {}, FORM_RULES)

        if self.each(path, look, least=1):
            for index, line in enumerate(self.at(path)):
                self._conditions((*path, index, "rules"), line.get("rules", {}), keys)

    def _options(self, path: Path, line: Mapping[str, Any]) -> None:
        if (line["kind"] == FormField.Kind.CHOICE) != bool(line.get("options")):
            self.fault((*path, "options"), "cần có khi và chỉ khi kind là choice")

    def _conditions(self, path: Path, rules: Mapping[str, Any], keys: Mapping[str, int]) -> None:
        for name in CONDITIONS:
            if name not in rules:
                continue
            spec = {"field": r.one_of(keys), "is": r.text(200)}
            self.object((*path, name), rules[name], spec, {})

    def _process(self, path: Path) -> None:
        self.object(path, self.at(path), {}, PROCESS)

    def _decision(self, path: Path) -> None:
        if self.at(path) is not None:
            self.object(path, self.at(path), DECISION, {})
