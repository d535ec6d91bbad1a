"""What messages say: every template with the words that count here, new words, and words of before again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from desk import kept
from desk.forms.messages import MessageForm
from desk.guards import permission_required
from desk.pages import page
from desk.presenters import messages as show
from desk.rule import can_rule_everywhere
from desk.views.dossier import add_errors
from kit.errors import DomainError
from notifications.models import MessageWording
from notifications.selectors import wording_in_force, wordings, wordings_in_force
from notifications.services import change_words, restore_words
from notifications.texts import Texts
from notifications.wording import TEMPLATES, Template

LOOK = "xem-thu"


@permission_required(Permission.MESSAGES)
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """Every message by audience, in the words that count at this office."""
    context = {"groups": show.groups(wordings_in_force(request.office.code))}
    return page(request, "desk/messages/list.html", context, current=reverse("desk:messages"))


@permission_required(Permission.MESSAGES)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, key: str) -> HttpResponse:
    """One message: its words, how it will look, its history; a POST looks at new words or keeps them."""
    template = _template(key)
    now = wording_in_force(key, request.office.code)
    form = _form(request, template, now)
    keeps = request.method == "POST" and request.POST.get("act") != LOOK
    if keeps and form.is_valid() and (row := _save(request, key, form)):
        messages.success(request, f"Phiên bản {row.no} của mẫu “{template.title}” được dùng từ lúc này.")
        return redirect("desk:message_words", key)
    return _words_page(request, key, form, now)


@permission_required(Permission.MESSAGES)
@require_POST
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """The words of an earlier version, or the shipped ones, as a new version of this office."""
    template = _template(key)
    try:
        row = restore_words(
            key=key, version=_number(request, "version"), seen=_number(request, "seen"),
            office=request.office.code, by=request.actor, at=request.at,
        )  # fmt: skip
    except LookupError as nothing:
        raise Http404 from nothing
    except DomainError as late:
        messages.warning(request, late.message)
    else:
        messages.success(request, f"Đã dùng lại: phiên bản {row.no} của mẫu “{template.title}”.")
    return redirect("desk:message_words", key)


def _template(key: str) -> Template:
    if key not in TEMPLATES:
        raise Http404
    return TEMPLATES[key]


def _form(request: HttpRequest, template: Template, now: MessageWording | None) -> MessageForm:
    return MessageForm(
        request.POST if request.method == "POST" else None,
        template=template,
        present=_texts(template, now),
        seen=now.pk if now else 0,
        office=request.office.name,
        can_rule_everywhere=can_rule_everywhere(request, Permission.MESSAGES),
        initial=kept.words(request),
    )


def _save(request: HttpRequest, key: str, form: MessageForm) -> MessageWording | None:
    given = form.cleaned_data
    try:
        return change_words(
            key=key, texts=form.texts(), note=given["note"], seen=given["seen"], office=request.office.code,
            for_all=form.is_for_all, by=request.actor, at=request.at,
        )  # fmt: skip
    except DomainError as wrong:
        add_errors(form, wrong)
        return None


def _words_page(
    request: HttpRequest, key: str, form: MessageForm, now: MessageWording | None
) -> HttpResponse:
    template, looked = TEMPLATES[key], request.POST.get("act") == LOOK
    if looked:
        form.forgive_reason()
    shown = form.texts() if looked and form.words_are_right else _texts(template, now)
    rows = list(wordings(key, request.office.code))
    context: dict[str, Any] = {
        "key": key,
        "template": template,
        "form": form,
        "now": now,
        "looked": looked and not form.errors,
        "preview": show.preview(template, shown, request.office),
        "places": show.places(template),
        "versions": show.versions(rows, now, template),
        "seen": now.pk if now else 0,
    }
    status = 422 if form.errors else 200
    return page(request, "desk/messages/words.html", context, current=reverse("desk:messages"), status=status)


def _texts(template: Template, now: MessageWording | None) -> Texts:
    return Texts.from_json(now.texts) if now else Texts.of(template)


def _number(request: HttpRequest, name: str) -> int:
    asked = request.POST.get(name, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise Http404
    return int(asked)
