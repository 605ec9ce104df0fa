from profiles.imports.command import ImportCommand
from tests.labs.columns import LABS


class Command(ImportCommand):
    help = "Imports laboratories."
    kind = LABS
