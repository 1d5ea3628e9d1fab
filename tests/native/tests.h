/*
 * The list of all native tests, in the order in which they run
 *
 * Copyright (C) 2026 the quartzalloc authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* order.c */
TEST(last_in_first_out)
TEST(highest_address_first)
TEST(empty)
TEST(counts)
TEST(tag)
TEST(tag_wraps)
TEST(interrupted_get)
TEST(random_against_a_stack)

/* commit.c */
TEST(fresh_pool)
TEST(commit_and_decommit)
TEST(decommit_with_slots_out)
TEST(cancelled_decommit)
TEST(stale)
TEST(memory_survives_decommit)

/* layout.c */
TEST(block)
TEST(sizes_that_do_not_fit)
TEST(out_of_memory_and_back)
TEST(regrow_and_shrink)
TEST(late_get_after_layout)
TEST(count_in_mid_layout)
TEST(count_while_laying_out)

/* close.c */
TEST(close_with_nothing_out)
TEST(close_with_slots_out)
TEST(closed_for_good)
TEST(closed_serves_waiters)
TEST(close_against_puts)
TEST(close_and_free)
TEST(close_under_waiters)

/* observed.c */
TEST(observed)
TEST(observed_puts_are_counted)
TEST(observed_from_now_on)

/* wait.c */
TEST(wait_with_a_free_slot)
TEST(wait_when_not_committed)
TEST(put_wakes)
TEST(put_wakes_while_spinning)
TEST(each_put_wakes_one)
TEST(decommit_wakes_all)
TEST(cancelled_decommit_keeps_waiters)
TEST(late_wake)
TEST(late_wake_with_new_sleeper)
TEST(stolen_slot)
TEST(wake_without_reason)
TEST(decommit_before_sleep)
TEST(quiet_again)
TEST(handover)

/* mixed.c */
TEST(counts_never_leave_the_range)
TEST(mixed)
