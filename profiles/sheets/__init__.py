"""What is known of one profile, fact by fact and in words; each kind adds readers of its own facts."""
