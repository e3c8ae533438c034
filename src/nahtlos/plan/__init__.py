"""From workflow and bots to a plan: everything decided and checked before the first effect."""
