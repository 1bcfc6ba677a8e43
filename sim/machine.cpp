#include "sim/disk/disk.h"
#include "sim/process.h"

namespace rollcall::sim {

Machine::Machine(std::string_view machine_name, std::unique_ptr<Disk> its_disk)
    : name(machine_name), key(key_of(machine_name)), disk(std::move(its_disk)) {}

Machine::~Machine() = default;

}  // namespace rollcall::sim
