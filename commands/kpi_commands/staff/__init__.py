"""Commands about staff members' appointments, leave, discipline."""
