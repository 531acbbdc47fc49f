#!/bin/bash
# runs: long-events
# Staleness of flows behind a gateway, in the software engine; see stale_gateway.sh.
ENGINE=soft exec "$(dirname "$0")/stale_gateway.sh"
