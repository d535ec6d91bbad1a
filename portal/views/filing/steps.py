"""The steps of filing, as data: what each asks, whether it is asked at all, whether it is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dossiers.models import Draft
from dossiers.selectors.drafts import CHOSEN_OFFICE, misses_authority, missing_components


@dataclass(frozen=True)
class Step:
    """`key` names the address `portal:file_<key>` and the template; `title` stands in "Bước 3/8: …"."""

    key: str
    slug: str
    title: str
    done: Callable[[Draft], bool]
    applies: Callable[[Draft], bool] = lambda draft: True

    def url(self, draft: Draft) -> str:
        """The page of this step for the draft's procedure."""
        return reverse(f"portal:file_{self.key}", args=[draft.version.procedure.code])


def _block(key: str) -> Callable[[Draft], bool]:
    return lambda draft: key in draft.data


STEPS: tuple[Step, ...] = (
    Step("case", "truong-hop", "Trường hợp", lambda draft: draft.case_id is not None,
         applies=lambda draft: draft.version.cases.count() > 1),
    Step("place", "co-quan", "Cơ quan nhận hồ sơ", lambda draft: draft.agency_id is not None,
         applies=lambda draft: draft.agency_id is None or CHOSEN_OFFICE in draft.data),
    Step("filer", "nguoi-nop", "Người nộp hồ sơ", _block("filer")),
    Step("owner", "chu-ho-so", "Chủ hồ sơ", _block("owner")),
    Step("content", "noi-dung", "Nội dung hồ sơ",
         lambda draft: "form" in draft.data or "content" in draft.data),
    Step("files", "giay-to", "Giấy tờ kèm theo",
         lambda draft: not missing_components(draft) and not misses_authority(draft)),
    Step("result", "nhan-ket-qua", "Cách nhận kết quả", _block("result")),
    Step("check", "kiem-tra", "Kiểm tra và nộp", lambda draft: draft.dossier_id is not None),
)  # fmt: skip
BY_KEY: dict[str, Step] = {step.key: step for step in STEPS}


@dataclass(frozen=True)
class Here:
    """Where a page stands among the steps of its draft."""

    step: Step
    number: int
    total: int
    back_url: str
    next_url: str


def path_of(draft: Draft) -> list[Step]:
    """The steps that this draft goes through, in order."""
    return [step for step in STEPS if step.applies(draft)]


def first_missing(draft: Draft) -> Step:
    """Where the person goes on: the first step that is not answered."""
    return next((step for step in path_of(draft) if not step.done(draft)), STEPS[-1])


def locate(draft: Draft, step: Step) -> Here | Step:
    """The step's place; or the step to go to instead: this one is not asked, or an earlier one is open."""
    path = path_of(draft)
    if step not in path:
        return first_missing(draft)
    index = path.index(step)
    for earlier in path[:index]:
        if not earlier.done(draft):
            return earlier
    return Here(
        step=step,
        number=index + 1,
        total=len(path),
        back_url=path[index - 1].url(draft) if index else reverse(
            "portal:file_start", args=[draft.version.procedure.code]
        ),
        next_url=path[index + 1].url(draft) if index + 1 < len(path) else "",
    )  # fmt: skip
