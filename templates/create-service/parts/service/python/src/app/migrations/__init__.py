"""The schema of the database, one SQL script per change; never edit an old one."""
