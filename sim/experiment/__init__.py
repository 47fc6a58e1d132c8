"""Many runs: a design of points, the runs of each, who makes them and where they are kept."""
