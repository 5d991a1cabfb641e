package io.modelfactory.worker.app.wiring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.RunPolicy;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.ConfigurationHistory;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import io.modelfactory.worker.request.Authorisation;
import io.modelfactory.worker.signing.Signer;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger as a configuration asks for it. */
public final class LedgerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFactory.class);

    private LedgerFactory() {}

    /**
     * Brings the schema up to date, or, where the worker may not migrate, verifies that it is.
     *
     * @throws ConfigurationException if it is not
     */
    public static void prepareSchema(DataSource database, Wiring.Database settings) {
        if (settings.migrate()) {
            LedgerMigrations.migrate(database);
            return;
        }
        List<String> obstacles = LedgerMigrations.incompatibilities(database);
        if (!obstacles.isEmpty()) {
            throw new ConfigurationException(
                    "profile",
                    List.of("wiring.database.migrate: is false, and the ledger is not as this release needs it: "
                            + String.join(", ", obstacles) + "; run mf migrate of this release as the ledger's owner"));
        }
    }

    /** The next start finds the change if this one cannot note it. */
    public static void recordStart(ConfigurationHistory history, Configuration configuration) {
        try {
            if (history.recordStart(IntakeFactory.platformRunOf(configuration))) {
                LOG.info(
                        "this stream was last started under another configuration than {}",
                        configuration.runConfigDigest());
            }
        } catch (TransientFaultException fault) {
            LOG.warn("the start could not be noted: {}", fault.getMessage());
        }
    }

    /** As below, of a process that builds and publishes nothing. */
    public static LedgerSettings settings(Configuration configuration, String workerId) {
        return settings(configuration, workerId, Signer.unsigned(), Json.object());
    }

    /**
     * @param workerId names the process in leases and events
     * @param signer by which the worker signs bundles
     */
    public static LedgerSettings settings(Configuration configuration, String workerId, Signer signer) {
        return settings(configuration, workerId, signer, WorkerEnvironment.describe());
    }

    /** @param environment what the process runs on, which takes a while to find out */
    private static LedgerSettings settings(
            Configuration configuration, String workerId, Signer signer, ObjectNode environment) {
        RunPolicy policy = configuration.profile().policy();
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        WorkerIdentity identity = new WorkerIdentity(
                policy.streamId(),
                policy.serviceReleaseId(),
                launcher.policyId(),
                launcher.revision(),
                configuration.runConfigDigest(),
                workerId,
                signer.key().map(key -> key.verificationKey().id()),
                environment);
        return new LedgerSettings(
                identity,
                topics.runEvents(),
                topics.registryEvents(),
                topics.control(),
                launcher.maxFullRunAttempts(),
                launcher.maxPublishRetryAttempts(),
                claims(launcher.sharing()),
                new GrantedProfiles(new Authorisation(launcher.authorisation())),
                humans(configuration));
    }

    /** Which principals are people, as the launcher policy says. */
    public static HumanPrincipals humans(Configuration configuration) {
        return new HumanPrincipals(configuration.launcherPolicy().humanPrincipalPrefixes());
    }

    private static ClaimLimits claims(SchedulingLimits sharing) {
        return new ClaimLimits(
                sharing.maxConcurrentRunsPerScope().orElse(ClaimLimits.NO_LIMIT),
                sharing.maxConcurrentRunsPerPlatformRun().orElse(ClaimLimits.NO_LIMIT),
                sharing.publishOnlyPriority());
    }
}
