"""Documents as bytes: merge, impose, render, proof, print queues. No Qt, no database, no network but a printer."""
