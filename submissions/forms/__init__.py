"""The public forms: what visitors type, made into a proposed document.

facts.py     the fields of a profile
rows.py      its rows: changed, taken out, added
sources.py   the source that each change needs
sender.py    who sends it, and what keeps junk out
proposal.py  all of it as one form
dressing.py  how the fields look
"""
