#!/bin/bash
# runs: long-stock
# Limits of length, priorities, multicast and GRE on the software engine, see mtk_limits.sh.
ENGINE=soft exec "$(dirname "$0")/mtk_limits.sh"
