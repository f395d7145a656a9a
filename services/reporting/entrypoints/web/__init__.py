"""Everything that people read: files and what became of them, returns, figures, young people.

Each page names the permission it needs; an uploader sees its own establishment's files and nothing else.
"""
