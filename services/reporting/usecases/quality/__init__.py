"""What people do about alerts of unusual leavers."""
