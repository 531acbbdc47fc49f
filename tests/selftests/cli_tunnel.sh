#!/bin/bash
# runs: kernel
# The rows of cli_reasons for tunnels: what is behind a route with tunnel state stays
# in software. User-Mode Linux has no CONFIG_LWTUNNEL, Debian's kernels have.
REASONS="tunnel"
export REASONS
exec "$(dirname "$0")/cli_reasons.sh"
