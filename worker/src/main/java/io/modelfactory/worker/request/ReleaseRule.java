package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.CODE_RELEASE_MISMATCH;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;

/**
 * A request means the release of the worker that takes it, or one that the launcher policy accepts in its place. What
 * is built then names both: the release that was asked for, and the one that did the work.
 *
 * @param own release of the worker
 * @param accepted releases that the launcher policy lets requests name as well
 */
public record ReleaseRule(String own, List<String> accepted) {
    public ReleaseRule {
        accepted = List.copyOf(accepted);
    }

    static ReleaseRule of(Configuration configuration) {
        return new ReleaseRule(
                configuration.profile().policy().serviceReleaseId(),
                configuration.launcherPolicy().acceptedReleases());
    }

    /** @throws FailureException {@code CODE_RELEASE_MISMATCH} if the request names another release */
    void check(TrainBuildRequest request) {
        String asked = request.mfCodeReleaseId();
        if (!asked.equals(own) && !accepted.contains(asked)) {
            throw new FailureException(
                    CODE_RELEASE_MISMATCH,
                    "mf_code_release_id: this worker is release " + own + ", the request names "
                            + RequestText.displayable(asked)
                            + "; name the worker's, or have the launcher policy list the other in accepted_releases");
        }
    }
}
