#!/bin/bash
# runs: long-stock
# What the software engine leaves to the flowtable, see punt.sh.
ENGINE=soft exec "$(dirname "$0")/punt.sh"
