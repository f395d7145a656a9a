"""The pages of notices: what an establishment is told of its files, and which e-mails go out."""
