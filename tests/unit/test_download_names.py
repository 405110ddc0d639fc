"""What downloads are called: a name that tells, and none that leaves its folder or turns text about."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.sending.naming import attachment

DAY = date(2026, 11, 22)
ID = "kit-24b7c1d2e3f40516"
_HEADER = re.compile(
    r"attachment; filename=\"([A-Za-z0-9-]+\.zip)\"; filename\*=UTF-8''([A-Za-z0-9%.-]+)", re.ASCII
)


def names(title: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(attachment(title, DAY, ID, "zip"))
    assert found
    return found[1], unquote(found[2])


@pytest.mark.parametrize(
    ("title", "plain", "told"),
    [
        ("Bread & river", "Bread-river-", "Bread-river-"),
        ("Хлеб и ријека", "Hleb-i-rijeka-", "Хлеб-и-ријека-"),
        ("Žena đak", "Zena-ak-", "Žena-đak-"),
        ("الخبز والنهر", "", "الخبز-والنهر-"),
        ("../../etc/passwd", "etc-passwd-", "etc-passwd-"),
        ("CON", "CON-", "CON-"),
        ("a\u202egpj.exe", None, "a-gpj-exe-"),
        ("x\0y\r\nSet-Cookie: z", "x-y-Set-Cookie-z-", "x-y-Set-Cookie-z-"),
    ],
)
def test_a_download_is_called_by_title_day_and_id(title, plain, told):
    end = "2026-11-22-kit-24b7c1d2.zip"
    assert names(title)[1] == told + end
    if plain is not None:
        assert names(title)[0] == plain + end


@given(st.text(st.characters(), max_size=300))
def test_no_title_makes_a_name_that_does_harm(title):
    for name in names(title):
        assert len(name.encode()) < 255
        assert not name.startswith((".", "-"))
        assert name.count(".") == 1
        assert all(unicodedata.category(letter)[0] in "LMN" or letter in "-." for letter in name)
