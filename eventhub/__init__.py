"""EventHub: exchanges between governments, from the invitation to the published summary."""
