"""Files of facts into proposals: our own (profiles/exports/facts/) without a loss, and lists that others made.

columns.py     how the columns of such a file are recognised
opening.py     whether a file is one of facts or of rows
grouping.py    lines of one profile brought together, wherever in the file they stand
names.py       which column or row of a profile a fact means
values.py      values as our files spell them
sources.py     sources with all that a line says of them
rows.py        rows of a profile out of lines, checked
reading.py     the lines of a profile into a proposal
"""
