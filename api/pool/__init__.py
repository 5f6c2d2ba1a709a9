"""Work on other people's words, done in processes of its own: limited, without a network, and ended when it takes long.

`api.pool.pool` is the service's side. What runs in a worker imports `api.pool.worker`, and never what is heavy.
"""
