"""Files of facts: one line a fact, with its row, period and source; everything that visitors may know of a profile.

columns.py     the columns of a line
names.py       what each fact is called, for those who write and those who read
lines.py       a document to its lines
reading.py     the documents of published profiles, read in chunks
files.py       lines to the bytes of CSV, JSON Lines and workbooks
dictionary.py  what each name means, in each language of the site
answer.py      the file as a response; datapackage.py describes all files of a list

profiles/imports/facts/ reads them back.
"""
