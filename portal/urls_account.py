"""Addresses of a citizen's account; part of the name space `portal`."""

from django.urls import path

from portal.views.account import data, door, dossiers, home, identity, people, profile

urlpatterns = [
    path("dang-nhap/", door.sign_in, name="sign_in"),
    path("dang-nhap/mat-khau/", door.with_password, name="sign_in_password"),
    path("dang-nhap/ma/", door.code, name="sign_in_code"),
    path("dang-nhap/ho-ten/", door.name, name="sign_up_name"),
    path("dang-nhap/dinh-danh/<slug:key>/", identity.start, name="identity_start"),
    path("dang-nhap/dinh-danh/<slug:key>/tro-ve/", identity.back, name="identity_back"),
    path("dang-ky/", door.sign_up, name="sign_up"),
    path("dang-xuat/", door.sign_out, name="sign_out"),
    path("dang-xuat/xong/", door.signed_out, name="signed_out"),
    path("dang-xuat/dinh-danh/<slug:key>/", identity.leave, name="identity_leave"),
    path("tai-khoan/", home.account, name="account"),
    path("tai-khoan/ho-so/", dossiers.dossiers, name="my_dossiers"),
    path("tai-khoan/ho-so/nhan/", dossiers.claim_by_key, name="claim"),
    path("tai-khoan/ho-so/<str:code>/nhan/", dossiers.claim_offered, name="claim_offered"),
    path("tai-khoan/du-lieu/", data.data, name="my_data"),
    path("tai-khoan/ho-ten/", profile.name, name="account_name"),
    path("tai-khoan/mat-khau/", profile.password, name="account_password"),
    path("tai-khoan/so-dien-thoai/", profile.phone, name="account_phone"),
    path("tai-khoan/thu-dien-tu/", profile.email, name="account_email"),
    path("tai-khoan/thu-dien-tu/bo/", profile.drop_email, name="account_drop_email"),
    path("tai-khoan/ma/", profile.code, name="account_code"),
    path("tai-khoan/thiet-bi/tat-ca/dang-xuat/", home.end_all, name="account_end_all"),
    path("tai-khoan/thiet-bi/<int:pk>/dang-xuat/", home.end_session, name="account_end_session"),
    path("tai-khoan/to-chuc/<int:pk>/moi/", people.invite, name="account_invite"),
    path("tai-khoan/loi-moi/<int:pk>/", people.answer, name="account_answer"),
    path("tai-khoan/thanh-vien/<int:pk>/thoi/", people.end, name="account_end_seat"),
]
