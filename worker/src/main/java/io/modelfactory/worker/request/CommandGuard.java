package io.modelfactory.worker.request;

import static io.modelfactory.contracts.JobCommand.PUBLISH_RETRY;
import static io.modelfactory.contracts.JobCommand.TRAIN_BUILD;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** The factory does two things, and a command names one of them. */
record CommandGuard() implements AdmissionGuard {

    @Override
    public void check(IncomingMessage asked) {
        String command = asked.envelope().command();
        if (!command.equals(TRAIN_BUILD) && !command.equals(PUBLISH_RETRY)) {
            throw new FailureException(
                    FailureCode.REQUEST_COMMAND_UNSUPPORTED,
                    "command: must be " + TRAIN_BUILD + " or " + PUBLISH_RETRY + ", is "
                            + RequestText.displayable(command));
        }
    }
}
