"""The pages of notices: what an establishment is told of its files and of lists for it, and which e-mails go out."""
