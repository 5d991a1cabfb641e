package io.modelfactory.worker.negative;

import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * An entry of the matrix after its execution.
 *
 * @param sent positions of the scenario's own records
 * @param nextRequestId of the sound request that was sent next
 */
record ScenarioResult(NegativePath path, NegativeScenario scenario, List<RecordMetadata> sent, String nextRequestId) {
    @Override
    public String toString() {
        return path.toString();
    }
}
