"""E-mail alerts: who has asked to be told of publications, and what each has been sent."""
