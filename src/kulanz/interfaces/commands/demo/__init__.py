"""The demo shop "Lindenladen": who owes what, and the story that led there."""
