"""When the demonstration may run: on this machine only, and never where real people are kept."""

from ipaddress import ip_address

from watchward.policy import Decision


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def demo_may_listen(host: str) -> Decision:
    """One click signs in as anybody, so nobody else may reach it."""
    if is_loopback(host):
        return Decision(True, "Only this machine can reach the demonstration.")
    return Decision(False, f"The demonstration is served to this machine only, not on {host}. Leave out --host.")


def may_mix(*, demo_mode: bool, has_demo: bool, has_real: bool) -> Decision:
    """Generated people never stand beside real ones, whichever way the server is started."""
    if has_real and demo_mode:
        return Decision(
            False,
            "This database holds real data, so the demonstration does not start on it. "
            "Choose another home folder: WATCHWARD_HOME=/tmp/demo watchward run --demo.",
        )
    if has_demo and not demo_mode:
        return Decision(
            False,
            "This database holds the demonstration. Start it with --demo, or choose an empty home folder "
            "for your partnership: WATCHWARD_HOME=/srv/watchward watchward run.",
        )
    return Decision(True, "Generated and real people are apart.")


# The people whom a newcomer meets first: address, and what is worth trying as them. The seed makes exactly these.
ADDRESS = "borrowmarket.example"
FIRST_TO_MEET: dict[str, str] = {
    f"shop.worker@{ADDRESS}": "Send a report of a theft, on a phone if you can. It takes a minute and a half.",
    f"coordinator@{ADDRESS}": "See the whole partnership, read new reports, and switch to real records from Chicago.",
    f"store.manager@{ADDRESS}": "See which goods go from your supermarket, and at which hours. Import your own log.",
    f"door.staff@{ADDRESS}": "Report trouble at the door of a pub. Your authority from the owner runs out in 12 days.",
    f"police@{ADDRESS}": "Read every report of the town, with photographs, and hand evidence over.",
    f"council@{ADDRESS}": "See where and when the town has trouble, without seeing anybody's name.",
    f"cctv@{ADDRESS}": "Report what the cameras saw and record who took a clip away. You do not browse people.",
    f"board@{ADDRESS}": "Check the governance register: one document runs out in 25 days.",
    f"safety.rep@{ADDRESS}": "See how often staff meet abuse and violence, and nothing about single people.",
    f"data.protection@{ADDRESS}": "Read the ledger: who saw what, and when.",
    f"lapsed.worker@{ADDRESS}": "Your yearly renewal is overdue: you can read and report until you renew it.",
    f"new.worker@{ADDRESS}": "Your first day: accept the agreement and pass the short training.",
}
