#!/bin/bash
# runs: long-stock
# The indirect path sees nothing of what the software engine serves, see indr.sh.
ENGINE=soft exec "$(dirname "$0")/indr.sh"
