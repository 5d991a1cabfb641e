package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.file.Path;
import java.util.Map;

/**
 * One build at work. Its steps are done once each, in the order in which they stand here; each is a stage of its own to those
 * who measure. Any step may throw {@link FailureException} by the code of what stands in the way, {@link
 * TransientFaultException} if the surroundings fail, and {@link AttemptFailedException} if it takes more than it may.
 */
public interface BuildExecution extends AutoCloseable {

    /** Verifies, checks, splits and encodes the rows. */
    PreparationResult prepare(Map<String, Path> files);

    /** Measures the champion on the test rows, if there is one: before the training, which may be in vain. */
    void measureChampion();

    BuiltModel train();

    /** Scores the test rows with the model; gives the first of them. */
    ScoringSample score();

    /** The {@code metrics} of an EvalReport. */
    ObjectNode evaluate();

    /** Lets go of everything; also in the midst of a build. */
    @Override
    void close();
}
