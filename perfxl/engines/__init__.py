"""Recomputing in a spreadsheet engine: one protocol, three engines.

`perfxl.engines.pour` is the door: a `Table` goes in, one tuple of outputs per row comes out.
"""
