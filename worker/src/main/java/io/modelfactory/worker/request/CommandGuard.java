package io.modelfactory.worker.request;

import static io.modelfactory.contracts.JobCommand.PUBLISH_OVERRIDE;
import static io.modelfactory.contracts.JobCommand.PUBLISH_RETRY;
import static io.modelfactory.contracts.JobCommand.TRAIN_BUILD;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;

/** The factory does three things, and a command names one of them. */
record CommandGuard() implements AdmissionGuard {
    static final List<String> COMMANDS = List.of(TRAIN_BUILD, PUBLISH_RETRY, PUBLISH_OVERRIDE);

    @Override
    public void check(IncomingMessage asked) {
        String command = asked.envelope().command();
        if (!COMMANDS.contains(command)) {
            throw new FailureException(
                    FailureCode.REQUEST_COMMAND_UNSUPPORTED,
                    "command: must be one of " + String.join(", ", COMMANDS) + ", is "
                            + RequestText.displayable(command));
        }
    }
}
