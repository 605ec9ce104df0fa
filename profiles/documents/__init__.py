"""One document, one merge: history, edit conflicts, drafts, imports and proposals all rest on this.

document.py    a profile with its rows as plain data
difference.py  what differs between two documents
merge.py       the rules of the three-way merge
shape.py       which fields a document of each kind holds
reading.py     from profiles to documents and back
rows.py        writes what differs to the tables
writing.py     save, create, delete, restore: the only ways to write a profile
records.py     the same for plain records: terms and sources
shipments.py   records that a release brings: sources, pages of text, stories
history.py     which document each version was

known.py       the terms and sources that documents name
multi_table_read.py  records of several tables in one query, for reading.py and known.py (docs/sql.md)
"""
