package io.modelfactory.worker.closure;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an independent reader got from the topics, one JSON document a record. */
record ObservedMessages(List<JsonNode> all) {
    ObservedMessages {
        all = List.copyOf(all);
    }

    List<JsonNode> on(String topic) {
        return all.stream()
                .filter(message -> message.path("topic").textValue().equals(topic))
                .toList();
    }

    /** As JSON lines. */
    byte[] linesOn(String topic) {
        StringBuilder lines = new StringBuilder();
        on(topic).forEach(message -> lines.append(message).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Where the first lifecycle event says that its bundle lies, relative to the store. */
    String bundleFolder(String lifecycleTopic) {
        String record = on(lifecycleTopic)
                .get(0)
                .path("value")
                .path("bundle_ref")
                .path("registry_ref")
                .textValue();
        return record.substring(0, record.lastIndexOf('/'));
    }
}
