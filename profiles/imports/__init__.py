"""Companies and parks from files of others, by command and by upload, with one code behind both.

lanes.py    the interface: an import, planned or run, the plain way or in bulk
preview.py  what is shown of a file before it is imported
tables/     a file to rows: text in any encoding, workbooks, JSON, packed or not; child/ is a process of its own
rows/       headers.py says which column is which, proposals.py what a row says of a profile
cells/      values of cells; the difficult ones are amounts, money and dates
plan/       row_keys.py and matching.py: which profile; planning.py: what is to be done; memory.py: what earlier rows gave
plain/      a row after the other: start reading at plain/lane.py; saving.py does what was decided
bulk/       the same for large files, and fast
reports.py  says what became of each row

What each kind of profile has columns for is in companies/columns.py and partners/columns.py. See docs/imports.md.
"""
