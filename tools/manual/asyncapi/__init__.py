"""The AsyncAPI document of all topics, and the page that shows it: from the table of topics and the events' classes."""
