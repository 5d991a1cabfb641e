package io.modelfactory.worker.app.doctor;

import java.util.Optional;

/**
 * What one check found.
 *
 * @param subject what was looked at, such as {@code broker} or {@code topic requests}
 * @param fix how to put it right, if there is something to
 */
public record DoctorFinding(String subject, Severity verdict, String fact, Optional<String> fix) {

    /** How bad it is. */
    public enum Severity {
        OK,
        /** A worker would run, perhaps not for long or not as meant. */
        WARN,
        /** A worker would not run, or not do its work. */
        FAIL
    }

    static DoctorFinding ok(String subject, String fact) {
        return new DoctorFinding(subject, Severity.OK, fact, Optional.empty());
    }

    static DoctorFinding warn(String subject, String fact, String fix) {
        return new DoctorFinding(subject, Severity.WARN, fact, Optional.of(fix));
    }

    static DoctorFinding fail(String subject, String fact, String fix) {
        return new DoctorFinding(subject, Severity.FAIL, fact, Optional.of(fix));
    }

    /** The same, but no reason for a worker not to run. */
    DoctorFinding cappedAtWarn() {
        return verdict == Severity.FAIL ? new DoctorFinding(subject, Severity.WARN, fact, fix) : this;
    }
}
