"""What people type, turned into values the verbs understand; each error says which field and what to do."""
