"""The doors: command line, worker, later the web site. `wiring` alone knows which parts stand behind the ports."""
