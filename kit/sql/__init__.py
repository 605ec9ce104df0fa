"""SQL by hand, and what the database is told of its tables. docs/sql.md says when the ways round the ORM pay.

statements.py   Statement, Instances: querysets that are turned into SQL once
fast_rows.py    insert(), among(): many rows of one table without a model of each
constraints.py  rules that many tables share
statistics.py   gather(): what the planner of the database knows
widening.py     Widen: a column takes longer texts, without a new table
"""
