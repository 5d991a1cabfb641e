package io.modelfactory.worker.app.cli.option;

import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import picocli.CommandLine.Parameters;

/** The run that a command is about; the beginning of its key is enough if no other run shares it. */
public final class RunKeyParameter {
    public static final String LABEL = "RUN_KEY";
    public static final String DESCRIPTION = "The run: its key, or the key's beginning.";

    @Parameters(paramLabel = LABEL, description = DESCRIPTION)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String runKey;

    /**
     * @throws io.modelfactory.worker.failure.FailureException with RUN_NOT_FOUND if no run, or more than one, matches
     */
    public RunRecord find(RunLedger ledger) {
        return new RunFinder(ledger).find(runKey);
    }
}
