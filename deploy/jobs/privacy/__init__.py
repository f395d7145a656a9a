"""The audit verified, people erased, and what is known of somebody put together: jobs of the administrator's role."""
