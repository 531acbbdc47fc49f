#!/bin/bash
# runs: long
# Connections live as long as their flows, in the software engine; see timeouts.sh.
ENGINE=soft exec "$(dirname "$0")/timeouts.sh"
