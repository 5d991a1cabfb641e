package io.modelfactory.local.demo;

import java.util.ArrayList;
import java.util.List;

/** Collects differences from what is expected, in the order of the checks. */
final class ExpectationChecks {
    private final List<String> violations = new ArrayList<>();

    ExpectationChecks check(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
        return this;
    }

    ExpectationChecks checkEqual(String what, String expected, String found) {
        return check(expected.equals(found), what + " should be " + expected + ", is " + found);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
