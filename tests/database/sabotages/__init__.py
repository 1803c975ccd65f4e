"""Each rule of the database, broken once; by what it guards."""
