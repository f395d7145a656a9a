"""What all pages look like: layout, templates, style sheets, sign-in and error pages."""
