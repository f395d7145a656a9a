-- What the sender was expressly entitled to send when the file came (codes of collections): decided at the door, where it is known who it is.

ALTER TABLE submissions ADD COLUMN may_send text[] NOT NULL DEFAULT '{}';
