"""Tests of the tests: each small change to the code that decides has to make one of its tests fail. See docs/mutations.md."""
