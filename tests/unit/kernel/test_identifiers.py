from hashlib import sha256
from uuid import RFC_4122, UUID

from torg.kernel.identifiers import uuid7, uuid8

DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def test_the_same_name_has_the_same_key_in_its_space_only() -> None:
    key = uuid8(DNS, b"www.example.com")
    assert key == uuid8(DNS, b"www.example.com")
    assert (key.version, key.variant) == (8, RFC_4122)
    assert key != uuid8(DNS, b"www.example.org")
    assert key != uuid8(uuid7(), b"www.example.com")


def test_it_is_the_example_of_the_standard() -> None:
    """RFC 9562 appendix B.2: SHA-256 of the DNS space and www.example.com."""
    assert str(uuid8(DNS, b"www.example.com")) == "5c146b14-3c52-8afd-938a-375d0df1fbf6"
    assert sha256(DNS.bytes + b"www.example.com").hexdigest().startswith("5c146b143c524afd938a")


def test_later_keys_sort_behind_earlier_ones() -> None:
    earlier = uuid7()
    later = UUID(int=earlier.int + (1 << 80))
    assert earlier < later
    assert earlier.version == 7
