# The stand-in for python:3.11-slim-bookworm: Debian bookworm's own Python is 3.11.
FROM ci/bookworm:min
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      ca-certificates python3.11 python3.11-venv >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
