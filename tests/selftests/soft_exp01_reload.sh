#!/bin/bash
# runs: long-stock
# seconds: 1500
# Experiments 1 and 2 with the software engine; see exp01_reload.sh.
ENGINE=soft exec "$(dirname "$0")/exp01_reload.sh"
