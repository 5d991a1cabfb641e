/**
 * What may be asked of the factory and by which rules it is admitted: the TrainBuildRequest and PublishRetry contracts,
 * the identity recipes that make repeats converge, and the guards in front of the ledger. A decoded message goes in; an
 * {@link io.modelfactory.worker.request.Admission} comes out, accepted or refused by name.
 */
@NullMarked
package io.modelfactory.worker.request;

import org.jspecify.annotations.NullMarked;
