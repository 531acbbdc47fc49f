#!/bin/bash
# runs: uml arm64
# The software engine sends what the classic path sends, bit for bit, see bitcompare.sh.
ENGINE=soft exec "$(dirname "$0")/bitcompare.sh"
