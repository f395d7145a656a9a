"""The files that schools and the authority send: rows laid out in columns, with the damage that real files have."""
