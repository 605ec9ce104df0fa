"""Pages of text that staff write: who runs the site, what it stores, how accessible it is, who may reuse its data."""
