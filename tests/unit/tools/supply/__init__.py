"""Tests of what Onward is made of."""
