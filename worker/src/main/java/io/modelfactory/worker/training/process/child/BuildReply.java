package io.modelfactory.worker.training.process.child;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;

/**
 * How a step ended. What the step threw is thrown again on the other side, under the same code and with the same
 * message.
 */
public sealed interface BuildReply extends TrainerMessage {

    /** What the step gave. Throws what it threw. */
    JsonNode result();

    @JsonTypeName("DONE")
    record Completed(JsonNode result) implements BuildReply {
        static Completed of(Object result) {
            return new Completed(Json.tree(result));
        }
    }

    @JsonTypeName("FAILED")
    record Failed(FailureCode code, String message) implements BuildReply {
        @Override
        public JsonNode result() {
            throw new FailureException(code, message);
        }
    }

    @JsonTypeName("FAULT")
    record TransientFault(String message) implements BuildReply {
        @Override
        public JsonNode result() {
            throw new TransientFaultException(message, new IllegalStateException("in the trainer process"));
        }
    }

    @JsonTypeName("SPENT")
    record AttemptSpent(String message) implements BuildReply {
        @Override
        public JsonNode result() {
            throw new AttemptFailedException(message);
        }
    }
}
