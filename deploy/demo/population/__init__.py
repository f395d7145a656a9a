"""Invented people, where they live, the schools they go to, and what a school writes about them."""
