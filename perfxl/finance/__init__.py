"""Returned workbooks in, results out: intake, ledger, reports and exports for the finance bureau."""
