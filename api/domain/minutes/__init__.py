"""Minutes (kommuneloven § 11-4): assembled from the room, edited, commented on, approved and sealed."""
