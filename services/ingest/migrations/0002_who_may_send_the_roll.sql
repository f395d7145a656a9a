-- Whether the sender was entitled to send the county roll when the file came: decided at the door, where it is known who it is.

ALTER TABLE submissions ADD COLUMN may_send_roll boolean NOT NULL DEFAULT false;
