package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.ReferenceAccess;
import io.modelfactory.worker.artifact.ReferenceAccess.Purpose;
import io.modelfactory.worker.ledger.audit.AuditDao;
import io.modelfactory.worker.ledger.audit.AuditEntry;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.StatementBatch;
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

    /** @param workerId names the process that reads */
    public EvidenceAuditRecorder(DataSource dataSource, String workerId) {
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
            StatementBatch batch = new StatementBatch();
            AuditDao.append(
                    batch,
                    resolutions.stream()
                            .map(resolution -> entry(row, resolution))
                            .toList());
            batch.execute(handle);
            return resolutions.size();
        });
    }

    private AuditEntry entry(RunRow row, ReferenceAccess resolution) {
        RunRecord run = row.run();
        return new AuditEntry(
                run.platformRunId(),
                Optional.of(run.runKey()),
                Optional.empty(),
                resolution.purpose() == Purpose.PUBLISH ? row.publishingActor() : row.trainingActor(),
                workerId,
                resolution);
    }
}
