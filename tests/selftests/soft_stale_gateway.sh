#!/bin/bash
# runs: long-events
# seconds: 1200
# Staleness of flows behind a gateway, in the software engine; see stale_gateway.sh.
ENGINE=soft exec "$(dirname "$0")/stale_gateway.sh"
