// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload tune: spread the work of forwarding over the processors. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "tune.h"

enum mode { TUNE_SHOW, TUNE_APPLY, TUNE_UNDO };

static bool changes(const struct setting *s)
{
	return !setting_is(s, s->before, s->wanted);
}

/* irqbalance(1) moves interrupts where it likes every few seconds. */
static bool irqbalance_runs(void)
{
	struct dirent *entry;
	bool found = false;
	char comm[32];
	DIR *dir = opendir(tune_path("/proc"));

	while (dir && !found && (entry = readdir(dir)))
		found = isdigit((unsigned char)entry->d_name[0]) &&
			file_read(tune_path("/proc/%s/comm", entry->d_name), comm,
				  sizeof(comm)) &&
			!strcmp(comm, "irqbalance");
	if (dir)
		closedir(dir);

	return found;
}

static void set_one(struct setting *s, const char *value)
{
	s->err = setting_write(s, value);
	if (!setting_read(s, s->after, sizeof(s->after)))
		snprintf(s->after, sizeof(s->after), "?");
	/* Some accept a value and keep their own. */
	if (!s->err && !setting_is(s, s->after, value))
		s->err = ENOTSUP;
}

static bool recorded(const settings_t *state, const struct setting *s)
{
	size_t i;

	for (i = 0; i < state->num; i++)
		if (state->item[i].kind == s->kind && !strcmp(state->item[i].dev, s->dev) &&
		    !strcmp(state->item[i].path, s->path))
			return true;

	return false;
}

/* What is about to change is written down first. What was applied earlier stays as
 * it was before that.
 */
static void apply(settings_t *list)
{
	settings_t state = {};
	bool any = false;
	size_t i;

	state_load(&state);
	for (i = 0; i < list->num; i++) {
		if (!changes(&list->item[i]))
			continue;
		any = true;
		if (!recorded(&state, &list->item[i]))
			*LIST_ADD(&state) = list->item[i];
	}
	if (any)
		state_save(&state);
	free(state.item);

	for (i = 0; i < list->num; i++)
		if (changes(&list->item[i]))
			set_one(&list->item[i], list->item[i].wanted);
}

/* In reverse. A device that has gone took its settings along. */
static void undo(settings_t *list)
{
	settings_t left = {};
	size_t i, j;

	for (i = list->num; i-- > 0;) {
		struct setting *s = &list->item[i];

		snprintf(s->wanted, sizeof(s->wanted), "%s", s->before);
		snprintf(s->why, sizeof(s->why), "as it was");
		if (!setting_read(s, s->before, sizeof(s->before))) {
			snprintf(s->why, sizeof(s->why), "is there no more");
			snprintf(s->before, sizeof(s->before), "-");
			snprintf(s->after, sizeof(s->after), "-");
			continue;
		}
		set_one(s, s->wanted);
	}
	for (j = 0; j < list->num; j++)
		if (list->item[j].err) {
			struct setting *s = LIST_ADD(&left);

			*s = list->item[j];
			snprintf(s->before, sizeof(s->before), "%s", s->wanted);
		}
	if (left.num)
		state_save(&left);
	else
		state_drop();
	free(left.item);
}

static const char *err_text(int err)
{
	return err == ENOTSUP ? "the device does not take this value" : strerror(err);
}

static void print_setting(const struct setting *s, enum mode mode)
{
	bool changed = mode == TUNE_UNDO || changes(s);

	printf("%s %s\n", s->dev, s->what);
	printf("  before: %s\n", s->before);
	if (!changed)
		puts("  good as it is");
	else if (mode == TUNE_SHOW)
		printf("  better: %s\n", s->wanted);
	else
		printf("  after:  %s\n", s->after);
	if (s->err)
		printf("  failed: %s wanted; %s\n", s->wanted, err_text(s->err));
	print_wrapped(s->why, 2);
}

static void print_text(const settings_t *list, enum mode mode)
{
	size_t i, num = 0;

	for (i = 0; i < list->num; i++) {
		print_setting(&list->item[i], mode);
		num += mode == TUNE_UNDO || changes(&list->item[i]);
	}
	if (!list->num && mode != TUNE_UNDO)
		puts("nothing to tune: no wired port with a device of its own here");
	else if (mode == TUNE_SHOW)
		printf("\n%zu of %zu settings could be better; nothing was changed (--apply does)\n",
		       num, list->num);
	else if (mode == TUNE_APPLY)
		printf("\n%zu of %zu settings changed until the next boot (--undo takes them back)\n",
		       num, list->num);
	else
		printf("\n%zu settings are as they were\n", num);
	if (mode != TUNE_UNDO && irqbalance_runs())
		puts("note: irqbalance runs and will move the interrupts again: stop it first");
}

static void print_json(const settings_t *list, enum mode mode)
{
	static const char *const modes[] = { "show", "apply", "undo" };
	json_t *array = json_array(), *obj;
	size_t i;

	for (i = 0; i < list->num; i++) {
		const struct setting *s = &list->item[i];

		obj = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "device", s->dev,
				"setting", s->what, "path", s->path, "before", s->before,
				"wanted", s->wanted, "changes", changes(s));
		if (s->after[0])
			json_object_set_new(obj, "after", json_string(s->after));
		if (s->err)
			json_object_set_new(obj, "error", json_string(err_text(s->err)));
		json_object_set_new(obj, "why", json_string(s->why));
		json_array_append_new(array, obj);
	}
	json_print(json_pack("{s:s, s:b, s:o}", "mode", modes[mode], "irqbalance",
			     irqbalance_runs(), "settings", array));
}

static int outcome(const settings_t *list)
{
	size_t i;
	int status = EXIT_OK;

	for (i = 0; i < list->num; i++) {
		if (!list->item[i].err)
			continue;
		if (list->item[i].err == EACCES || list->item[i].err == EPERM)
			return EXIT_PERMISSION;
		status = EXIT_ERROR;
	}

	return status;
}

/* Takes the options out; returns the number of what is left, or -1. */
static int take_options(int argc, char **argv, enum mode *mode)
{
	int i, num = 0;

	for (i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--apply") && *mode == TUNE_SHOW)
			*mode = TUNE_APPLY;
		else if (!strcmp(argv[i], "--undo") && *mode == TUNE_SHOW)
			*mode = TUNE_UNDO;
		else if (!strcmp(argv[i], "--root") && i + 1 < argc)
			tune_root = argv[++i];
		else if (argv[i][0] == '-')
			return -1;
		else
			argv[num++] = argv[i];
	}

	return num;
}

int cmd_tune(int argc, char **argv)
{
	enum mode mode = TUNE_SHOW;
	settings_t list = {};
	int status;

	argc = take_options(argc, argv, &mode);
	if (argc < 0 || (mode == TUNE_UNDO && argc))
		return usage_error("tune", "--apply or --undo, then devices (not with --undo)");

	if (mode == TUNE_UNDO) {
		if (!state_load(&list))
			die(EXIT_ERROR, "nothing to undo: --apply changed nothing since the boot");
		undo(&list);
	} else {
		plan_make(&list, argc, argv);
		if (mode == TUNE_APPLY)
			apply(&list);
	}
	if (opt_json)
		print_json(&list, mode);
	else
		print_text(&list, mode);
	status = outcome(&list);
	free(list.item);

	return status;
}
