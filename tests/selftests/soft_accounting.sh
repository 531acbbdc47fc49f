#!/bin/bash
# runs: long-stock arm64 s390x
# Packets and bytes of the software engine reach conntrack exactly once, see accounting.sh.
ENGINE=soft exec "$(dirname "$0")/accounting.sh"
