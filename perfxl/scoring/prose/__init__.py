"""The grammar of scoring standards: clean text, tokens, conditions and outcomes, statements, and the rule they make."""
