package io.modelfactory.worker.app.cli.request;

import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;

/**
 * Says, when a person ends the waiting for runs by Ctrl-C, what becomes of each and how to follow it. A run is said to
 * go on only if the ledger holds it: a request that no worker has taken yet is not a run.
 */
final class WaitInterruption {
    private final RunLedger ledger;
    private final List<PreparedRequest> requests;
    private final OutputOption output;
    private final Thread hook = new Thread(this::sayWhatGoesOn, "wait-interruption");

    private WaitInterruption(RunLedger ledger, List<PreparedRequest> requests, OutputOption output) {
        this.ledger = ledger;
        this.requests = List.copyOf(requests);
        this.output = output;
    }

    /** From now on until it is closed. */
    static WaitInterruption expect(RunLedger ledger, List<PreparedRequest> requests, OutputOption output) {
        WaitInterruption interruption = new WaitInterruption(ledger, requests, output);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void sayWhatGoesOn() {
        requests.forEach(request -> output.progress(whatBecomesOf(request)));
    }

    private String whatBecomesOf(PreparedRequest request) {
        try {
            return ledger.find(request.runKey())
                    .map(WaitInterruption::standing)
                    .orElseGet(() -> "no worker has taken " + request.requestId()
                            + " in yet; once one has, `mf explain --request " + request.requestId() + "` explains it");
        } catch (TransientFaultException silent) {
            return "the ledger does not say what became of " + request.requestId() + "; later `mf explain --request "
                    + request.requestId() + "` does";
        }
    }

    private static String standing(RunRecord run) {
        return run.finished()
                ? "run " + run.runKey() + " has ended in " + run.state() + "; `mf explain " + run.runKey()
                        + "` says why"
                : "run " + run.runKey() + " goes on without this command; `mf runs watch " + run.runKey()
                        + "` follows it";
    }

    /** The waiting is over: an interruption from now on is of something else. */
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException beingInterrupted) {
            // The hook runs already.
        }
    }
}
