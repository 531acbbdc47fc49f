# bash completion for nft-offload(8)			-*- shell-script -*-
# Names hold no blanks.
# shellcheck disable=SC2207

_nft_offload_devices() { COMPREPLY=($(compgen -W "$(ls /sys/class/net)" -- "$1")); }

_nft_offload()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i cmd=
	local commands='status flows rejects watch evict revalidate pause resume soft metrics tune doctor'
	local filter='addr port end proto dev mark state id'

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -* ]] || { cmd=${COMP_WORDS[i]}; break; }
	done
	case $prev in
	proto)	COMPREPLY=($(compgen -W 'tcp udp gre' -- "$cur")); return ;;
	dev)	_nft_offload_devices "$cur"; return ;;
	state)	COMPREPLY=($(compgen -W 'hardware software-engine software
			refused tombstone' -- "$cur")); return ;;
	esac
	case $cmd in
	'')	COMPREPLY=($(compgen -W "$commands --json --help" -- "$cur")) ;;
	flows)	COMPREPLY=($(compgen -W "$filter --top --json --help" -- "$cur")) ;;
	evict)	COMPREPLY=($(compgen -W "all $filter --json --help" -- "$cur")) ;;
	pause)	_nft_offload_devices "$cur" ;;
	soft)	COMPREPLY=($(compgen -W "add del $(ls /sys/class/net)" -- "$cur")) ;;
	resume)	COMPREPLY=($(compgen -W "--all $(ls /sys/class/net)" -- "$cur")) ;;
	watch)	COMPREPLY=($(compgen -W '--interval --count --events --json --help' -- "$cur")) ;;
	tune)	COMPREPLY=($(compgen -W "--apply --undo --json --help $(ls /sys/class/net)" -- "$cur")) ;;
	rejects) COMPREPLY=($(compgen -W '--all --json --help' -- "$cur")) ;;
	*)	COMPREPLY=($(compgen -W '--json --help' -- "$cur")) ;;
	esac
}

complete -F _nft_offload nft-offload
