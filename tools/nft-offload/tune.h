/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of `nft-offload tune` share. */
#ifndef NFT_OFFLOAD_TUNE_H
#define NFT_OFFLOAD_TUNE_H

#include "nft-offload.h"

#define TUNE_CPUS	256
#define TUNE_TEXT	256

/* ---- tune_cpu.c: the processors ---- */

struct cpuset {
	bool		has[TUNE_CPUS];
};

struct tune_cpus {
	int		online[TUNE_CPUS];
	int		num;
	int		fast[TUNE_CPUS];	/* in the order in which they are given work */
	int		num_fast;
	bool		differ;			/* big.LITTLE */
};

void cpus_read(struct tune_cpus *cpus);
bool cpuset_parse_list(const char *s, struct cpuset *set);
bool cpuset_parse_mask(const char *s, struct cpuset *set);
void cpuset_mask_text(const struct cpuset *set, char *buf, size_t size);
bool cpuset_same(const struct cpuset *a, const struct cpuset *b);

/* ---- tune_file.c: below the root that --root names ---- */

extern const char *tune_root;

/* The path below the root, in one of a few static buffers. */
__attribute__((format(printf, 1, 2)))
const char *tune_path(const char *fmt, ...);
/* The first line; false: there is none. */
bool file_read(const char *path, char *buf, size_t size);
int file_write(const char *path, const char *value);	/* 0 or an errno */
bool file_is(const char *path);

/* ---- tune_ethtool.c ---- */

struct rings {
	uint32_t	rx, rx_max;
};

bool ethtool_rings(const char *dev, struct rings *rings);
int ethtool_set_rx_ring(const char *dev, uint32_t rx);
bool ethtool_gro(const char *dev, bool *on);
int ethtool_set_gro(const char *dev, bool on);

/* ---- tune_ioctl.c: the same, where the kernel has no netlink for it ---- */

bool ioctl_rings(const char *dev, struct rings *rings);
int ioctl_set_rx_ring(const char *dev, uint32_t rx);
bool ioctl_gro(const char *dev, bool *on);
int ioctl_set_gro(const char *dev, bool on);

/* ---- tune_plan.c: what to change, and why ---- */

enum tune_kind {
	TUNE_CPU_LIST,	/* a file with a list of processors */
	TUNE_CPU_MASK,	/* a file with a mask of them */
	TUNE_NUMBER,	/* a file with a number */
	TUNE_RX_RING,
	TUNE_GRO,
	TUNE_KINDS,
};

struct setting {
	enum tune_kind	kind;
	char		dev[IFNAMSIZ];
	char		what[64];
	char		path[TUNE_TEXT];	/* of a file, below the root */
	char		before[TUNE_TEXT];
	char		wanted[TUNE_TEXT];
	char		after[TUNE_TEXT];
	char		why[TUNE_TEXT];
	int		err;
};

typedef LIST(struct setting) settings_t;

void plan_make(settings_t *list, int argc, char **argv);
bool setting_read(const struct setting *s, char *buf, size_t size);
int setting_write(const struct setting *s, const char *value);
bool setting_is(const struct setting *s, const char *value, const char *other);

/* ---- tune_state.c: what --undo needs ---- */

void state_save(const settings_t *list);
bool state_load(settings_t *list);
void state_drop(void);

#endif
