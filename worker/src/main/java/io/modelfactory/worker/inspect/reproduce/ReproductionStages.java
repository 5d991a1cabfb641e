package io.modelfactory.worker.inspect.reproduce;

import io.modelfactory.worker.execution.BuildStage;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.resolve.TrainPlanResolver;

/** The stages of execution, all over the same store. */
public record ReproductionStages(TrainPlanResolver resolver, BuildStage build, GateStage gate, PublishStage publish) {}
