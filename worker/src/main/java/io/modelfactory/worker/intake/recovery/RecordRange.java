package io.modelfactory.worker.intake.recovery;

/**
 * Offsets of one partition that follow each other.
 *
 * @param first the first of them
 * @param last the last of them, not before the first
 */
public record RecordRange(String topic, int partition, long first, long last) {
    public RecordRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no range of offsets: " + first + " to " + last);
        }
    }

    /** How many offsets; markers of transactions are counted too. */
    public long count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + first + ".." + last;
    }
}
