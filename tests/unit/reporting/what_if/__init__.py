"""What-ifs without a database."""
