#!/bin/bash
# runs: stock
# The rows of cli_reasons that need no other engine and little time; that the table
# there has every reason is checked here, too.
REASONS="ingress multicast deferred paused match_key action"
export REASONS
exec "$(dirname "$0")/cli_reasons.sh"
