package io.modelfactory.worker.ledger.activity;

import io.modelfactory.worker.ledger.activity.RunSituation.HandBack;
import io.modelfactory.worker.ledger.activity.RunSituation.LeaseHolder;
import io.modelfactory.worker.ledger.activity.RunSituation.QueuePosition;
import io.modelfactory.worker.ledger.activity.WorkerStatus.WorkerState;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.progress.BuildProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Situations of a run, one for each way in which workers can be there or not. */
public enum SituationFixture {
    WORKED_ON(true, true, true, Optional.of(WorkerState.ALIVE), 1),
    /** By a worker of a release that registers none. */
    WORKED_ON_BY_AN_UNREGISTERED_WORKER(true, true, true, Optional.empty(), 0),
    WAITING_FOR_ANY_OF_TWO(false, true, false, Optional.empty(), 2),
    ITS_WORKER_DIED_AND_ANOTHER_LIVES(false, true, true, Optional.of(WorkerState.LOST), 1),
    ITS_LEASE_ENDED_AND_ANOTHER_LIVES(false, true, false, Optional.of(WorkerState.LOST), 1),
    NO_WORKER_EVER(false, false, false, Optional.empty(), 0),
    ITS_WORKER_DIED(false, false, true, Optional.of(WorkerState.LOST), 0),
    ITS_WORKER_STOPPED(false, false, true, Optional.of(WorkerState.STOPPED), 0),
    ITS_LEASE_ENDED(false, false, false, Optional.of(WorkerState.LOST), 0),
    HANDED_BACK(false, false, false, Optional.empty(), 0);

    private static final Instant NOW = RunRecordFixture.NOW.plusSeconds(30);

    private final boolean workedOn;
    private final boolean anyAlive;
    private final boolean leaseLive;

    @SuppressWarnings("ImmutableEnumChecker") // an Optional of an enum is immutable
    private final Optional<WorkerState> holder;

    private final int living;

    SituationFixture(boolean workedOn, boolean anyAlive, boolean leaseLive, Optional<WorkerState> holder, int living) {
        this.workedOn = workedOn;
        this.anyAlive = anyAlive;
        this.leaseLive = leaseLive;
        this.holder = holder;
        this.living = living;
    }

    public boolean isWorkedOn() {
        return workedOn;
    }

    public boolean isAnyAlive() {
        return anyAlive;
    }

    public RunSituation situation() {
        boolean held = leaseLive || holder.isPresent();
        Optional<WorkerStatus> registration = holder.map(SituationFixture::worker);
        return new RunSituation(
                NOW,
                held
                        ? Optional.of(new LeaseHolder(
                                "worker-1", NOW.plusSeconds(leaseLive ? 20 : -20), leaseLive, registration))
                        : Optional.empty(),
                this == HANDED_BACK
                        ? Optional.of(new HandBack("worker-1", RunRecordFixture.NOW, "the worker stops"))
                        : Optional.empty(),
                living,
                registration,
                leaseLive ? Optional.empty() : Optional.of(new QueuePosition(3, false)),
                Optional.of(new RunSituation.DurationStatistics(9, Duration.ofMinutes(3), Duration.ofMinutes(5))),
                workedOn
                        ? Optional.of(new RunProgress(
                                "tr_1",
                                7,
                                "worker-1",
                                RunStage.RESOLVE,
                                RunRecordFixture.NOW,
                                BuildProgress.NONE,
                                RunRecordFixture.NOW))
                        : Optional.empty());
    }

    private static WorkerStatus worker(WorkerState state) {
        return new WorkerStatus(
                new WorkerRegistration(
                        "worker-1", "mf.v0", "git:0123456", "d".repeat(64), "host-1", 4711, 1, Duration.ofSeconds(5)),
                RunRecordFixture.NOW,
                RunRecordFixture.NOW,
                state == WorkerState.ALIVE ? Duration.ofSeconds(2) : Duration.ofMinutes(19),
                state,
                List.of());
    }
}
