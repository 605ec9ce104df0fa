"""People who sign in: staff in a role, and the representatives of companies."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. What staff may do comes from roles.py."""

    email = models.EmailField(_("email address"), blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            # One person, one address, however it is spelt; none is allowed more than once.
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email_once",
                violation_error_message=_("Another account has this email address."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Representative(models.Model):
    """A person who may propose changes for a company without an email check."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="representations", verbose_name=_("person")
    )
    # Named by string: accounts imports no app above it.
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="representatives",
        verbose_name=_("company"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("company representative")
        verbose_name_plural = _("company representatives")
        constraints = [
            models.UniqueConstraint(fields=["user", "company"], name="accounts_representative_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "member"]),
                name="accounts_representative_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.company})"


class CacheEntry(models.Model):
    """The table of `SharedCache`, as Django's createcachetable would make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key
