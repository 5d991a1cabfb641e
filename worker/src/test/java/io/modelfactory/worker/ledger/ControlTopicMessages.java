package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.AvroTrustedRecords;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The governance facts in an outbox, as they will go out. */
final class ControlTopicMessages {
    private final LedgerDatabase database;

    /** A fact with the headers around it. */
    record FactMessage(GovernanceFact fact, String key, Map<String, String> headers) {}

    ControlTopicMessages(LedgerDatabase database) {
        AvroTrustedRecords.register();
        this.database = database;
    }

    List<FactMessage> messages() {
        return database.sql()
                .withHandle(sql -> sql.createQuery(
                                "SELECT payload, convert_from(record_key, 'UTF8') AS key, headers FROM mf_outbox"
                                        + " WHERE best_effort AND topic = :topic ORDER BY id")
                        .bind("topic", LedgerFixture.CONTROL)
                        .map((row, context) -> new FactMessage(
                                decoded(row.getBytes("payload")),
                                row.getString("key"),
                                headers(row.getString("headers"))))
                        .list());
    }

    List<GovernanceFact> ofType(String type) {
        return messages().stream()
                .map(FactMessage::fact)
                .filter(fact -> fact.getFactType().equals(type))
                .toList();
    }

    private static Map<String, String> headers(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8))
                    .propertyStream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, header -> header.getValue().asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GovernanceFact decoded(byte[] payload) {
        try {
            return GovernanceFact.getDecoder().decode(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
