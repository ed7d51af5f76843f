import pytest

from torg.kernel.digests import new_salt, salted_sha256_hex, sha256_hex


def test_known_digests() -> None:
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_hex(b"abc") == abc
    assert salted_sha256_hex(b"s" * 32, b"abc") == sha256_hex(b"s" * 32 + b"abc")


def test_equal_texts_have_unequal_salted_hashes() -> None:
    assert salted_sha256_hex(new_salt(), b"ja") != salted_sha256_hex(new_salt(), b"ja")


@pytest.mark.parametrize("salt", [b"", b"short", b"s" * 33])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        salted_sha256_hex(salt, b"abc")
