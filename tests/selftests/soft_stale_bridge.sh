#!/bin/bash
# runs: long-events
# Staleness of flows in the software engine, see stale_bridge.sh.
ENGINE=soft exec "$(dirname "$0")/stale_bridge.sh"
