#!/bin/bash
# runs: long-events
# Hosts that say nothing, in the software engine; see stale_station.sh.
ENGINE=soft exec "$(dirname "$0")/stale_station.sh"
