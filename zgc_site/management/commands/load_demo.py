from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import DemoUser, RealUsersExist, create_demo_users, refuse_real_users
from kit.sql import statistics
from profiles import tally
from profiles.imports.plan.outcomes import Status
from profiles.models.registry import profile_kind, profile_kinds
from zgc_site.demo.content import ContentRefused, LoadedKind, is_loaded, load_content
from zgc_site.demo.proposals import load_proposals
from zgc_site.demo.stories import StoriesRefused, load_stories
from zgc_site.demo.terms import load_terms

MAX_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Loads the shipped content and makes a demo user for each role. After an update of the site it adds and corrects what the "
        "new files say; what editors changed stays."
    )

    def handle(self, **options: Any) -> None:
        try:
            refuse_real_users()
        except RealUsersExist:
            raise CommandError(
                "This database has users of its own: the demo content was not loaded."
            ) from None
        with transaction.atomic():
            call_command("setup_roles", verbosity=0)
            self._load()
            users = create_demo_users()
            if users:
                self.stdout.write(f"Proposals: {load_proposals()} created")
        self._print_users(users)

    def _load(self) -> None:
        is_site_new = not any(kind.model._default_manager.exists() for kind in profile_kinds())
        if is_loaded():
            self.stdout.write("The content was loaded before and stays as it is.")
        else:
            self._load_profiles()
        try:
            for text in load_stories(is_site_new):
                self.stdout.write(f"  {text}")
        except StoriesRefused as refused:
            raise CommandError(f"The shipped stories are at fault; nothing was loaded.\n{refused}") from None

    def _load_profiles(self) -> None:
        for text in load_terms():
            self.stdout.write(f"  {text}")
        try:
            for loaded in load_content():
                self._say(loaded)
        except ContentRefused as refused:
            raise CommandError(f"The shipped files are at fault; nothing was loaded.\n{refused}") from None
        statistics.gather()
        tally.count()

    def _say(self, loaded: LoadedKind) -> None:
        name = str(profile_kind(loaded.kind.name).model._meta.verbose_name_plural).capitalize()
        counts = [
            f"{loaded.totals.of(status)} {status.value}"
            for status in (Status.CREATED, Status.UPDATED, Status.UNCHANGED)
        ]
        self.stdout.write(f"{name}: {', '.join(counts)}")
        for text in loaded.kept[:MAX_SHOWN]:
            self.stdout.write(f"  {text}")
        if more := len(loaded.kept[MAX_SHOWN:]):
            self.stdout.write(f"  and {more} more values that stay as they are")
        for text in ["Left out:", *loaded.left_out] if loaded.left_out else []:
            self.stdout.write(f"  {text}")

    def _print_users(self, users: list[DemoUser]) -> None:
        if not users:
            return
        self.stdout.write("\nDemo users, shown this once:\n")
        for user in users:
            self.stdout.write(f"  {user.username:15} {user.password}   ({user.role})")
        self.stdout.write("")
