// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload evict, revalidate, pause and resume */
#include <string.h>
#include "nft-offload.h"

static int evict(const struct filter *filter)
{
	uint32_t num;

	need_module();
	num = do_evict(filter);
	if (opt_json)
		json_print(json_pack("{s:I}", "evicted", (json_int_t)num));
	else
		printf("%u %s evicted\n", num, num == 1 ? "flow" : "flows");

	return EXIT_OK;
}

int cmd_evict(int argc, char **argv)
{
	struct filter filter = { .all = true };

	if (!argc)
		return usage_error("evict", "which flows? Give a condition, or \"all\"");
	if ((argc != 1 || strcmp(argv[0], "all")) &&
	    !parse_filter(argc, argv, &filter, "evict"))
		return EXIT_USAGE;

	return evict(&filter);
}

int cmd_revalidate(int argc, char **argv)
{
	const struct filter filter = { .mark_changed = true };

	(void)argv;
	if (argc)
		return usage_error("revalidate", "no argument is expected");

	return evict(&filter);
}

static int pause_devices(int argc, char **argv, bool pause)
{
	const char *did = pause ? "paused" : "resumed";
	json_t *list = json_array();
	uint32_t ifindex;
	int i;

	for (i = 0; i < argc; i++)
		if (!if_nametoindex(argv[i]))
			die(EXIT_ERROR, "there is no device '%s' here; see `ip link`",
			    argv[i]);
	for (i = 0; i < argc; i++) {
		ifindex = if_nametoindex(argv[i]);
		do_pause(ifindex, pause);
		if (opt_json)
			json_array_append_new(list, json_string(argv[i]));
		else
			printf("%s: %s\n", argv[i], pause ?
			       "paused; no engine uses it until `nft-offload resume`" :
			       "resumed; flows rejoin within seconds");
	}
	if (opt_json)
		json_print(json_pack("{s:o}", did, list));
	else
		json_decref(list);

	return EXIT_OK;
}

int cmd_pause(int argc, char **argv)
{
	if (!argc)
		return usage_error("pause", "which device? Give one name or more");

	need_module();

	return pause_devices(argc, argv, true);
}

static int resume_all(void)
{
	struct status status = get_status();
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < status.num_paused; i++) {
		do_pause(status.paused[i], false);
		json_array_append_new(list, json_string(dev_text(status.paused[i])));
		if (!opt_json)
			printf("%s: resumed; flows rejoin within seconds\n",
			       dev_text(status.paused[i]));
	}
	if (opt_json)
		json_print(json_pack("{s:O}", "resumed", list));
	json_decref(list);

	return EXIT_OK;
}

int cmd_resume(int argc, char **argv)
{
	if (!argc)
		return usage_error("resume", "which device? Give names, or --all");

	need_module();
	if (argc == 1 && !strcmp(argv[0], "--all"))
		return resume_all();

	return pause_devices(argc, argv, false);
}
