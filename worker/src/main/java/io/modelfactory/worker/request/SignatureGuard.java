package io.modelfactory.worker.request;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.signing.RequestSignature;

/**
 * A message comes from the principal that it names: it is signed by a key that the policy maps to that principal. Where
 * no signature is required one that is there must hold all the same. Who overrides a gate signs under every policy.
 *
 * @param required whether a message without a signature is refused
 */
record SignatureGuard(boolean required) implements AdmissionGuard {

    @Override
    public void check(IncomingMessage asked) {
        if (asked.signature() instanceof SignatureCheck.Broken broken) {
            throw refused(broken.why());
        } else if (asked.signature() instanceof SignatureCheck.Signed signed) {
            String principal = asked.envelope().requesterPrincipal();
            if (!mayName(signed.key(), principal)) {
                throw refused("key " + signed.key().keyId() + " may not sign in the name of "
                        + RequestText.displayable(principal)
                        + "; name a principal that the launcher policy maps it to");
            }
        } else if (asked.envelope().command().equals(JobCommand.PUBLISH_OVERRIDE)) {
            throw refused("is missing, and " + JobCommand.PUBLISH_OVERRIDE + " is always signed;"
                    + " set wiring.requests.key_file of the sender's profile");
        } else if (required) {
            throw refused("is missing, and the launcher policy requires signed requests;"
                    + " set wiring.requests.key_file of the sender's profile");
        }
    }

    static boolean mayName(RequestKey key, String principal) {
        return Principals.match(principal, key.principals(), key.principalPrefixes());
    }

    private static FailureException refused(String why) {
        return new FailureException(
                FailureCode.REQUEST_SIGNATURE_INVALID, "header " + RequestSignature.HEADER + ": " + why);
    }
}
