"""The NEET report: measures by breakdowns over a snapshot, its trend and headline, and what of it may be published."""
