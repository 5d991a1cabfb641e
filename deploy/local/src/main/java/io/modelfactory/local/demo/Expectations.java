package io.modelfactory.local.demo;

import java.util.ArrayList;
import java.util.List;

/** Collects what is not as it should be, in the order in which it was looked at. */
final class Expectations {
    private final List<String> complaints = new ArrayList<>();

    Expectations that(boolean holds, String otherwise) {
        if (!holds) {
            complaints.add(otherwise);
        }
        return this;
    }

    Expectations same(String what, String expected, String found) {
        return that(expected.equals(found), what + " should be " + expected + ", is " + found);
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }
}
