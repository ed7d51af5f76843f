"""Address forms that must never be called (RELIABILITY 1.7, S3)."""

import pytest

from torg.adapters.addresses import is_blocked

FORBIDDEN = (
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "3fff::1",
    "localhost",
    "",
)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_inner_address_is_blocked(address: str) -> None:
    assert is_blocked(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"]
)
def test_public_address_is_open(address: str) -> None:
    assert not is_blocked(address)
