// Cases as text that a person can read and edit: only what differs from the defaults is written.
//
//     format = 1
//     seed = 42
//
//     [strategy]
//     name = "hybrid-sketch"
//     pool = 3
//
//     [[client]]
//     operations = [
//       { do = "register", phone = "+491510000001", name = "Ada" },
//       { do = "login", about = "c1.1", after = "3ms" },
//     ]
//
//     [[fault]]
//     kind = "app.kill"
//     on = "app1"
//     step = "register.acknowledged"
//     of = "c1.1"
//
// Clients are called c1, c2, ... and their operations c1.1, c1.2, ... in the order of the file; one
// that is called otherwise says so with name = "c5" or id = 3. `about = 1` means the client's own
// first operation. A registration without a phone or a name has one of its own. Seeds beyond 63
// bits are written as "0x...". Reading is strict: what is not understood is an error with its
// place.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "scenarios/case.h"
#include "scenarios/input_error.h"

namespace rollcall::scenarios {

/// Starts with comments that say how to replay it and what it showed. The case has no defect.
[[nodiscard]] std::string write(const Case& value);
/// `file` names the text in errors. What it gives has no defect.
[[nodiscard]] std::expected<Case, InputError> read(std::string_view text, std::string_view file);

}  // namespace rollcall::scenarios
