// SPDX-License-Identifier: GPL-2.0-only
/* What `tune --apply` changed, for `tune --undo`; gone after a reboot, as they are. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tune.h"

static const char *state_path(void)
{
	return tune_path("/run/nft-offload/tune.json");
}

/* Complete or not there: --undo must not believe half of it. */
void state_save(const settings_t *list)
{
	const char *path = state_path(), *new = tune_path("/run/nft-offload/tune.json.new");
	json_t *root = json_array();
	size_t i;

	for (i = 0; i < list->num; i++) {
		const struct setting *s = &list->item[i];

		json_array_append_new(root, json_pack("{s:i, s:s, s:s, s:s, s:s}",
			"kind", s->kind, "device", s->dev, "what", s->what,
			"path", s->path, "before", s->before));
	}
	mkdir(tune_path("/run"), 0755);
	mkdir(tune_path("/run/nft-offload"), 0755);
	if (json_dump_file(root, new, JSON_INDENT(1)) || rename(new, path))
		die(errno == EACCES ? EXIT_PERMISSION : EXIT_ERROR, "cannot write %s: %s",
		    path, strerror(errno));
	json_decref(root);
}

static bool setting_parse(struct setting *s, json_t *obj)
{
	const char *dev, *what, *path, *before;
	int kind;

	if (json_unpack(obj, "{s:i, s:s, s:s, s:s, s:s}", "kind", &kind, "device", &dev,
			"what", &what, "path", &path, "before", &before) ||
	    kind < 0 || kind >= TUNE_KINDS)
		return false;
	s->kind = kind;
	snprintf(s->dev, sizeof(s->dev), "%s", dev);
	snprintf(s->what, sizeof(s->what), "%s", what);
	snprintf(s->path, sizeof(s->path), "%s", path);
	snprintf(s->before, sizeof(s->before), "%s", before);

	return true;
}

/* Returns false if nothing was ever applied. */
bool state_load(settings_t *list)
{
	const char *path = state_path();
	json_t *root, *obj;
	size_t i;

	if (!file_is(path))
		return false;
	root = json_load_file(path, 0, NULL);
	if (!json_is_array(root))
		die(EXIT_ERROR, "%s is damaged; it is of no use, remove it", path);
	json_array_foreach(root, i, obj)
		if (!setting_parse(LIST_ADD(list), obj))
			die(EXIT_ERROR, "%s is damaged; it is of no use, remove it", path);
	json_decref(root);

	return true;
}

void state_drop(void)
{
	unlink(state_path());
}
