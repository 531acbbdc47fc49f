#!/bin/bash
# runs: long-stock arm64 mipsel s390x
# Every kind of forwarding that forward.sh shows for the PPE, on the software engine.
ENGINE=soft exec "$(dirname "$0")/forward.sh"
