"""What the September Guarantee stores: its cohorts, and which offers are asked about."""
