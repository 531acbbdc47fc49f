#!/bin/bash
# runs: long-events
# seconds: 1800
# Staleness of flows that the engine refuses, since it does not answer: see stale_bridge.sh.
modes=knob exec "$(dirname "$0")/stale_bridge.sh"
