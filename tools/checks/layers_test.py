#!/usr/bin/env python3
"""The layer check accepts the arrows of the design and rejects every include against them."""

import unittest

from planted import PlantedTest


class LayersTest(PlantedTest):
    program = "layers.py"
    clean = {"engine/host.h": "// The world.\n#pragma once\n"}

    def test_accepts_the_arrows(self):
        for path, included in [
            ("tools/compare.cpp", "scenarios/runner.h"),
            ("tools/compare.cpp", "engine/contract.h"),
            ("tools/validate.cpp", "engine/os/host.h"),
            ("scenarios/runner.cpp", "sim/world.h"),
            ("scenarios/runner.cpp", "properties/property.h"),
            ("faults/app_kill.cpp", "sim/world.h"),
            ("faults/app_kill.cpp", "engine/contract.h"),
            ("sim/world.cpp", "engine/host.h"),
            ("properties/right_user.cpp", "engine/types.h"),
            ("engine/os/tasks.cpp", "engine/host.h"),
        ]:
            with self.subTest(f"{path} -> {included}"):
                self.assert_accepts({path: f'#include "{included}"\n'})

    def test_rejects_what_points_the_other_way(self):
        for path, included in [
            ("engine/engine.cpp", "sim/world.h"),
            ("engine/engine.cpp", "faults/fault.h"),
            ("engine/engine.cpp", "engine/os/host.h"),
            ("engine/redis/client.h", "scenarios/case.h"),
            ("sim/world.cpp", "engine/types.h"),
            ("sim/world.cpp", "faults/fault.h"),
            ("sim/net/network.cpp", "properties/property.h"),
            ("faults/app_kill.cpp", "engine/engine.h"),
            ("faults/app_kill.cpp", "properties/property.h"),
            ("properties/right_user.cpp", "sim/world.h"),
            ("properties/right_user.cpp", "engine/engine.h"),
            ("scenarios/runner.cpp", "tools/report.h"),
        ]:
            with self.subTest(f"{path} -> {included}"):
                text = f'#include <map>\n\n#include "{included}"\n'
                self.assert_rejects({path: text}, f"{path}:3:", "[layer]", included)

    def test_rejects_a_path_that_does_not_start_at_the_root(self):
        text = '#include "host.h"\n'
        self.assert_rejects({"engine/engine.cpp": text}, "engine/engine.cpp:1:", "[include-path]")

    def test_lets_tests_look_upward(self):
        self.assert_accepts({"engine/engine_test.cpp": '#include "sim/world.h"\n'})

    def test_counts_as_test_what_only_tests_include(self):
        double = {
            "engine/double.h": '#include "engine/os/host.h"\n#include "engine/base.h"\n',
            "engine/double.cpp": '#include "engine/double.h"\n#include "sim/world.h"\n',
            "engine/base.h": '#include "sim/world.h"\n',
            "engine/engine_test.cpp": '#include "engine/double.h"\n',
        }
        self.assert_accepts(double)
        product = {"engine/engine.cpp": '#include "engine/base.h"\n'}
        self.assert_rejects(double | product, "engine/base.h:1:", "[layer]", "sim/world.h")

    def test_does_not_pass_over_an_empty_folder(self):
        code, output = self.verdict({"engine/host.h": "", "engine/engine.cpp": ""})
        self.assertEqual(code, 0, output)
        self.clean = {"README.md": ""}
        code, output = self.verdict({})
        self.assertEqual(code, 1, output)


if __name__ == "__main__":
    unittest.main()
