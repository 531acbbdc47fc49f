#!/bin/bash
# runs: uml
# A table fills up to the bound of its hash, in the whole and in one bucket; what has
# no place runs in software; places that come free are used; idle entries make room;
# connections that nobody answers get none. Small tables here, mtk_table_long.sh has
# the large ones.
#
# experiment 10: full and a quarter more, then room again (openwrt PR 24515: a table of
# which eight entries in 128 cannot be used).
# experiment 11: very many tuples of one bucket (openwrt PR 1724: flows that never get
# a place, or overwrite another's).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_table_lib.sh
. "$selftests/mtk_table_lib.sh"

levels mt7621 1024 4000 75 125
one_bucket mt7986 1024 200 2000
evict_idle mt7621 2
evict_idle mt7986 4
admission 1500
