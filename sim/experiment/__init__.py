"""Many runs: a design of points, the runs of each, who makes them and where they are kept.

factor design plan                   what varies, at which points, and everything that is going to be computed
sheet levels listing reading varying from a sweep file, or from a scenario and `--vary`, to a plan
checking planning                    is every point a scenario? asked of all of them before the first run
estimate                             runs, time, memory and disk beforehand
"""
