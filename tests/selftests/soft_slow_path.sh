#!/bin/bash
# runs: long-stock
# Back on the classic path after more than 100 MB, in the software engine; see slow_path.sh.
ENGINE=soft exec "$(dirname "$0")/slow_path.sh"
