# shellcheck shell=sh
# Stands in for OpenWrt's functions.sh: one named section per file, as
# /etc/config/nft-offload has.

# Debian's busybox prefers what it has built in.
insmod() { /bin/insmod "$@"; }
rmmod() { /bin/rmmod "$@"; }
logger() { /bin/logger "$@"; }

config_load() { config_file=/etc/config/$1; }

# config_values OPTION KIND: its values, a line each.
config_values()
{
	sed -n "s/^[[:space:]]*$2 $1 '\(.*\)'.*/\1/p" "$config_file"
}

config_get()
{
	local value
	value=$(config_values "$3" option)
	eval "$1=\${value:-\$4}"
}

config_get_bool() { config_get "$@"; }

config_list_foreach()
{
	local value callback=$3
	config_values "$2" list >/tmp/list
	while read -r value; do
		$callback "$value"
	done </tmp/list
	rm /tmp/list
}
