"""The pages on which staff decide: the queue and the review."""
