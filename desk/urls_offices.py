"""Addresses of an office's own facts, of message texts and of settings; part of the name space `desk`."""

from django.urls import path

from desk.views import offices, setup, wording

urlpatterns = [
    path("co-quan-bo-phan/", offices.office, name="agency"),
    path("co-quan-bo-phan/doi-ten/", offices.rename, name="agency_rename"),
    path("co-quan-bo-phan/them-bo-phan/", offices.add_unit, name="unit_new"),
    path("co-quan-bo-phan/co-quan-ben-canh/", offices.add_beside, name="agency_beside"),
    path("co-quan-bo-phan/co-quan-khac/", offices.take_up, name="agency_take_up"),
    path("co-quan-bo-phan/bo-phan/<int:pk>/", offices.unit, name="unit"),
    path("co-quan-bo-phan/bo-phan/<int:pk>/dung/", offices.end_unit, name="unit_close"),
    path("co-quan-bo-phan/dat-lai/<int:pk>/", offices.put_back, name="agency_put_back"),
    path("cau-hinh/", setup.settings_page, name="setup"),
    path("cau-hinh/lich-su/", setup.history, name="setup_history"),
    path("mau-tin/", wording.message_list, name="messages"),
    path("mau-tin/<slug:key>/", wording.words, name="message_words"),
    path("mau-tin/<slug:key>/dung-lai/", wording.restore, name="message_restore"),
]
