"""Messages that leave the house: nobody can be led to an inside door, and nobody makes us wait for long."""

import ipaddress
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.receiver import Receiver, certificate_for
from watchward.kit.outbound import MOST_ANSWER, NoAnswer, NotAllowedOut, is_public, pinned, post, target_of

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "", "localhost", "2130706433", "0x7f.1", "127.1", "8.8.8.8/32",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::8a"]
HOOK = target_of("https://hooks.example.org/in?x=1")


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_comes_in_through_an_ipv6_dress(address):
    number = int(address)
    for dress in ("::", "::ffff:0:0", "64:ff9b::", "64:ff9b:1::"):
        assert not is_public(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(dress)) | number)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address):
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        assert not is_public(str(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.org/", "https://"),
        ("ftp://hooks.example.org/", "https://"),
        ("//hooks.example.org/", "https://"),
        ("javascript:alert(1)", "https://"),
        ("https://hooks.example.org:8443/", "usual port"),
        ("https://hooks.example.org:99999/", "not a web address"),
        ("https://cora:secret@hooks.example.org/", "name and password"),
        ("https://hooks.example.org/#part", "# sign"),
        ("https://127.0.0.1/", "full name"),
        ("https://[::1]/", "full name"),
        ("https://2130706433/", "full name"),
        ("https://0x7f.0.0.1/", "full name"),
        ("https://localhost/", "full name"),
        ("https://intranet/", "full name"),
        ("https://", "full name"),
        ("https://a..b/", "full name"),
        ("https://hooks.example.org/a b", "plain letters"),
        ("https://hooks.example.org/a\r\nX: y", "plain letters"),
        ("https://hööks.example.org/", "plain letters"),
        ("https://hooks.example.org/" + "x" * 500, "plain letters"),
        ("", "plain letters"),
    ],
)
def test_an_address_that_could_lead_astray_is_refused_with_a_reason(url, why):
    with pytest.raises(NotAllowedOut, match=why):
        target_of(url)


def test_an_ordinary_address_is_taken():
    assert (HOOK.host, HOOK.port, HOOK.path, HOOK.is_secure) == ("hooks.example.org", 443, "/in?x=1", True)
    assert target_of("https://hooks.example.org:443").path == "/"


def test_this_machine_is_a_target_only_where_that_is_asked_for():
    with pytest.raises(NotAllowedOut):
        target_of("http://127.0.0.1:8000/")
    here = target_of("http://localhost:8000/", to_loopback=True)
    assert pinned(here, lambda host, port: ["::1", "127.0.0.1"]) == "127.0.0.1"
    with pytest.raises(NotAllowedOut):
        pinned(here, lambda host, port: ["127.0.0.1", "8.8.8.8"])
    with pytest.raises(NotAllowedOut):
        target_of("http://hooks.example.org/", to_loopback=True)


def test_a_name_with_one_inside_address_is_refused_as_a_whole():
    assert pinned(HOOK, lambda host, port: ["8.8.8.8", "1.1.1.1"]) == "8.8.8.8"
    for inside in ("10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"):
        with pytest.raises(NotAllowedOut, match="open internet"):
            pinned(HOOK, lambda host, port, inside=inside: ["8.8.8.8", inside])
    with pytest.raises(NoAnswer):
        pinned(HOOK, lambda host, port: [])


def test_the_name_is_asked_once_and_that_very_address_is_connected_to(tmp_path):
    """DNS rebinding: a second answer would come too late, since there is no second question."""
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    assert pinned(HOOK, resolve) == "8.8.8.8"
    assert asked == ["hooks.example.org"]
    theirs, ours = certificate_for("hooks.example.org", tmp_path)
    with Receiver(tls=theirs) as receiver:  # the name exists nowhere: only the pinned address can have been used
        answer = post(replace(HOOK, port=receiver.port), "127.0.0.1", b"{}", {"X-Test": "1"}, context=ours)
    first, headers, body = receiver.heard[0]
    assert answer.is_accepted
    assert first == "POST /in?x=1 HTTP/1.1"
    assert headers["host"].startswith("hooks.example.org")
    assert (headers["x-test"], headers["connection"], body) == ("1", "close", b"{}")


def test_a_certificate_for_another_name_is_no_proof(tmp_path):
    theirs, ours = certificate_for("other.example.org", tmp_path)
    with Receiver(tls=theirs) as receiver, pytest.raises(NoAnswer, match="certificate"):
        post(replace(HOOK, port=receiver.port), "127.0.0.1", b"{}", {}, context=ours)
    assert receiver.heard == []


def test_a_certificate_that_nobody_vouches_for_is_no_proof(tmp_path):
    theirs, _ours = certificate_for("hooks.example.org", tmp_path)
    with Receiver(tls=theirs) as receiver, pytest.raises(NoAnswer, match="certificate"):
        post(replace(HOOK, port=receiver.port), "127.0.0.1", b"{}", {})


def send_to(receiver, **how):
    return post(target_of(receiver.url, to_loopback=True), "127.0.0.1", b"{}", {}, **how)


def test_a_redirect_is_an_answer_and_is_not_followed():
    with Receiver() as inner, Receiver(f"HTTP/1.1 307 Go\r\nLocation: {inner.url}\r\n\r\n".encode()) as outer:
        answer = send_to(outer)
    assert (answer.status, answer.is_accepted) == (307, False)
    assert inner.heard == []


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    with Receiver() as proxy, Receiver() as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert send_to(receiver).is_accepted
    assert proxy.heard == []


def test_one_clock_runs_for_everything_so_that_drops_of_an_answer_do_not_hold_us():
    began = time.monotonic()
    with Receiver(b"HTTP/1.1 200 OK\r\n" + b"x" * 100, pause=0.1) as receiver:
        with pytest.raises(NoAnswer, match="seconds"):
            send_to(receiver, seconds=0.4)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "says",
    [b"", b"hello", b"HTTP/1.1 2000 OK\r\n", b"HTTP/2 200\r\n", b"x" * 3 * MOST_ANSWER, b"HTTP/1.1 100 Go on\r\n\r\n"],
)
def test_what_is_no_answer_is_not_taken_for_one(says):
    with Receiver(says) as receiver, pytest.raises(NoAnswer):
        send_to(receiver)


def test_an_interim_answer_is_passed_over_and_a_long_one_is_not_read():
    with Receiver(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n") as receiver:
        assert send_to(receiver).status == 202
    with Receiver(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000) as receiver:
        assert send_to(receiver).status == 200


def test_endless_interim_answers_end_at_four_kilobytes():
    with Receiver(b"HTTP/1.1 103 Early\r\n\r\n" * 1000) as receiver, pytest.raises(NoAnswer):
        send_to(receiver)


def test_nobody_home_is_said_without_an_address():
    with Receiver() as receiver:
        url = receiver.url
    with pytest.raises(NoAnswer, match=r"^No connection\.$"):
        post(target_of(url, to_loopback=True), "127.0.0.1", b"{}", {})


def test_a_header_with_a_line_break_is_never_sent():
    with Receiver() as receiver, pytest.raises(ValueError, match="line break"):
        post(target_of(receiver.url, to_loopback=True), "127.0.0.1", b"{}", {"X": "a\r\nY: b"})
    assert receiver.heard == []
