"""Sealed boxes: what goes in comes out for one key and one person, and nobody notices what is inside."""

from __future__ import annotations

import pytest
import strategies
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consent.identities.boxes import (
    BOX_BYTES,
    ROOM_BYTES,
    BoxDamaged,
    BoxOfAnother,
    key_id,
    seal,
    sealed_for,
    unseal,
)

HERS = X25519PrivateKey.generate()
HIS = X25519PrivateKey.generate()
BOX = seal("Amra Hodžić, +387 61 000 000".encode(), HERS.public_key(), about=b"Amra")


@given(st.binary(max_size=ROOM_BYTES), strategies.TEXT.map(str.encode))
def test_anything_comes_back_and_every_box_is_of_one_size(content: bytes, about: bytes):
    box = seal(content, HERS.public_key(), about=about)
    assert unseal(box, HERS, about=about) == content
    assert len(box) == BOX_BYTES
    assert sealed_for(box) == key_id(HERS.public_key())


@given(st.integers(0, BOX_BYTES * 8 - 1))
def test_any_bit_that_flips_is_found(bit: int):
    box = bytearray(BOX)
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BoxDamaged):
        unseal(bytes(box), HERS, about=b"Amra")


def test_every_bit_of_the_head_counts():
    for bit in range(96 * 8):
        box = bytearray(BOX)
        box[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BoxDamaged):
            unseal(bytes(box), HERS, about=b"Amra")


@given(st.integers(0, BOX_BYTES - 1), st.binary(max_size=8))
def test_what_is_cut_off_or_longer_is_no_box(end: int, more: bytes):
    for bytes_ in (BOX[:end], BOX + b"\0" + more):
        with pytest.raises(BoxDamaged):
            unseal(bytes_, HERS, about=b"Amra")


@given(strategies.TEXT.map(str.encode).filter(lambda about: about != b"Amra"))
def test_the_box_of_one_is_not_opened_as_anothers(about: bytes):
    with pytest.raises(BoxOfAnother):
        unseal(BOX, HERS, about=about)


def test_nobody_else_opens_it():
    with pytest.raises(BoxDamaged):
        unseal(BOX, HIS, about=b"Amra")


def test_a_head_that_claims_another_key_or_person_is_found():
    other = seal(b"Samir", HERS.public_key(), about=b"Samir")
    for start, end in ((0, 48), (48, 80), (80, BOX_BYTES)):  # what it is about, its key, its content
        with pytest.raises(BoxDamaged):
            unseal(BOX[:start] + other[start:end] + BOX[end:], HERS, about=b"Samir")


def test_the_same_content_never_looks_the_same():
    again = seal("Amra Hodžić, +387 61 000 000".encode(), HERS.public_key(), about=b"Amra")
    shared = sum(one == other for one, other in zip(again[48:], BOX[48:], strict=True))
    assert shared < 60  # 16 of 4,048 bytes by chance


def test_a_point_that_gives_everybody_the_same_secret_is_damage():
    with pytest.raises(BoxDamaged):
        unseal(BOX[:48] + bytes(32) + BOX[80:], HERS, about=b"Amra")


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        seal(bytes(ROOM_BYTES + 1), HERS.public_key(), about=b"")
