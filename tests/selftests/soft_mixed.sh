#!/bin/bash
# runs: long-stock
# Ports of the software engine beside devices that nobody serves, see mixed.sh.
ENGINE=soft exec "$(dirname "$0")/mixed.sh"
