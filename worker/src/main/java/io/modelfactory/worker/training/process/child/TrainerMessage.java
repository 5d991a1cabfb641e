package io.modelfactory.worker.training.process.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a trainer process sends: the reply to each command, and in between how far it has come. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(BuildReply.Completed.class),
    @JsonSubTypes.Type(BuildReply.Failed.class),
    @JsonSubTypes.Type(BuildReply.TransientFault.class),
    @JsonSubTypes.Type(BuildReply.AttemptSpent.class),
    @JsonSubTypes.Type(ProgressMessage.class)
})
public sealed interface TrainerMessage permits BuildReply, ProgressMessage {}
