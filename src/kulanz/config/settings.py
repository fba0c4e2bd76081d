"""Django's settings. What an operator may change comes from the environment; README names each."""

import os
from pathlib import Path

from kulanz.config.database import database_settings
from kulanz.config.keys import encryption_key, secret_key
from kulanz.home import kulanz_home

PACKAGE = Path(__file__).resolve().parent.parent
HOME = kulanz_home()
DEBUG = False
SECRET_KEY = secret_key(HOME)
KULANZ_ENCRYPTION_KEY = encryption_key(HOME)
KULANZ_HOME = HOME
KULANZ_DOCUMENTS = HOME / "documents"
ALLOWED_HOSTS = os.environ.get("KULANZ_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("KULANZ_ORIGINS", "").split(",") if origin]
BEHIND_HTTPS = os.environ.get("KULANZ_HTTPS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "kulanz.interfaces.office",  # before allauth: its pages are shown in our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "kulanz.features.audit",
    "kulanz.features.documents",
    "kulanz.features.deadlines",
    "kulanz.features.outbox",
    "kulanz.features.work",
    "kulanz.features.tenants",
    "kulanz.features.parties",
    "kulanz.features.ledger",
    "kulanz.features.claims",
    "kulanz.features.letters",
    "kulanz.features.banking",
    "kulanz.features.contact",
    "kulanz.features.worklist",
    "kulanz.features.dunning",
    "kulanz.features.onboarding",
    "kulanz.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kulanz.config.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "kulanz.config.request_size.RequestSizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kulanz.config.urls"
WSGI_APPLICATION = "kulanz.config.wsgi.application"
DATABASES = {"default": database_settings(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kulanz.interfaces.office.context.frame",
            ],
        },
    },
]

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kulanz.interfaces.office.accounts.InvitationOnlyAccounts"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_HTTPS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail because somebody typed their address
# Wrong passwords are counted by axes first, in the database and for every process; wrong codes only here.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key"}
ACCOUNT_FORMS = {
    "login": "kulanz.interfaces.office.account_forms.LoginForm",
    "change_password": "kulanz.interfaces.office.account_forms.ChangePasswordForm",
    "reset_password": "kulanz.interfaces.office.account_forms.ResetPasswordForm",
    "reset_password_from_key": "kulanz.interfaces.office.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "kulanz.interfaces.office.account_forms.ReauthenticateForm",
}
MFA_ADAPTER = "kulanz.interfaces.office.accounts.EncryptedSecondFactor"
MFA_TOTP_ISSUER = "Kulanz"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are known by invitation; nobody verifies them again
MFA_FORMS = {
    "authenticate": "kulanz.interfaces.office.account_forms.CodeForm",
    "reauthenticate": "kulanz.interfaces.office.account_forms.CodeAgainForm",
    "activate_totp": "kulanz.interfaces.office.account_forms.ActivateForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "kulanz.interfaces.office.accounts.who_tries"
AXES_LOCKOUT_TEMPLATE = "office/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "static/"
STATIC_ROOT = None  # served from where they lie, read once at start
# Third-party CSS, copied out of the locked npm packages by `make setup`; in the wheel it lies there ready.
STATICFILES_DIRS = [PACKAGE / "static_build"] if (PACKAGE / "static_build").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
LARGEST_REQUEST = 65 * 1024 * 1024  # a file of 64 MiB and the form around it
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Mails of the installation itself (a new password). What goes to customers leaves through the outbox.
EMAIL_BACKEND = "kulanz.adapters.smtp.account_mail.InstallationMail"
SENDS_PASSWORD_MAILS = bool(os.environ.get("KULANZ_SMTP_URL"))
DEFAULT_FROM_EMAIL = os.environ.get("KULANZ_ALARM_FROM", "kulanz@localhost")
# The words of kulanz.css.
MESSAGE_TAGS = {10: "info", 20: "info", 25: "good", 30: "warn", 40: "bad"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KULANZ_LOG", "WARNING")},
}
