#!/bin/bash
# runs: long-stock
# What padded frames do to the accounts of the software engine, see padding.sh.
ENGINE=soft exec "$(dirname "$0")/padding.sh"
