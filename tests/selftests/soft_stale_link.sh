#!/bin/bash
# runs: long-events
# Flows through devices above a port, in the software engine; see stale_link.sh.
ENGINE=soft exec "$(dirname "$0")/stale_link.sh"
