#!/bin/bash
# runs: long-stock
# However a flow ends, its entries end, in the software engine; see lifetime.sh.
ENGINE=soft exec "$(dirname "$0")/lifetime.sh"
