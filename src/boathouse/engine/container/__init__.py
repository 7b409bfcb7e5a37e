"""The worker in the container of AWS's Glue image: plain Python, no dependency."""
