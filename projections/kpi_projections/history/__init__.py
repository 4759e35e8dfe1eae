"""The history read model: what happened to a person, who did it, when it held and when it was recorded, in words."""
