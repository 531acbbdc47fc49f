#!/bin/bash
# runs: kernel
# Devices of the software engine that appear after their flowtable, see late.sh.
ENGINE=soft exec "$(dirname "$0")/late.sh"
