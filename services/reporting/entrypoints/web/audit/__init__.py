"""The pages of the audit and of erasures."""
