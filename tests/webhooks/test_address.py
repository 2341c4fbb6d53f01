"""Webhooks call the world, and nothing in our own house."""

import ipaddress

import pytest

from sori.platform.address import Forbidden, check, is_public, resolved
from sori.platform.problem import Problem


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
     "ff02::1", "255.255.255.255", "::"],
)  # fmt: skip
def test_an_address_of_our_own_house_is_not_called(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "211.34.1.1", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_an_address_of_the_world_is_called(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "ftp://example.org",
        "https://",
        "https://user@example.org/",
        "https://example.org/#x",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://[::1",
        "file:///etc/passwd",
        "https://exa mple.org",
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest",
        "javascript:alert(1)",
        "",
        "https://example.org/" + "x" * 2_000,
        "https://예시.kr/",
        "https://example.org/\n",
    ],
)
def test_what_may_not_be_called_is_refused_when_it_is_registered(address: str) -> None:
    with pytest.raises(Problem) as refused:
        check(address, private=False)
    assert refused.value.status == 422


def test_an_ordinary_address_is_taken_and_an_operator_may_allow_private_ones() -> None:
    check("https://example.org:8443/hook?x=1", private=False)
    check("http://10.0.0.5:8000/hook", private=True)


async def test_a_name_that_leads_home_is_not_called() -> None:
    with pytest.raises(Forbidden):
        await resolved("localhost", 443, private=False)
    assert await resolved("localhost", 80, private=True) in ("127.0.0.1", "::1")
