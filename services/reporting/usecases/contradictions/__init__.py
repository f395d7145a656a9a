"""What people do about contradictions between returns."""
