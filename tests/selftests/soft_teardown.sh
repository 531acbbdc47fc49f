#!/bin/bash
# runs: debug arm64
# The end of TCP connections that the software engine forwards, see teardown.sh.
ENGINE=soft exec "$(dirname "$0")/teardown.sh"
