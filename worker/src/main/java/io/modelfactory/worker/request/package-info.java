/**
 * What may be asked of the factory and by which rules it is admitted: the TrainBuildRequest and PublishRetry contracts,
 * the identity recipes that make repeats converge, the guards in front of the ledger, and the trigger that asks in the
 * name of the feature plane. A decoded message goes in; an {@link io.modelfactory.worker.request.Admission} comes out,
 * accepted or refused by name.
 */
@NullMarked
package io.modelfactory.worker.request;

import org.jspecify.annotations.NullMarked;
