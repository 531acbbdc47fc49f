#!/bin/bash
# runs: long-stock
# seconds: 1500
# Experiment 4 with the software engine; see exp04_netns.sh.
ENGINE=soft exec "$(dirname "$0")/exp04_netns.sh"
