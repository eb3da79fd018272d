"""Read once from the environment; every name is described in docs/howto/settings.md."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
WEB_DIR = Path(__file__).resolve().parent / "web"


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _names(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# --- where things live ---
DECODE_HEIC = _flag("WATCHWARD_HEIC")  # only with the extra "heic" installed
HOME = Path(os.environ.get("WATCHWARD_HOME", BASE_DIR / "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
VAULT_DIR = HOME / "vault"  # evidence: outside every folder that is served
IMPORT_DIR = HOME / "imports"


def _kept_secret(path: Path) -> str:
    """The key of this installation: made once, readable by its owner only."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("WATCHWARD_SECRET_KEY") or _kept_secret(HOME / "secret.key")
DEMO = _flag("WATCHWARD_DEMO")  # loopback only, never beside real data: see partners/demo rules
DEBUG = _flag("WATCHWARD_DEBUG")
TESTING = _flag("WATCHWARD_TESTING")
ALLOW_FORGETFUL_DATABASE = TESTING  # a test database may sit in memory
ALLOWED_HOSTS = _names("WATCHWARD_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = os.environ.get("WATCHWARD_URL", "http://localhost:8000").rstrip("/")
_is_https = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _is_https else []


# --- the two databases ---
def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "watchward.records.sqlite",
            "NAME": unquote(parts.path) or str(HOME / "watchward.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # the ledger reads its head, then writes: a deferred lock deadlocks
                "timeout": 20,
                # FULL: with NORMAL in WAL mode a power cut forgets what was acknowledged.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA secure_delete=ON; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured("WATCHWARD_DATABASE_URL must begin with sqlite:// or postgres://.")


DATABASES = {"default": _database(os.environ.get("WATCHWARD_DATABASE_URL", "sqlite://"))}
if DATABASES["default"]["ENGINE"] == "watchward.records.sqlite":
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the application ---
INSTALLED_APPS = [
    "watchward.records",
    "watchward.partners",
    "watchward.collect",
    "watchward.assess",
    "watchward.share",
    "watchward.act",
    "watchward.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "watchward.web.middleware.HouseMiddleware",
]
ROOT_URLCONF = "watchward.urls"
WSGI_APPLICATION = "watchward.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "watchward.web.jinja.environment",
            "context_processors": [
                "watchward.web.page.page",
                "django.contrib.messages.context_processors.messages",
            ],
            "auto_reload": DEBUG,
        },
    },
    {  # allauth's own templates fall through to here
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [WEB_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # fields without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_TEMP_DIR = str(HOME)
# Shared by every worker process, so that rate limits count once and survive a restart.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "records_cache"}}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- sign-in ---
AUTH_USER_MODEL = "partners.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "demo" if DEMO else "account_login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-watchward" if _is_https else "watchward"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token as a header
CSRF_FAILURE_VIEW = "watchward.web.errors.csrf_failure"
ACCOUNT_ADAPTER = "watchward.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only through an invitation sent to its address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second step is told by letter
ACCOUNT_FORMS = {
    "login": "watchward.web.entrance_forms.LoginForm",
    "reset_password": "watchward.web.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "watchward.web.entrance_forms.ResetPasswordKeyForm",
    "change_password": "watchward.web.entrance_forms.ChangePasswordForm",
    "set_password": "watchward.web.entrance_forms.SetPasswordForm",
    "reauthenticate": "watchward.web.entrance_forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "watchward.web.entrance_forms.SecondStepForm",
    "reauthenticate": "watchward.web.entrance_forms.ConfirmCodeForm",
    "activate_totp": "watchward.web.entrance_forms.AddAppForm",
}
# Counted in the shared cache. Per address as it is typed canonically, per network, per signed-in account. A limit slows
# down and forgets; nothing locks an account for good, because that would be an attack of its own.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "signup": "20/m/ip",  # joining by invitation
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("WATCHWARD_BEHIND_PROXY") else 0  # else X-Forwarded-For is not believed
MFA_ADAPTER = "watchward.web.sign_in.SecondStepAdapter"
MFA_TOTP_TOLERANCE = 1  # phones' clocks differ: one step of 30 seconds either way
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Watchward"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_https  # loopback counts as secure to browsers
USERSESSIONS_TRACK_ACTIVITY = False

# --- headers ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _is_https else 0
SECURE_SSL_REDIRECT = _is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("WATCHWARD_BEHIND_PROXY") else None

# --- what goes out ---
WEBHOOKS_TO_LOOPBACK = DEBUG  # a receiver under development listens on this machine, without https

# --- post and logs ---
DEFAULT_FROM_EMAIL = os.environ.get("WATCHWARD_MAIL_FROM", "Watchward <watchward@localhost>")
_mail = urlsplit(os.environ.get("WATCHWARD_MAIL_URL", ""))  # smtp://user:password@host:587?tls=1
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if _mail.scheme == "smtp" else "filebased") + ".EmailBackend"
EMAIL_FILE_PATH = str(HOME / "mail")  # without a mail server, letters wait here for the operator
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = dict(parse_qsl(_mail.query)).get("tls", "1") == "1" if _mail.scheme == "smtp" else False
EMAIL_TIMEOUT = 15
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("WATCHWARD_LOG_LEVEL", "WARNING")},
}
