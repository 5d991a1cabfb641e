package io.modelfactory.worker.negative;

import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * An entry of the matrix, played.
 *
 * @param sent where the broker put the scene's own records
 * @param nextRequestId of the sound request that was sent right behind it
 */
record ScenarioResult(NegativePath path, NegativeScenario scenario, List<RecordMetadata> sent, String nextRequestId) {
    @Override
    public String toString() {
        return path.toString();
    }
}
