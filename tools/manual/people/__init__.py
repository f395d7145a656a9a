"""Pages of the manual about what is found once it is known whom rows are about."""
