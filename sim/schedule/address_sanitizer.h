// ROLLCALL_ASAN is defined in builds with AddressSanitizer, which wants to know of stacks that
// switch, and to see each piece of memory that is handed out.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define ROLLCALL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ROLLCALL_ASAN 1
#endif
#endif
