// All that a strategy may be made of, in one line for those outside this tree. README.md beside
// this file says what each is for.
#pragma once

#include "engine/group_commit.h"
#include "engine/pending_queue.h"
#include "engine/pending_users.h"
#include "engine/phone_lock.h"
#include "engine/random_token.h"
#include "engine/redis/redis_client.h"
#include "engine/retry.h"
#include "engine/steps.h"
#include "engine/strategies/pending_exposures.h"
#include "engine/strategies/pending_first.h"
#include "engine/strategies/sqlite_decides.h"
#include "engine/strategies/store_settings.h"
#include "engine/strategies/unsynced_exposures.h"
#include "engine/strategy.h"
#include "engine/sync_worker.h"
#include "engine/user_cache.h"
#include "engine/user_draft.h"
#include "engine/user_id.h"
#include "engine/user_store.h"
