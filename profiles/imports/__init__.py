"""Companies and parks from files of others, by command and by upload, with one code behind both.

files.py       which kind of file it is; CSV, TSV, XLSX, packed or not
encodings.py   which encoding a text file is in; readings.py judges what the old ones make of it
csv_tables.py  rows of a text file           xlsx_tables.py  rows of a sheet; sheets.py its cells
headers.py     which column is which
values.py      cells to values; amounts.py, money.py and dates.py for the difficult ones
proposals.py   what a row says of a profile
making.py      rows to proposals, keys and checked rows of tables; processes.py does it beside the writing
matching.py    which profile a row speaks of
planning.py    what would become of each row, without writing
applying.py    writes it, in chunks; pace.py says how large, so that others can write as well
reports.py     says it, row by row

What each kind of profile has columns for is in companies/columns.py and partners/imports.py.
"""
