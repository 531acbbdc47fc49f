#!/bin/bash
# runs: long-stock
# What the software engine does not do stays in the flowtable, see rejects.sh.
ENGINE=soft exec "$(dirname "$0")/rejects.sh"
