#!/bin/bash
# runs: long
# However a flow ends, its entries end, in the software engine; see lifetime.sh.
ENGINE=soft exec "$(dirname "$0")/lifetime.sh"
