package io.modelfactory.worker.request;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Optional;

/**
 * A request means the configuration that the worker runs under.
 *
 * @param required whether a message that names no digest is refused
 */
record RunConfigGuard(String digest, boolean required) implements AdmissionGuard {

    @Override
    public void check(IncomingMessage asked) {
        Optional<String> named = asked.envelope().runConfigDigest();
        if (!named.map(digest::equals).orElse(!required)) {
            throw new FailureException(
                    FailureCode.RUN_CONFIG_DIGEST_MISMATCH,
                    "run_config_digest: the worker runs under " + digest + ", the request names "
                            + named.map(RequestText::displayable).orElse("none")
                            + "; look at what has changed, then ask under the worker's");
        }
    }
}
