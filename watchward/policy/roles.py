"""Who holds which power. Giving a role more power is a reviewed change to this file, never a setting."""

from enum import StrEnum

from watchward.policy.permissions import Permission as P  # noqa: N817 (the table below reads better)


class Role(StrEnum):
    """A job that a person does for one partnership. The value is how the product names it."""

    SHOP_WORKER = "shop worker"
    GUARD = "security officer"
    STORE_MANAGER = "store manager"
    COORDINATOR = "coordinator"
    BOARD_MEMBER = "board member"
    POLICE_OFFICER = "police officer"
    CCTV_OPERATOR = "CCTV operator"
    COUNCIL_OFFICER = "council officer"
    SAFETY_REPRESENTATIVE = "safety representative"
    DATA_PROTECTION_LEAD = "data-protection lead"
    INSTANCE_OPERATOR = "instance operator"


# What everybody behind a till or at a door may.
MEMBER: frozenset[P] = frozenset(
    {P.REPORT_SUBMIT, P.FIGURES_PREMISES, P.PHOTO_VIEW, P.GALLERY_VIEW, P.SUBJECT_RECOGNISE, P.BULLETIN_READ}
)
ROLES: dict[Role, frozenset[P]] = {
    Role.SHOP_WORKER: MEMBER,
    Role.GUARD: MEMBER | {P.DEPLOYMENT_READ},
    Role.STORE_MANAGER: MEMBER
    | {P.REPORT_READ_PREMISES, P.REPORT_IMPORT, P.DEPLOYMENT_READ, P.PROGRAM_KEYS, P.PLACE_CONFIRM},
    Role.COORDINATOR: frozenset(
        {
            P.REPORT_SUBMIT,
            P.REPORT_READ_ALL,
            P.REPORT_ASK_CORRECTION,
            P.REPORT_IMPORT,
            P.REPORT_EXPORT,
            P.REPORT_GRADE,
            P.GRADE_SECOND_READ,
            P.REPORT_PROGRESS,
            P.SUBJECT_READ,
            P.SUBJECT_MANAGE,
            P.SUBJECT_SECOND,
            P.SUBJECT_RECOGNISE,
            P.DISCLOSE,
            P.DISCLOSURE_APPROVE,
            P.GALLERY_VIEW,
            P.LOOKS_READ,
            P.BULLETIN_READ,
            P.BULLETIN_WRITE,
            P.CASE_READ,
            P.CASE_MANAGE,
            P.DEPLOYMENT_READ,
            P.DEPLOYMENT_MANAGE,
            P.RETENTION_VIEW,
            P.HOLD_MANAGE,
            P.PROGRAM_KEYS,
            P.WEBHOOK_MANAGE,
            P.PHOTO_VIEW,
            P.EVIDENCE_HANDLE,
            P.FIGURES_PREMISES,
            P.FIGURES_ALL,
            P.FIGURES_STAFF_SAFETY,
            P.MEMBERS_VIEW,
            P.MEMBERS_MANAGE,
            P.PLACE_CONFIRM,
            P.ROLES_GRANT,
            P.GOVERNANCE_VIEW,
            P.GOVERNANCE_MANAGE,
            P.AGREEMENT_PUBLISH,
            P.LISTS_EXTEND,
            P.LEDGER_READ,
        }
    ),
    Role.BOARD_MEMBER: frozenset(
        {P.FIGURES_ALL, P.MEMBERS_VIEW, P.GOVERNANCE_VIEW, P.LEDGER_READ, P.BULLETIN_READ, P.RETENTION_VIEW}
    ),
    Role.POLICE_OFFICER: frozenset(
        {
            P.REPORT_SUBMIT,
            P.REPORT_READ_ALL,
            P.REPORT_PROGRESS,
            P.SUBJECT_READ,
            P.SUBJECT_SECOND,
            P.SUBJECT_RECOGNISE,
            P.GALLERY_VIEW,
            P.BULLETIN_READ,
            P.CASE_READ,
            P.DEPLOYMENT_READ,
            P.PROGRAM_KEYS,
            P.PHOTO_VIEW,
            P.EVIDENCE_HANDLE,
            P.FIGURES_ALL,
        }
    ),
    # She clips and hands over; she does not browse people (domain/people.md: "no free browsing of people").
    Role.CCTV_OPERATOR: frozenset({P.REPORT_SUBMIT, P.EVIDENCE_HANDLE, P.BULLETIN_READ}),
    Role.COUNCIL_OFFICER: frozenset({P.REPORT_SUBMIT, P.FIGURES_ALL, P.BULLETIN_READ}),
    Role.SAFETY_REPRESENTATIVE: frozenset({P.REPORT_SUBMIT, P.FIGURES_STAFF_SAFETY, P.BULLETIN_READ}),
    Role.DATA_PROTECTION_LEAD: frozenset(
        {
            P.REPORT_READ_ALL,
            P.REPORT_EXPORT,
            P.GRADE_SECOND_READ,
            P.SUBJECT_READ,
            P.SUBJECT_SECOND,
            P.DISCLOSURE_APPROVE,
            P.LOOKS_READ,
            P.BULLETIN_READ,
            P.CASE_READ,
            P.RETENTION_VIEW,
            P.HOLD_MANAGE,
            P.PROGRAM_KEYS,
            P.GOVERNANCE_VIEW,
            P.GOVERNANCE_MANAGE,
            P.MEMBERS_VIEW,
            P.LEDGER_READ,
        }
    ),
    Role.INSTANCE_OPERATOR: frozenset({P.INSTANCE_OPERATE}),  # runs the machine; sees no people
}

# What a person keeps when the yearly agreement has lapsed (M-02): reading, and always reporting.
READING: frozenset[P] = frozenset(
    {
        P.REPORT_READ_PREMISES,
        P.REPORT_READ_ALL,
        P.PHOTO_VIEW,
        P.SUBJECT_READ,
        P.GALLERY_VIEW,
        P.LOOKS_READ,
        P.BULLETIN_READ,
        P.CASE_READ,
        P.DEPLOYMENT_READ,
        P.RETENTION_VIEW,
        P.FIGURES_PREMISES,
        P.FIGURES_ALL,
        P.FIGURES_STAFF_SAFETY,
        P.MEMBERS_VIEW,
        P.GOVERNANCE_VIEW,
        P.LEDGER_READ,
    }
)
# What needs no second factor: telling the partnership what happened must never wait for a missing phone.
# A bulletin names nobody (it links to the gallery), so it opens with one factor too.
ONE_FACTOR: frozenset[P] = frozenset({P.REPORT_SUBMIT, P.BULLETIN_READ})
# What asks for the password or passkey again when the last time was over five minutes ago.
STEP_UP: frozenset[P] = frozenset(
    {P.REPORT_EXPORT, P.ROLES_GRANT, P.AGREEMENT_PUBLISH, P.PROGRAM_KEYS, P.WEBHOOK_MANAGE}
)
