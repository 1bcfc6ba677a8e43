#include "properties/catalogue.h"

#include <algorithm>
#include <array>

#include "engine/check.h"

namespace rollcall::properties {

std::span<const Property> properties() {
  static const std::array all = {unique_phones(), no_lost_users(), ids_reconcile(), right_user(),
                                 login_after_ack()};
  return all;
}

const Property& property_of(Promise promise) {
  const auto found = std::ranges::find(properties(), promise, &Property::promise);
  ROLLCALL_CHECK(found != properties().end(), "every promise has a property");
  return *found;
}

}  // namespace rollcall::properties
