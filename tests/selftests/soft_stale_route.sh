#!/bin/bash
# runs: long-events
# Staleness of flows in the software engine, see stale_route.sh.
ENGINE=soft exec "$(dirname "$0")/stale_route.sh"
