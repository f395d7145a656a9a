"""What the pages of all services share: accounts, checked requests, and the look of a page.

`app` builds a service's application, `opening` its site from settings, `addresses` says where each service is.
`accounts` knows who may do what, `openid` asks the authority's provider who somebody is, `requests` checks what a
browser sends, `pages` renders what it receives.
Nothing here decides anything about a return or a person.
"""
