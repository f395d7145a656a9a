"""Pages of the January reports to schools, and of the destination survey over three years."""
