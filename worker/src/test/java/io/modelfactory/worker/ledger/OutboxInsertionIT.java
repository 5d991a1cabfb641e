package io.modelfactory.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxDao;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few messages are written by another statement than many. */
class OutboxInsertionIT {
    private final LedgerDatabase database = LedgerDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 40})
    void messagesAreReadInTheOrderInWhichTheyWereWritten(int number) {
        List<OutboxMessage> messages =
                IntStream.range(0, number).mapToObj(OutboxInsertionIT::message).toList();
        PositionalStatement statement = new PositionalStatement();
        OutboxDao.append(statement, messages, "true");
        database.sql().useHandle(handle -> statement.execute(handle.getConnection()));

        List<OutboxRow> relayed = new ArrayList<>();
        new OutboxReader(database.dataSource()).relayNext(RelayRound.ofSize(100, 1), (page, requireLock) -> {
            relayed.addAll(page);
            return () -> page;
        });

        assertThat(relayed)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                .containsExactlyElementsOf(messages.stream()
                        .map(sent -> new OutboxRow(
                                0, sent.topic(), sent.key(), sent.headers(), sent.recordType(), sent.payload()))
                        .toList());
    }

    /** Every other one has neither key nor type, as a record that could not be decoded. */
    private static OutboxMessage message(int number) {
        boolean decoded = number % 2 == 0;
        return new OutboxMessage(
                Optional.of("platform"),
                "topic-" + number,
                Optional.of(bytes("key " + number)).filter(key -> decoded),
                Map.of("ce_id", "\u00e4 \"quoted\" " + number),
                Optional.of("Type").filter(type -> decoded),
                bytes("payload " + number),
                Delivery.AT_LEAST_ONCE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
