"""All settings, from environment variables alone. docs/operations.md lists them.

Without DATABASE_URL the site runs embedded: SQLite, files on disk, a secret key
made on first use. With DATABASE_URL it is a production site, and it refuses to
start without a SECRET_KEY and answers nobody without ALLOWED_HOSTS.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from zgc_site.caches import site_caches
from zgc_site.secret_key import embedded_secret_key
from zgc_site.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

EMBEDDED = "DATABASE_URL" not in env.ENVIRON
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

# --- Who we are and who may call us -------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. A site with a DATABASE_URL needs its own secret key, "
            "50 random characters or more, the same for all its processes."
        )
    SECRET_KEY = embedded_secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# HTTPS=0 is for a site on this machine only; everything else is served over TLS.
HTTPS = env.bool("HTTPS", default=not EMBEDDED)
DEFAULT_SITE_URL = f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://127.0.0.1:8000"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
# How many proxies of ours stand in front; 0 means that no forwarded header is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Applications --------------------------------------------------------------

INSTALLED_APPS = [
    "zgc_site",
    "submissions",
    "stories",
    "visits",
    "companies",
    "partners",
    "pages",
    "profiles",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_countries",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "zgc_site.middleware.server_timing",
    "zgc_site.middleware.security_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "zgc_site.middleware.content_security_policy",
    # Below all that adds headers, above all that reads a request or answers it.
    "zgc_site.middleware.refuse_large_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "zgc_site.urls"
WSGI_APPLICATION = "zgc_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zgc_site.context_processors.site",
            ],
        },
    }
]

FORM_RENDERER = "kit.form_renderer.FormRenderer"

# --- Data ------------------------------------------------------------------------

if EMBEDDED:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "zgc_site.sqlite",
            "NAME": DATA_DIR / "park.sqlite3",
            # A file, so that tests with several threads see what several workers would.
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}  # opening one is slow

if DATABASES["default"]["ENGINE"] in ("zgc_site.sqlite", "django.db.backends.sqlite3"):
    DATABASES["default"]["ENGINE"] = "zgc_site.sqlite"
    # WAL lets visitors read while an editor saves. IMMEDIATE takes the write lock when
    # a transaction begins, where it can still wait, instead of failing half way through.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = site_caches(env.cache_url("CACHE_URL") if "CACHE_URL" in env.ENVIRON else None)

# Memory for visitors' pages, in each process; 0 renders every page anew. See zgc_site/page_cache.py.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=64)

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "zgc_site.style_sheets.WholeSheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if "S3_BUCKET" in env.ENVIRON:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "querystring_auth": True,
        },
    }

# Two pictures and a long form fit; anything larger is refused before it is read.
MAX_REQUEST_BYTES = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SUBMISSIONS_AN_HOUR = env.int("SUBMISSIONS_AN_HOUR", default=300)  # from one network

# --- Mail --------------------------------------------------------------------------

# Seconds that the outbox waits for a mail server which does not answer.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
# For the links in messages; never taken from a request, whose Host anybody can set.
SITE_URL = env.str("SITE_URL", default=DEFAULT_SITE_URL).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="park@localhost")

# --- Who runs the site ---------------------------------------------------------------

# On the pages "Contact" and "Privacy", which say what is missing.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")
OPERATOR_LEGAL_FORM = env.str("OPERATOR_LEGAL_FORM", default="")
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", default="")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="")
# For reports of weaknesses, mailto: or https:; else the address above, else the page "Contact".
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# --- Languages ----------------------------------------------------------------------

LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("fr", _("French"))]
LANGUAGE_CODE = "en"
# As other sites name them when they show a link to a page; a language that is not here is left out.
OPEN_GRAPH_LOCALES = {"en": "en_GB", "zh-hans": "zh_CN", "fr": "fr_FR"}
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["zgc_site.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
# Until a host park is entered, whose record says both.
HOME_COUNTRY = env.str("HOME_COUNTRY", default="CN")
HOME_CURRENCY = env.str("HOME_CURRENCY", default="CNY")

# Addresses typed without a scheme are taken as https; the setting goes with Django 6.0.
FORMS_URLFIELD_ASSUME_HTTPS = True

# A map or a list of countries must not speak for the park in matters of status.
COUNTRIES_OVERRIDE = {
    # The package writes these with a typewriter apostrophe in French.
    "CI": _("Côte d’Ivoire"),
    "US": _("United States of America"),
    "HK": _("Hong Kong, China"),
    "MO": _("Macao, China"),
    "TW": _("Taiwan, China"),
}

# --- Sign-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.OneHashBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # the rest of allauth's settings is in sign_in.py
SESSION_COOKIE_AGE = 12 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"

# --- Security headers -----------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Running -----------------------------------------------------------------------------

# SERVER_TIMING=1 adds the number of queries and the time taken to each answer.
SERVER_TIMING = env.bool("SERVER_TIMING", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
