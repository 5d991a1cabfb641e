package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.file.Path;

/**
 * A build in progress. Its steps are called once each, in the order in which they are listed here; each is a measured
 * stage. No rows pass through this interface, so that they can be anywhere. Any step may throw {@link FailureException}
 * with the code of what prevents the build, {@link TransientFaultException} if an external dependency fails, and
 * {@link AttemptFailedException} if the build exceeds its resources.
 */
public interface BuildExecution extends AutoCloseable {

    /** Verifies, checks, splits and encodes the rows. */
    PreparationResult prepare(BuildInputs inputs);

    /** Measures the champion on the test rows, if there is one: before the training, which may be in vain. */
    void measureChampion();

    /**
     * Trains the model.
     *
     * @param target a local file that does not exist yet, into which the model is written
     */
    BuiltModel train(Path target);

    /** Scores the test rows with the model; returns a sample of what it scores, of the rows that the profile allows. */
    ScoringSample score();

    /** The {@code metrics} of an EvalReport. */
    ObjectNode evaluate();

    /** Releases everything; also in the middle of a build. */
    @Override
    void close();
}
