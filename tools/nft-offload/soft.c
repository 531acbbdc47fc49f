// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload soft: which devices the software engine serves */
#include <string.h>
#include "nft-offload.h"

int cmd_soft(int argc, char **argv)
{
	bool add = argc && !strcmp(argv[0], "add");
	json_t *list = json_array();
	int i;

	if (argc < 2 || (!add && strcmp(argv[0], "del")))
		return usage_error("soft", "say add or del, and which devices");

	need_module();
	for (i = 1; i < argc; i++)
		if (!if_nametoindex(argv[i]))
			die(EXIT_ERROR, "there is no device '%s' here; see `ip link`",
			    argv[i]);
	for (i = 1; i < argc; i++) {
		do_soft(if_nametoindex(argv[i]), add);
		json_array_append_new(list, json_string(argv[i]));
		if (!opt_json)
			printf("%s: %s\n", argv[i], add ?
			       "the software engine serves it where no hardware does" :
			       "not served by the software engine");
	}
	if (opt_json)
		json_print(json_pack("{s:O}", add ? "added" : "removed", list));
	json_decref(list);

	return EXIT_OK;
}
