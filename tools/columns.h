// Tables of text.
#pragma once

#include <string>
#include <vector>

namespace rollcall::tools {

/// Rows of cells as lines, each column as wide as its widest cell; what ends a row may be as long
/// as it likes.
[[nodiscard]] std::string columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace rollcall::tools
