#!/bin/bash
# runs: uml
# seconds: 300
# A table fills up to the bound of its hash, in the whole and in one bucket; what has
# no place runs in software; places that come free are used; idle entries make room;
# connections that nobody answers get none. Small tables here, mtk_table_long.sh has
# the large ones.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_table_lib.sh
. "$selftests/mtk_table_lib.sh"

levels mt7621 1024 4000 75 125
one_bucket mt7986 1024 200 2000
evict_idle mt7621 2
evict_idle mt7986 4
admission 1500
