"""The pages of work lists."""
