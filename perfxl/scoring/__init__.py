"""A scoring rule and its faces: Python decimals, a workbook formula, the standard wording."""
