package io.modelfactory.worker.app.doctor;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.runtime.Databases;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerCheckup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether this host's clock agrees with the database's, by which all of the ledger is dated. */
final class ClockCheck implements Check {
    private static final String CLOCK = "clock";
    private static final Duration SUSPICIOUS = Duration.ofSeconds(2);

    /** S3 and most token services refuse requests that are dated further off than some minutes. */
    private static final Duration WRONG = Duration.ofMinutes(1);

    private final Wiring.Database settings;
    private final Clock clock;

    ClockCheck(Wiring.Database settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return CLOCK;
    }

    @Override
    public List<Finding> examine() {
        try (HikariDataSource database = Databases.connectToRead(settings)) {
            LedgerCheckup checkup = new LedgerCheckup(database);
            checkup.server(); // the first query pays for the connection
            Instant before = clock.instant();
            Instant theirs = checkup.server().now();
            Instant after = clock.instant();
            Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
            return List.of(compared(Duration.between(ours, theirs)));
        } catch (TransientFaultException silence) {
            return List.of(Finding.warn(
                    subject(), "not compared, for the database does not answer", "mend the database first"));
        }
    }

    /** @param ahead by how much the database's clock is before this host's */
    static Finding compared(Duration ahead) {
        String fact = "the database is %d ms %s this host"
                .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "behind" : "ahead of");
        String fix = "let both hosts follow a time service";
        if (ahead.abs().compareTo(WRONG) > 0) {
            return Finding.fail(CLOCK, fact, fix);
        }
        return ahead.abs().compareTo(SUSPICIOUS) > 0 ? Finding.warn(CLOCK, fact, fix) : Finding.ok(CLOCK, fact);
    }
}
