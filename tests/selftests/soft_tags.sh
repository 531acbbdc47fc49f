#!/bin/bash
# runs: long-stock s390x
# Tags and sessions through the software engine, see mtk_tags.sh.
ENGINE=soft exec "$(dirname "$0")/mtk_tags.sh"
