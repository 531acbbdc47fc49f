/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_TEST_SUITES_H
#define _NF_FLOW_HW_SIM_TEST_SUITES_H

struct kunit_suite;

extern struct kunit_suite sim_parse_suite;
extern struct kunit_suite sim_rewrite_suite;
extern struct kunit_suite sim_engine_suite;
extern struct kunit_suite sim_tags_suite;
extern struct kunit_suite sim_gen_suite;
extern struct kunit_suite sim_3t_suite;
extern struct kunit_suite sim_cache_suite;

#endif /* _NF_FLOW_HW_SIM_TEST_SUITES_H */
