"""Addresses of looking up and of one's own dossier; part of the name space `portal`."""

from django.urls import path

from portal.views import inbox
from portal.views.lookup import by_number, correct, details, objection, own, public, supplement

urlpatterns = [
    path("tra-cuu/", public.lookup, name="lookup"),
    path("tra-cuu/khoa-moi/", public.renew, name="renew_key"),
    path("tra-cuu/so-dinh-danh/", by_number.number, name="lookup_number"),
    path("tra-cuu/so-dinh-danh/ma/", by_number.code, name="lookup_number_code"),
    path("tra-cuu/so-dinh-danh/ho-so/", by_number.listed, name="lookup_number_list"),
    path("tra-cuu/<str:code>/", public.result, name="lookup_result"),
    path("tra-cuu/<str:code>/khoa/", public.unlock, name="unlock"),
    path("ho-so/<str:code>/", own.dossier, name="dossier"),
    path("ho-so/<str:code>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so/<str:code>/sua/", correct.correct, name="correct"),
    path("ho-so/<str:code>/sua/<slug:block>/", details.correct_details, name="correct_details"),
    path("ho-so/<str:code>/rut/", own.withdraw_dossier, name="withdraw"),
    path("ho-so/<str:code>/phan-doi/", objection.object_by_key, name="object"),
    path("ho-so/<str:code>/phan-doi/da-ghi/", objection.objected, name="objected"),
    path("ho-so/<str:code>/khong-dong-y/", objection.object_from_account, name="object_from_account"),
    path("ho-so/<str:code>/dong/", own.close, name="close_dossier"),
    path("ho-so/<str:code>/to-khai/", own.dossier_form, name="dossier_form"),
    path("ho-so/<str:code>/tep/<int:pk>/", own.dossier_file, name="dossier_file"),
    path("ho-so/<str:code>/giay/<int:pk>/", own.issued_form, name="dossier_issued"),
    path("tin-nhan/", inbox.inbox, name="sms_inbox"),
]
