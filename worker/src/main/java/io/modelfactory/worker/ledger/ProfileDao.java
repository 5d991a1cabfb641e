package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.request.ProfileDigests;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The columns of {@code mf_run} that say with which profiles it was resolved, and on whose behalf. */
final class ProfileDao {
    /** In place of a digest that an earlier release did not keep; no list of digests has it. */
    private static final String UNKNOWN = "unknown";

    private ProfileDao() {}

    static void pin(Handle handle, String runKey, ProfileDigests profiles) {
        handle.createUpdate("""
                        UPDATE mf_run SET training_profile_sha256 = :training, governance_profile_sha256 = :governance
                        WHERE run_key = :run_key
                        """)
                .bind("training", profiles.trainingSha256())
                .bind("governance", profiles.governanceSha256())
                .bind("run_key", runKey)
                .execute();
    }

    /** Empty for a run that is not resolved yet, and for one that has ended for good. */
    static Optional<ProfileDigests> find(Handle handle, String runKey) {
        return handle.createQuery("""
                        SELECT COALESCE(training_profile_sha256, :unknown) AS training,
                            COALESCE(governance_profile_sha256, :unknown) AS governance
                        FROM mf_run WHERE run_key = :run_key
                            AND state IN ('RUNNING', 'EVAL_READY', 'PASS', 'PUBLISH_PENDING')
                            AND (training_profile_sha256 IS NOT NULL OR execution_mode = 'PUBLISH_ONLY'
                                OR state <> 'RUNNING')
                        """)
                .bind("unknown", UNKNOWN)
                .bind("run_key", runKey)
                .map((row, context) -> new ProfileDigests(row.getString("training"), row.getString("governance")))
                .findOne();
    }

    /** Of a run that was judged, whatever became of it. */
    static ProfileDigests ofJudged(Handle handle, String runKey) {
        return handle.createQuery("""
                        SELECT COALESCE(training_profile_sha256, :unknown) AS training,
                            COALESCE(governance_profile_sha256, :unknown) AS governance
                        FROM mf_run WHERE run_key = :run_key
                        """)
                .bind("unknown", UNKNOWN)
                .bind("run_key", runKey)
                .map((row, context) -> new ProfileDigests(row.getString("training"), row.getString("governance")))
                .one();
    }

    /**
     * Lets the run be continued for the requests that are left.
     *
     * @param request the normalized document of the one that it is trained for
     * @param publishRequester who has its bundle published, if that is another
     */
    static void continueFor(
            Handle handle,
            String runKey,
            JsonNode request,
            boolean publishRequested,
            Optional<String> publishRequester) {
        handle.createUpdate("""
                        UPDATE mf_run SET request = :request::jsonb, requester = :requester,
                            publish_requested = :publish, publish_requester = :publish_requester
                        WHERE run_key = :run_key
                        """)
                .bind("request", CanonicalJson.text(request))
                .bind("requester", request.path("requester_principal").textValue())
                .bind("publish", publishRequested)
                .bind("publish_requester", publishRequester)
                .bind("run_key", runKey)
                .execute();
    }
}
