#!/bin/bash
# runs: long-stock
# nft-offload evict, pause and resume on the software engine, see cli_steer.sh.
ENGINE=soft exec "$(dirname "$0")/cli_steer.sh"
