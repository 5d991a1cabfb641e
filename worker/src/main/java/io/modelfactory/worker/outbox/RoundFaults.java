package io.modelfactory.worker.outbox;

import io.modelfactory.worker.ledger.outbox.OutboxKey;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one round of a relay has met so far: topics and keys that failed, and topics of which not all messages were
 * sent. None of their messages is sent in the same round any more, since a later one would overtake an earlier one.
 */
final class RoundFaults {
    private final Map<String, Exception> topics = new HashMap<>();
    private final Map<OutboxKey, Exception> keys = new HashMap<>();
    private final Set<String> incompleteTopics = new HashSet<>();
    private boolean fenced;

    void topicFailed(String topic, Exception why) {
        topics.putIfAbsent(topic, why);
    }

    void keyFailed(OutboxKey key, Exception why) {
        keys.putIfAbsent(key, why);
    }

    void topicIsIncomplete(String topic) {
        incompleteTopics.add(topic);
    }

    /** Another relay has taken over; what this one was to send, the other sends. */
    void topicIsFenced(String topic) {
        fenced = true;
        incompleteTopics.add(topic);
    }

    boolean skips(OutboxRow row) {
        return topics.containsKey(row.topic())
                || incompleteTopics.contains(row.topic())
                || (!keys.isEmpty() && keys.containsKey(OutboxKey.of(row)));
    }

    Map<String, Exception> topics() {
        return topics;
    }

    Map<OutboxKey, Exception> keys() {
        return keys;
    }

    boolean isFenced() {
        return fenced;
    }

    int count() {
        return topics.size() + keys.size();
    }

    /** A further look at the ledger: what was incomplete may be continued. */
    void beginAgain() {
        incompleteTopics.clear();
    }
}
