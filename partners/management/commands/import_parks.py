from partners.columns import PARKS
from profiles.imports.command import ImportCommand


class Command(ImportCommand):
    help = "Imports parks from a CSV, TSV or XLSX file. The same file twice changes nothing."
    kind = PARKS
