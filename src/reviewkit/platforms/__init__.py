"""Sites: one adapter a platform, all behind the contract in `base`."""
