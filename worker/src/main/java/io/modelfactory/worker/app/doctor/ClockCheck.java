package io.modelfactory.worker.app.doctor;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.schema.LedgerHealthCheck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether this host's clock agrees with the database's, by which all of the ledger is dated. */
final class ClockCheck implements DoctorCheck {
    private static final String CLOCK = "clock";
    private static final Duration WARN_SKEW = Duration.ofSeconds(2);

    /** S3 and most token services refuse requests that are dated further off than some minutes. */
    private static final Duration FAIL_SKEW = Duration.ofMinutes(1);

    private final Wiring.Database settings;
    private final Duration timeout;
    private final Clock clock;

    ClockCheck(Wiring.Database settings, Duration timeout, Clock clock) {
        this.settings = settings;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return CLOCK;
    }

    @Override
    public List<DoctorFinding> examine() {
        try (HikariDataSource database = DatabaseFactory.connectReadOnly(settings, timeout)) {
            LedgerHealthCheck checkup = new LedgerHealthCheck(database);
            checkup.serverStatus(); // the first query pays for the connection
            Instant before = clock.instant();
            Instant theirs = checkup.serverStatus().now();
            Instant after = clock.instant();
            Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
            return List.of(compare(Duration.between(ours, theirs)));
        } catch (TransientFaultException silence) {
            return List.of(DoctorFinding.warn(
                    subject(), "not compared, for the database does not answer", "repair the database first"));
        }
    }

    /** @param ahead by how much the database's clock is before this host's */
    static DoctorFinding compare(Duration ahead) {
        String fact = "the database is %d ms %s this host"
                .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "behind" : "ahead of");
        String fix = "let both hosts follow a time service";
        if (ahead.abs().compareTo(FAIL_SKEW) > 0) {
            return DoctorFinding.fail(CLOCK, fact, fix);
        }
        return ahead.abs().compareTo(WARN_SKEW) > 0
                ? DoctorFinding.warn(CLOCK, fact, fix)
                : DoctorFinding.ok(CLOCK, fact);
    }
}
