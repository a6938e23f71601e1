"""From a library to text and bytes: citations, data, feeds, calendars, page metadata."""
