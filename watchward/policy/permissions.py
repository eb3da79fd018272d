"""Every power in the product. The value is the plain words that complete "you can …"."""

from enum import StrEnum


class Permission(StrEnum):
    """One power; `roles.py` says who holds it."""

    REPORT_SUBMIT = "send reports"
    REPORT_READ_PREMISES = "read the reports of their own premises"
    REPORT_READ_ALL = "read every report of the partnership"
    REPORT_ASK_CORRECTION = "ask a reporter for a correction"
    REPORT_IMPORT = "import a member's own log"
    REPORT_EXPORT = "export reports"
    REPORT_GRADE = "grade reports and work the desk"
    GRADE_SECOND_READ = "read a grade as the second reader"
    REPORT_PROGRESS = "tell a reporter what the police did"
    PHOTO_VIEW = "see photographs of people"
    EVIDENCE_HANDLE = "hand evidence over and record its continuity"
    FIGURES_PREMISES = "see the figures of their own premises"
    FIGURES_ALL = "see the figures of the partnership"
    FIGURES_STAFF_SAFETY = "see counts of abuse and violence against staff"
    MEMBERS_VIEW = "see the register of members"
    MEMBERS_MANAGE = "change the register of members"
    ROLES_GRANT = "give and end roles"
    GOVERNANCE_VIEW = "see the governance register"
    GOVERNANCE_MANAGE = "change the governance register"
    AGREEMENT_PUBLISH = "publish agreements and training"
    LISTS_EXTEND = "add entries to the partnership's lists"
    LEDGER_READ = "read the ledger"
    INSTANCE_OPERATE = "run the instance"
