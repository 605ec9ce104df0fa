"""Charts of lines over years as plain data: laid out once, written as SVG by a template and as PNG by png.py."""
