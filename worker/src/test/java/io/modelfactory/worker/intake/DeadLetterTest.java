package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.intake.recovery.RecordRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void aLetterSaysWhereItCameFromAndWhy() {
        ConsumerRecord<byte[], byte[]> record = record(7);
        header(record, "error.topic", "requests");
        header(record, "error.partition", "2");
        header(record, "error.offset", "41");
        header(record, "error.class", "java.lang.Boom");
        header(record, "error.message", "not\u001b[31m avro\nat all");

        DeadLetter letter = DeadLetter.of(record);

        assertThat(letter.position()).hasToString("0@7");
        assertThat(letter.originalTopic()).hasValue("requests");
        assertThat(letter.originalPosition()).hasValue(new RecordPosition(2, 41));
        assertThat(letter.errorMessage()).isEqualTo("not [31m avro at all");
        assertThat(letter.replays()).isZero();
        assertThat(letter.replayedFrom()).isEmpty();
    }

    @Test
    void aLetterWithMissingOrInvalidHeadersIsRead() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("dlq", 0, 1, null, null);
        header(record, "error.offset", "x".repeat(5_000));
        header(record, "mf.replays", "many");
        header(record, "mf.replayed.from", "nowhere");

        DeadLetter letter = DeadLetter.of(record);

        assertThat(letter.originalTopic()).isEmpty();
        assertThat(letter.originalPosition()).isEmpty();
        assertThat(letter.bytes()).isZero();
        // A record with a forged count is not replayed without end.
        assertThat(letter.replays()).isGreaterThan(DeadLetterReplay.MAX_REPLAYS);
        assertThat(letter.replayedFrom()).isEmpty();
    }

    @Test
    void aLetterByReferenceNamesItsRecordsAndAForgedOneNone() {
        ConsumerRecord<byte[], byte[]> record = record(7);
        header(record, "error.topic", "requests");
        header(record, "error.partition", "2");
        header(record, "error.offset", "41");
        assertThat(DeadLetter.of(record).reference()).isEmpty();

        header(record, "error.last_offset", "43");
        assertThat(DeadLetter.of(record).reference()).hasValue(new RecordRange("requests", 2, 41, 43));

        header(record, "error.last_offset", "40");
        assertThat(DeadLetter.of(record).reference())
                .as("it ends before it begins")
                .isEmpty();
        header(record, "error.last_offset", "-1");
        assertThat(DeadLetter.of(record).reference()).isEmpty();
    }

    @Test
    void onlyTheLastOfTheLettersOfOneRecordIsLeft() {
        DeadLetter first = DeadLetter.of(record(1));
        ConsumerRecord<byte[], byte[]> again = record(2);
        header(again, "mf.replayed.from", "0@1");
        DeadLetter second = DeadLetter.of(again);
        DeadLetter other = DeadLetter.of(record(3));

        assertThat(DeadLetterReplay.withoutReturned(List.of(first, second, other)))
                .containsExactly(second, other);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("dlq", 0, offset, null, "garbage".getBytes(StandardCharsets.UTF_8));
    }

    private static void header(ConsumerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
