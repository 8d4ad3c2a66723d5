"""How the outside is reached: the only user of httpx. A platform never imports another, and nobody above names one."""
