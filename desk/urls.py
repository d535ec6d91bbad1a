"""Addresses of officers and leaders; the name space is `desk`."""

from django.urls import path

from desk import (
    urls_book,
    urls_catalogue,
    urls_data,
    urls_figures,
    urls_forms,
    urls_keeping,
    urls_notices,
    urls_officers,
    urls_offices,
    urls_session,
)
from desk.views import again, batch, book, calendar, counter, dossier, files, law, queues, substitutes, today

app_name = "desk"
urlpatterns = [
    path("", queues.home, name="home"),
    path("hom-nay/", today.today, name="today"),
    path("hang/<slug:key>/", queues.queue, name="queue"),
    path("tim/", queues.search, name="search"),
    path("nhieu-ho-so/", batch.batches, name="batches"),
    path("nhieu-ho-so/<int:pk>/", batch.batch, name="batch"),
    path("xu-ly-thay/", substitutes.substitutes, name="substitutes"),
    path("xu-ly-thay/<int:pk>/ket-thuc/", substitutes.end, name="substitute_end"),
    path("tiep-nhan/", counter.intake, name="intake"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/phieu-kiem-soat.pdf", files.slip, name="control_slip"),
    path("ho-so/<str:code>/to-khai.pdf", files.declared, name="declaration"),
    path("ho-so/<str:code>/bieu-mau/<int:pk>.pdf", files.issued_form, name="issued_form"),
    path("ho-so/<str:code>/tep/<uuid:file_id>/trang/<int:number>/", files.file_page, name="file_page"),
    path("ho-so/<str:code>/tep/<uuid:file_id>/xem/", files.file, {"how": "xem"}, name="file_view"),
    path("ho-so/<str:code>/tep/<uuid:file_id>/tai/", files.file, {"how": "tai"}, name="file"),
    path("ho-so/<str:code>/bieu-mau/<int:pk>/dinh-chinh/", again.form_again, name="form_again"),
    path("ho-so/<str:code>/ai-da-xem/", book.dossier_trail, name="dossier_trail"),
    path("ho-so/<str:code>/<slug:slug>/", dossier.act, name="act"),
    path("gia-tri-phap-ly/", law.values, name="law"),
    path("gia-tri-phap-ly/<slug:key>/", law.value, name="law_value"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("lich-lam-viec/gio/", calendar.hours, name="calendar_hours"),
    path("lich-lam-viec/ngay/", calendar.day, name="calendar_day"),
    path("lich-lam-viec/ngay/<int:pk>/xoa/", calendar.remove, name="calendar_remove"),
    path("lich-lam-viec/xem-truoc/", calendar.preview, name="calendar_preview"),
    path("lich-lam-viec/cong-bo/", calendar.publish, name="calendar_publish"),
    *urls_book.urlpatterns,
    *urls_data.urlpatterns,
    *urls_figures.urlpatterns,
    *urls_forms.urlpatterns,
    *urls_keeping.urlpatterns,
    *urls_notices.urlpatterns,
    *urls_officers.urlpatterns,
    *urls_offices.urlpatterns,
    *urls_session.urlpatterns,
    *urls_catalogue.urlpatterns,
]
