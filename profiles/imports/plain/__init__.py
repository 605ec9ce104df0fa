"""The plain lane: lane.py is where to start reading, and where a row is saved; task.py holds what is imported."""
