"""Workbooks on disk: the gate a returned file passes, what its cells say, and the template written."""
