"""QR codes, drawn without asking anyone."""

import segno

from documents import qr

URL = "https://motcua.example/tra-cuu/H42.18172-261123-0007"


def test_svg_can_stand_in_a_page_and_is_named_for_those_who_do_not_see_it():
    picture = qr.svg(URL)
    assert picture.startswith("<svg")
    assert "<title>Mã QR tra cứu hồ sơ</title>" in picture
    assert "style=" not in picture
    modules = segno.make(URL, error="m").symbol_size(border=4)
    assert f'viewBox="0 0 {modules[0]} {modules[1]}"' in picture


def test_same_address_gives_the_same_picture_and_another_gives_another():
    assert qr.data_uri(URL) == qr.data_uri(URL)
    assert qr.data_uri(URL) != qr.data_uri(URL + "8")
