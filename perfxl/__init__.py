"""Performance goal sheets whose scoring standards compute."""

__version__ = "0.1.0"
