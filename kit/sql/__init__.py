"""SQL by hand, and the statistics of tables. docs/sql.md says when bypassing the ORM pays.

statements.py   Statement, Instances: querysets that are turned into SQL once
fast_rows.py    insert(), among(): many rows of one table without a model of each
constraints.py  rules that many tables share
statistics.py   gather(): what the planner of the database knows
widening.py     Widen: a column takes longer texts, without a new table
"""
