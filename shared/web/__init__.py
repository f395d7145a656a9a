"""What all pages share: the look, signing in, who may do what, and the headers that keep browsers safe.

A service declares its routes with `shared.web.routes` (each names the permission it needs) and builds its application
with `shared.web.site.web_app`. Nothing here decides anything about a return or a person.
"""
