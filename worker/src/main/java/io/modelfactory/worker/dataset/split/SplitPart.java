package io.modelfactory.worker.dataset.split;

import java.util.Locale;
import java.util.stream.Stream;

/** The parts of a split; a split by time fills them in this order. */
public enum SplitPart {
    TRAIN(0),
    VALIDATION(1),
    TEST(2);

    private final int number;

    SplitPart(int number) {
        this.number = number;
    }

    static SplitPart of(int number) {
        return Stream.of(values())
                .filter(part -> part.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part has number " + number));
    }

    /** How the table {@code placement} names the part. */
    public int number() {
        return number;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
