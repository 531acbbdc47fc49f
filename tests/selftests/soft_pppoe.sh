#!/bin/bash
# runs: kernel long-stock
# A real PPPoE session through the software engine, see mtk_pppoe.sh.
ENGINE=soft exec "$(dirname "$0")/mtk_pppoe.sh"
