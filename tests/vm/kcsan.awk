# A kernel log without the data races that are none of ours: of a report by KCSAN
# what counts is where the two accesses are made, the first frames of its stacks.
# Everything else passes.

function flush(  i) {
	for (i = 0; ours && i < n; i++)
		print report[i]
	n = ours = top = 0
	inside = 0
}

/BUG: KCSAN: / { flush(); inside = 1 }

inside {
	report[n++] = $0
	if (/ bytes by (task|interrupt)/) {
		top = 1
	} else if (top && /\+0x/) {
		top = 0
		if (/\[nf_flow_hw/)
			ours = 1
	}
	if (/={40}/)
		flush()
	next
}

{ print }

END { flush() }
