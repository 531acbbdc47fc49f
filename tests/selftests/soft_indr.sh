#!/bin/bash
# runs: long
# The indirect path sees nothing of what the software engine serves, see indr.sh.
ENGINE=soft exec "$(dirname "$0")/indr.sh"
