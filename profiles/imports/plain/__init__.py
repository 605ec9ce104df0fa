"""The plain lane: lane.py is where to start reading; saving.py does what was decided, kit/processes/write_pauses.py lets others write in between."""
