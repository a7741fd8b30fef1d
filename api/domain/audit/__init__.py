"""The log: everything that has happened, who did it and when, to look through and to hand over."""
