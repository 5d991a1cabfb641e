package io.modelfactory.worker.request;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Optional;

/**
 * The pinned policy lets the requester ask for this, before anything of the request itself is judged. The requester is
 * the envelope's; the request contract, which comes next, refuses a payload that names another, so no requester is
 * judged under one name and served under a second.
 *
 * <p>An intent that is missing or unknown is the contract's to refuse. Here the requester must only be one who may give
 * the command at all, so that unauthorised senders learn nothing about their requests.
 */
record AuthorisationGuard(Authorisation authorisation) implements AdmissionGuard {

    @Override
    public void check(IncomingMessage asked) {
        if (!authorisation.permits(asked.work())) {
            throw new FailureException(FailureCode.REQUESTER_NOT_AUTHORISED, describe(asked));
        }
    }

    private String describe(IncomingMessage asked) {
        JobEnvelope envelope = asked.envelope();
        boolean build = envelope.command().equals(JobCommand.TRAIN_BUILD);
        Optional<String> intent = asked.intent().map(IntentKind::wireName);
        String request = envelope.command()
                + intent.map(name -> " for " + name).orElse("")
                + (build && asked.requestsPublication() ? " with publish_allowed" : "");
        String fix = build
                        && asked.requestsPublication()
                        && authorisation.permits(asked.work().withoutPublication())
                ? "; ask without publish_allowed, or let a principal ask who may publish"
                : "; let a principal ask who may, or have a grant added to the launcher policy";
        return "requester_principal: " + RequestText.displayable(envelope.requesterPrincipal())
                + " is not authorised to ask for " + request + fix;
    }
}
