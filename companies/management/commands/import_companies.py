from companies.columns import COMPANIES
from profiles.imports.command import ImportCommand


class Command(ImportCommand):
    help = "Imports companies from a CSV, TSV or XLSX file. The same file twice changes nothing."
    kind = COMPANIES
