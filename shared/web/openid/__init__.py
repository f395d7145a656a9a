"""Signing in with the authority's own provider, by OpenID Connect: code flow with PKCE, and what its claims mean here.

`provider` asks the provider and checks what it answers; `claims` says who that is here; `kept` keeps a sign-in between
the two. No token leaves this package: neither a cookie nor a log nor a table holds one.
"""
