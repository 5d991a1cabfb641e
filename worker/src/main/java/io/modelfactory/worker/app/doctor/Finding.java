package io.modelfactory.worker.app.doctor;

import java.util.Optional;

/**
 * What one check found.
 *
 * @param subject what was looked at, such as {@code broker} or {@code topic requests}
 * @param fix how to put it right, if there is something to
 */
public record Finding(String subject, Verdict verdict, String fact, Optional<String> fix) {

    /** How bad it is. */
    public enum Verdict {
        OK,
        /** A worker would run, perhaps not for long or not as meant. */
        WARN,
        /** A worker would not run, or not do its work. */
        FAIL
    }

    static Finding ok(String subject, String fact) {
        return new Finding(subject, Verdict.OK, fact, Optional.empty());
    }

    static Finding warn(String subject, String fact, String fix) {
        return new Finding(subject, Verdict.WARN, fact, Optional.of(fix));
    }

    static Finding fail(String subject, String fact, String fix) {
        return new Finding(subject, Verdict.FAIL, fact, Optional.of(fix));
    }

    /** The same, but no reason for a worker not to run. */
    Finding atMostWarn() {
        return verdict == Verdict.FAIL ? new Finding(subject, Verdict.WARN, fact, fix) : this;
    }
}
