"""Fixed vocabularies of the partnership itself."""

from django.db.models import TextChoices

from watchward.policy import Role

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WatchKind(TextChoices):
    """What sort of group inside a partnership a watch is."""

    DAY = "day", "Day watch"
    NIGHT = "night", "Night watch"
    STREET = "street", "Street watch"
    SHOP = "shop", "Shopwatch"
    PUB = "pub", "Pubwatch"


class LegalForm(TextChoices):
    """How the partnership is constituted (G-01)."""

    COMPANY = "company", "Limited company"
    CIC = "cic", "Community interest company"
    BID = "bid", "Part of a Business Improvement District"
    CHARITY = "charity", "Charity"
    ASSOCIATION = "association", "Unincorporated association"
    COUNCIL = "council", "Run by a council"


class ControllerRole(TextChoices):
    """Which role a member organisation states for itself (G-15)."""

    UNSTATED = "", "Not stated yet"
    JOINT = "joint", "Joint controller"
    INDEPENDENT = "independent", "Independent controller"


class PromiseKind(TextChoices):
    """What a person accepts or passes before access (M-01)."""

    AGREEMENT = "agreement", "Member agreement"
    TRAINING = "training", "Protocol training"


class DocumentKind(TextChoices):
    """The documents of the governance gate (G-01)."""

    ICO_FEE = "ico-fee", "ICO registration and fee"
    DPIA = "dpia", "Data protection impact assessment"
    LAWFUL_BASIS = "lawful-basis", "Legitimate-interest assessment or recognised-legitimate-interest record"
    POLICY = "policy", "Appropriate policy document"
    PRIVACY_NOTICE = "privacy-notice", "Privacy notice"
    SHARING = "sharing", "Information-sharing agreement"
    RETENTION = "retention", "Retention schedule"
    COMPLAINTS = "complaints", "Complaint route"
    APPEALS = "appeals", "Appeal route"


class FeedKind(TextChoices):
    """What can be read at a secret address."""

    CALENDAR = "calendar", "Calendar of your dates"
    BULLETINS = "bulletins", "News of bulletins"


class LawfulBasis(TextChoices):
    """The Article 6 basis that the lawful-basis record argues for (G-03, G-04)."""

    LEGITIMATE = "legitimate", "Legitimate interests (with a balancing test)"
    RECOGNISED = "recognised", "Recognised legitimate interest: crime (no balancing test)"


RoleChoices = [(role.name.lower().replace("_", "-"), role.value) for role in Role if role is not Role.INSTANCE_OPERATOR]
ROLE_BY_ID: dict[str, Role] = {role.name.lower().replace("_", "-"): role for role in Role}
ID_BY_ROLE: dict[Role, str] = {role: ident for ident, role in ROLE_BY_ID.items()}
