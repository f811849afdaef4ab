"""From what the engine found to the result table: order and labels, notes, doubts, findings."""
