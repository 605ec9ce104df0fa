"""Figures by metric, years, groups and profiles: charts with the table behind them, as files, and to be cited."""
