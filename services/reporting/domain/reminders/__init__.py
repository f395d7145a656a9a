"""Reminders: who is written to about a return that has not come, on which working day, in which words.

Everything here is pure: what is owed, the contacts and the pauses go in, messages come out. The page that shows
tomorrow's messages and the task that sends today's ask the same function.
"""
