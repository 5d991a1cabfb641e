package io.modelfactory.worker.training.process.child;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.modelfactory.worker.progress.BuildProgress;

/** How far the build has come; no reply, and none is lost if this is not read. */
@JsonTypeName("PROGRESS")
public record ProgressMessage(BuildProgress progress) implements TrainerMessage {}
