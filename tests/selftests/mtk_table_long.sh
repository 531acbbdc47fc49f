#!/bin/bash
# runs: long-stock
# seconds: 3600
# mtk_table.sh with tables as large as they get, every level of filling, and 10,000
# connections of one bucket.
#
# experiments 10 and 11, see there.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_table_lib.sh
. "$selftests/mtk_table_lib.sh"

levels mt7620 4096 20000 25 50 75 100 125
levels mt7621 4096 20000 25 50 75 100 125
levels mt7622 4096 20000 25 50 75 100 125
levels mt7986 16384 40000 25 50 75 100 125
levels mt7988 16384 40000 25 50 75 100 125
one_bucket mt7621 1024 10000 20000
one_bucket mt7986 1024 10000 20000
one_bucket mt7988 1024 10000 20000
evict_idle mt7620 2
evict_idle mt7621 2
evict_idle mt7622 2
evict_idle mt7986 4
evict_idle mt7988 4
admission 10000
