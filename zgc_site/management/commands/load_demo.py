from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import DemoUser, RealUsersExist, create_demo_users, refuse_real_users
from kit.sql import statistics
from profiles import tally
from profiles.metrics import load_metrics
from zgc_site.demo.companies import load_companies, load_terms
from zgc_site.demo.parks import load_parks
from zgc_site.demo.proposals import load_proposals
from zgc_site.demo.reading import DemoSources, is_loaded


class Command(BaseCommand):
    help = (
        "Loads the shipped content, once, and makes a demo user for each role. "
        "Run again, it leaves the content as the editors made it."
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
            is_new = self._load()
            users = create_demo_users()
            if is_new:
                self.stdout.write(f"Proposals: {load_proposals()} created")
                statistics.gather()
                tally.count()
        self._print_users(users)

    def _load(self) -> bool:
        """Whether it was loaded just now."""
        if is_loaded():
            self.stdout.write("The content was loaded before and stays as it is.")
            return False
        load_metrics()
        load_terms()
        sources = DemoSources()
        parks, companies = load_parks(sources), load_companies(sources)
        for name, count in (("Companies", companies), ("Parks", parks)):
            self.stdout.write(f"{name}: {count.created} created, {count.unchanged} unchanged")
        return True

    def _print_users(self, users: list[DemoUser]) -> None:
        if not users:
            return
        self.stdout.write("\nDemo users, shown this once:\n")
        for user in users:
            self.stdout.write(f"  {user.username:15} {user.password}   ({user.role})")
        self.stdout.write("")
