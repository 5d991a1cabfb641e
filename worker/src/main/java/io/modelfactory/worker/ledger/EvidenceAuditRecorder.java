package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.ledger.audit.AuditDao;
import io.modelfactory.worker.ledger.audit.AuditEntry;
import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Records which protected references a worker reads. Each record is committed by itself, before the result of the
 * reading is used: it stays if the worker dies later, and a worker whose ledger does not answer releases its run.
 */
public final class EvidenceAuditRecorder {
    private final Database database;
    private final String workerId;
    private final HumanPrincipals humans;

    /** With the principals as people that a policy names by default. */
    public EvidenceAuditRecorder(DataSource dataSource, String workerId) {
        this(dataSource, workerId, HumanPrincipals.DEFAULT);
    }

    /**
     * @param workerId names the process that reads
     * @param humans which requesters are people
     */
    public EvidenceAuditRecorder(DataSource dataSource, String workerId, HumanPrincipals humans) {
        this.humans = humans;
        this.database = new Database(dataSource);
        this.workerId = workerId;
    }

    /**
     * Records what is read for a run, on behalf of its requester. The audit throws {@link LeaseLostException} if
     * another worker has claimed the run: then nothing is written, and what was read must not be used.
     */
    public EvidenceAudit forLease(Lease lease) {
        return resolutions -> database.transaction(handle -> {
            RunRow row = RunDao.findLeased(handle, lease).orElseThrow(() -> new LeaseLostException(lease));
            if (!resolutions.isEmpty()) {
                PositionalStatement statement = new PositionalStatement();
                AuditDao.append(
                        statement,
                        resolutions.stream()
                                .map(resolution -> entry(row, resolution))
                                .toList());
                statement.execute(handle.getConnection());
            }
            return resolutions.size();
        });
    }

    private AuditEntry entry(RunRow row, ReferenceAccess resolution) {
        RunRecord run = row.run();
        return new AuditEntry(
                run.platformRunId(),
                Optional.of(run.runKey()),
                Optional.empty(),
                humans.actor(
                        resolution.purpose() == Purpose.PUBLISH ? row.publishingPrincipal() : row.trainingPrincipal()),
                workerId,
                resolution);
    }
}
