"""The life of one dossier as a story: every step is a real service at its moment, no row is written here.

A story is a generator: it gives the moment at which it wants to go on and is resumed when that moment has
come for the whole office, so that all stories share one clock.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import add_working
from documents.models import StoredFile
from documents.services import store_bytes
from dossiers.models import Dossier, StepRun
from dossiers.selectors.drafts import uploadable
from dossiers.services import amend, counter, drafts, finish, intake, parcels, route, supplement, withdraw
from dossiers.services.birth import Filing
from dossiers.services.counter import Tick
from dossiers.services.parcels import News
from dossiers.services.submit import submit
from dossiers.services.supplement import Asked
from dossiers.states import Channel, ParcelState, ResultMethod, Source
from kit.actor import Actor
from kit.clock import local_date
from portal.demo import papers, words
from portal.demo.answers import answers
from portal.demo.office import Office
from portal.demo.people import PLACE, villager
from portal.demo.plans import WORKING_DAY, Plan, Rest, Twist
from procedures.models import Component, Step, Version

AT_UNIT = {
    "justice_civil_status": "minh",
    "culture_society": "thuy",
    "economy": "dung",
    "leadership": "khang",
    "police": "luc",
    "social_insurance": "ha",
}
DESK = ("hoa", "tam")
ADULT = (1955, 2005)
AGES = {
    "1.001193": (1986, 2004),
    "2.000986": (1986, 2004),
    "1.000894": (1992, 2004),
    "1.014027": (1940, 1950),
}
INTAKE_MINUTES = 480
LEAST = 3  # minutes between two acts


class Story:
    """One dossier from its filing to now, or to its end."""

    def __init__(self, office: Office, version: Version, plan: Plan, rng: Random) -> None:
        self.office, self.version, self.plan, self.rng = office, version, plan, rng
        self.calendar = calendar_for(office.agency)
        self.filer = villager(rng, years=AGES.get(plan.code, ADULT))
        self.citizen = Actor.citizen(self.filer.name)
        self.desk = rng.choice(DESK)
        self.twist = plan.twist
        self.at: datetime = plan.files_at
        self.dossier: Dossier

    def tell(self) -> Iterator[datetime]:
        """Everything that happens, each act at the moment given before it."""
        yield self.at
        if self.plan.channel == Channel.ONLINE:
            self._file_online()
            answered = yield from self._answer()
            if not answered:
                return
        else:
            self._bring_to_the_counter()
        yield from self._handle()

    # --- Filing

    def _file_online(self) -> None:
        draft, _ = drafts.start(version=self.version, agency=self.office.agency, at=self.at)
        drafts.choose(draft=draft, case=self._case(), at=self.at)
        # What waits at the desk is to be fetched: the reminder has somebody to remind.
        by_post = self.rng.random() < 0.15 and self.plan.rest != Rest.DONE
        declared = answers(self.version, self.filer, local_date(self.at), self.rng)
        blocks = {
            "filer": self.filer.typed,
            "owner": {"same": True},
            "form": declared,
            "content": {"text": words.content(self.version, self.rng, declared)},
            "result": {"method": "post", "address": f"{self.filer.address}, {PLACE['place_name']}"}
            if by_post
            else {"method": "office"},
        }
        for block, values in blocks.items():
            drafts.save(draft=draft, block=block, values=values, at=self.at)
        for component in uploadable(self.version).filter(required=True):
            drafts.attach(draft=draft, component=component, upload=_upload(component), at=self.at)
        draft.refresh_from_db()
        self.dossier = submit(draft=draft, at=self.at).dossier

    def _bring_to_the_counter(self) -> None:
        post = self.plan.channel == Channel.POST
        filing = Filing(
            version=self.version,
            case=self._case(),
            agency=self.office.agency,
            channel=self.plan.channel,
            source=Source.POST if post else Source.COUNTER,
            filer=self.filer.person,
            owner=self.filer.person,
            content=words.content(self.version, self.rng),
            sets=self.version.sets_of_dossier,
            result_method=ResultMethod.POST if post else ResultMethod.OFFICE,
            result_address=f"{self.filer.address}, {PLACE['place_name']}" if post else "",
            waybill=self._waybill() if post else "",
        )
        ticks = [
            Tick(c, originals=max(1, c.originals) * (not c.shown_only), copies=c.copies, shown=c.shown_only)
            for c in self.version.components.order_by("ord")
        ]
        by = self.office.actor(self.desk)
        scans = [(tick.component, self._scan(tick.component.name, by)) for tick in ticks if tick.originals][
            :1
        ]
        self.dossier = counter.take_in(filing=filing, ticks=ticks, files=scans, by=by, at=self.at)

    def _answer(self) -> Iterator[datetime]:
        """The desk answers an online dossier; True when it was received."""
        if self.plan.rest == Rest.NEW:
            return False
        if self.twist == Twist.AMEND:
            yield self._later(10)
            self._amend()
        if self.twist == Twist.WITHDRAW_EARLY:
            yield self._later(15)
            self._do(withdraw.withdraw, self.citizen, reason=words.withdrawal(self.rng))
            return False
        yield self._later(INTAKE_MINUTES * self.plan.answer)
        if self.twist == Twist.REFUSE:
            self._do(intake.refuse, self._clerk(), **words.refusal(self.version, self.rng))
            return False
        if self.twist == Twist.SUPPLEMENT_EARLY:
            self._ask(self._clerk())
            if self.plan.rest == Rest.SUPPLEMENT:
                return False
            yield self._later(WORKING_DAY * self.rng.randint(1, 4))
            self._complete()
            yield self._later(INTAKE_MINUTES * self.plan.answer)
        self._do(intake.receive, self._clerk())
        return True

    # --- Handling

    def _handle(self) -> Iterator[datetime]:
        while run := self._open_run():
            role = run.step.role
            if self.plan.rest and self.plan.rest.value == role:
                yield from self._claim(run, self._officer(run))
                return
            yield self._later(run.allowance_minutes * self.plan.pace * self.rng.uniform(0.7, 1.15))
            officer = self._officer(run)
            stays = yield from self._turn(run, officer)
            if stays:
                return
            if self._open_run() != run:
                continue
            if role == Step.Role.RETURN:
                self._finish(officer)
            else:
                self._forward(run, officer)
        yield from self._hand_over()

    def _turn(self, run: StepRun, officer: str) -> Iterator[datetime]:
        """The twist, where this is its step; True when the dossier ends or waits here."""
        role, twist = run.step.role, self.twist
        by = self.office.actor(officer)
        if role == Step.Role.PROCESS and twist in (Twist.SUPPLEMENT, Twist.UNANSWERED):
            return (yield from self._supplement(by))
        if role == Step.Role.PROCESS and twist in (Twist.WITHDRAW, Twist.WITHDRAWAL_DECLINED):
            return (yield from self._withdrawal())
        if role == Step.Role.PROCESS and twist == Twist.STOP:
            self._do(withdraw.stop, self._clerk(), note=words.stopping(self.rng))
            return True
        if role == Step.Role.APPROVE and twist == Twist.SEND_BACK:
            self.twist = Twist.NONE
            self._do(route.send_back, by, note=words.sending_back(self.rng))
        if role == Step.Role.APPROVE and twist == Twist.REJECT:
            self._do(finish.reject, by, **words.REJECTION)
        return False

    def _supplement(self, by: Actor) -> Iterator[datetime]:
        self._ask(by)
        if self.twist == Twist.UNANSWERED:
            if self.plan.rest == Rest.SUPPLEMENT:
                return True
            yield self._later(WORKING_DAY * self.rng.randint(14, 18))
            self._do(withdraw.stop, self._clerk(), note=words.UNPREPARED)
            return True
        self.twist = Twist.NONE
        yield self._later(WORKING_DAY * self.rng.uniform(0.5, 5))
        self._complete()
        return False

    def _withdrawal(self) -> Iterator[datetime]:
        self._do(withdraw.withdraw, self.citizen, reason=words.withdrawal(self.rng))
        if self.plan.rest == Rest.WITHDRAWING:
            return True
        yield self._later(self.rng.randint(60, 400))
        if self.twist == Twist.WITHDRAW:
            self._do(withdraw.confirm, self._clerk())
            return True
        self.twist = Twist.NONE
        self._do(withdraw.decline, self._clerk(), note=words.DECLINED)
        return False

    def _claim(self, run: StepRun, officer: str) -> Iterator[datetime]:
        """Every second dossier on a step has been taken by its officer; the others wait in the unit."""
        if run.assignee is None and self.plan.number % 2:
            yield self._later(LEAST)
            self._do(route.assign, self.office.actor(officer), assignee=self._person(officer))

    def _forward(self, run: StepRun, officer: str) -> None:
        following = self.version.steps.filter(ord__gt=run.step.ord).order_by("ord").first()
        known = following.role in (Step.Role.PROCESS, Step.Role.APPROVE) and self.rng.random() < 0.6
        assignee = self._person(AT_UNIT[following.unit_kind]) if known else None
        note = words.forwarding(run.step.role, self.rng)
        self._do(route.forward, self.office.actor(officer), assignee=assignee, note=note)

    def _finish(self, officer: str) -> None:
        by = self.office.actor(officer)
        content = papers.result(self.version.result)
        stored = store_bytes(
            content=content, name="ket-qua.pdf", media_type="application/pdf", by=by, at=self.at
        )
        self._do(finish.finish, by, files=[stored])

    def _hand_over(self) -> Iterator[datetime]:
        if self.plan.rest == Rest.DONE:
            return
        yield self._later(self.plan.fetch_after)
        how = ResultMethod(self.dossier.result_method)
        waybill = self._waybill() if how == ResultMethod.POST else ""
        self._do(finish.hand_over, self._clerk(), how=how, to=self.filer.name, waybill=waybill)
        if how == ResultMethod.POST:
            yield self._later(2 * WORKING_DAY)
            self._do(parcels.report, self._clerk(), news=self._news())

    def _news(self) -> News:
        """Most parcels arrive; every fifth comes back and waits at the desk."""
        if self.plan.number % 5:
            return News(ParcelState.DELIVERED, to=self.filer.name)
        return News(ParcelState.SENT_BACK, reason=words.POST_SENT_BACK)

    # --- Small things

    def _do(self, service: object, by: Actor, **what: object) -> None:
        self.dossier = service(dossier=self.dossier, by=by, at=self.at, **what)

    def _amend(self) -> None:
        if first := self.dossier.files.select_related("component").first():
            added = [(first.component, self._scan(first.component.name, self.citizen))]
            self._do(amend.amend, self.citizen, files_added=added, file_ids_removed=[first.pk])

    def _ask(self, by: Actor) -> None:
        needed = uploadable(self.version).filter(required=True).last()
        component = needed or self.version.components.order_by("ord").last()
        what, reason = words.lacking(self.rng)
        item = Asked(component, what=what, originals=1)
        supplement.ask(dossier=self.dossier, by=by, at=self.at, reason=reason, items=[item])
        self.dossier.refresh_from_db()

    def _complete(self) -> None:
        item = self.dossier.supplements.get(completed_at__isnull=True).items.get()
        files = [(item.component, self._scan(item.component.name, self.citizen))]
        self._do(
            supplement.complete, self.citizen, files=files, answer="Tôi đã bổ sung giấy tờ theo yêu cầu."
        )

    def _later(self, minutes: float) -> datetime:
        """So many minutes of open time from the last act; the story goes on then."""
        amount = timedelta(minutes=max(LEAST, round(minutes)))
        self.at = add_working(self.calendar, self.at, amount)
        return self.at

    def _scan(self, title: str, by: Actor) -> StoredFile:
        content = papers.photo(title)
        return store_bytes(content=content, name="ban-chup.png", media_type="image/png", by=by, at=self.at)

    def _case(self) -> object:
        return self.rng.choice(list(self.version.cases.order_by("ord")))

    def _open_run(self) -> StepRun | None:
        runs = StepRun.objects.filter(dossier=self.dossier, closed_at__isnull=True)
        return runs.select_related("step", "unit", "assignee").first()

    def _officer(self, run: StepRun) -> str:
        if run.assignee is not None:
            return run.assignee.username
        return AT_UNIT.get(run.unit.kind_key, self.desk)

    def _person(self, username: str) -> User:
        return self.office.people[username]

    def _clerk(self) -> Actor:
        return self.office.actor(self.desk)

    def _waybill(self) -> str:
        return f"EH{self.rng.randint(0, 99_999_999):08}VN"


def _upload(component: Component) -> SimpleUploadedFile:
    return SimpleUploadedFile("anh-chup.png", papers.photo(component.name), content_type="image/png")
