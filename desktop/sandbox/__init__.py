"""The marketplaces, simulated over real HTTP on loopback.

Rule: written from the platform references alone. Nothing here imports the rest of `desktop`, so that a mistake in a
connector cannot hide in the server it is tested against. Only the standard library, Starlette, uvicorn and zxing-cpp.
"""
