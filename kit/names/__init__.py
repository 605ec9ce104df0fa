"""What spellings of a name have in common: letters that count as the same (folding.py), words of legal forms (legal_forms.py)."""
