"""Files written whole or not at all, what was hidden in them, and how they differ from those before."""
