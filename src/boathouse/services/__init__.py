"""AWS's services, one package each."""
