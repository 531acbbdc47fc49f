#!/bin/bash
# runs: long-stock
# A mark that changed ends flows of the software engine, see stale_mark.sh.
ENGINE=soft exec "$(dirname "$0")/stale_mark.sh"
