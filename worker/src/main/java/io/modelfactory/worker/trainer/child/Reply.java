package io.modelfactory.worker.trainer.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;

/** How a step ended. What the step threw is thrown again on the other side, under the same code and with the same message. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(Reply.Done.class),
    @JsonSubTypes.Type(Reply.Failed.class),
    @JsonSubTypes.Type(Reply.Fault.class),
    @JsonSubTypes.Type(Reply.Spent.class)
})
public sealed interface Reply {

    /** What the step gave. Throws what it threw. */
    JsonNode result();

    @JsonTypeName("DONE")
    record Done(JsonNode result) implements Reply {
        static Done of(Object result) {
            return new Done(Json.tree(result));
        }
    }

    @JsonTypeName("FAILED")
    record Failed(FailureCode code, String message) implements Reply {
        @Override
        public JsonNode result() {
            throw new FailureException(code, message);
        }
    }

    @JsonTypeName("FAULT")
    record Fault(String message) implements Reply {
        @Override
        public JsonNode result() {
            throw new TransientFaultException(message, new IllegalStateException("in the trainer process"));
        }
    }

    @JsonTypeName("SPENT")
    record Spent(String message) implements Reply {
        @Override
        public JsonNode result() {
            throw new AttemptSpentException(message);
        }
    }
}
