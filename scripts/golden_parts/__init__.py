"""What scripts/golden.py is made of."""
