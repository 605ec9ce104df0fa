"""The bulk lane: all that exists only because large files take long. The rules are those of the plain lane.

lane.py            chunk by chunk; the other way to do what plain/lane.py does
chunk_size.py      as many rows as can be written in the time that others can wait
preparing.py       rows to proposals, keys and checked rows of tables; processes.py does it in a second process
chunks.py          a chunk with what the planner needs to know about its rows, looked up at once
current_values.py  profiles read without a model of each row: enough to see that nothing is new
prepared.py        documents checked and made into rows of tables
batches.py         many new profiles written by a few statements
large.py           settings for a process that does nothing else
"""
