#!/bin/bash
# runs: long-stock
# Nothing of the software engine outlives its flowtable, see lifecycle.sh.
ENGINE=soft exec "$(dirname "$0")/lifecycle.sh"
