package io.modelfactory.worker.dataset.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/** Rows that the later parts of a split lost. */
record LeftOutRows(long validation, long test) {
    static final LeftOutRows NONE = new LeftOutRows(0, 0);

    long total() {
        return validation + test;
    }

    ObjectNode toJson() {
        return Json.object().put(SplitPart.VALIDATION.wireName(), validation).put(SplitPart.TEST.wireName(), test);
    }
}
