// The kinds of cut of which shrinks() consists, biggest first. Each appends its cuts for a case.
#pragma once

#include <vector>

#include "scenarios/shrinks.h"

namespace rollcall::scenarios::cuts {

using Cuts = std::vector<Shrinks::Cut>;

// What exists (cuts_of_plan.cpp). What refers to a part that goes, goes too; a fault that waited
// for it waits for whoever comes.
void fewer_faults(const Case& value, Cuts& into);
void fewer_clients(const Case& value, Cuts& into);
void fewer_operations(const Case& value, Cuts& into);
void fewer_processes(const Case& value, Cuts& into);

// What is left, made plainer (cuts_of_detail.cpp).
void plainer_world(const Case& value, Cuts& into);
void plainer_knobs(const Case& value, Cuts& into);
void plainer_clients(const Case& value, Cuts& into);
void nearer_subjects(const Case& value, Cuts& into);
void shorter_times(const Case& value, Cuts& into);
void plainer_triggers(const Case& value, Cuts& into);
void plainer_texts(const Case& value, Cuts& into);
void smaller_seed(const Case& value, Cuts& into);

}  // namespace rollcall::scenarios::cuts
