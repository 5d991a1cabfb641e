package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Many payments sooner than they can be simulated: each of some simulated ones a number of times, at its own time and
 * with its own label, but under other ids and cards, and with an amount and a distance from home that differ by less
 * than a cent in a hundred. The files follow each other in time, as those of the simulation do.
 */
final class CopiedPayments {
    /** The setting that says how many there shall be of each. */
    static final String COPIES = "copies";

    private static final String ROWS = "rows";
    private static final String SEED = "seed";
    private static final String PROFILES = "bench";
    private static final String MATERIALIZATION = BenchRequests.PLATFORM_RUN + "/ofs/datasets/dm_bench/";
    /** Simulated rows whose copies are in one file. */
    private static final long SLICE_ROWS = 50_000;

    private final Path simulated;
    private final Path store;
    private final int copies;

    /**
     * @param simulated store with the simulated dataset
     * @param store for the one of the copies, under the same keys
     */
    private CopiedPayments(Path simulated, Path store, int copies) {
        this.simulated = simulated;
        this.store = store;
        this.copies = copies;
    }

    /**
     * As {@link BenchRequests#writeCardFraud}, with each simulated row as many times as there shall be copies.
     *
     * @param folder for the simulated rows, deleted afterwards
     */
    static String writeCardFraud(Path folder, Path store, BenchSettings settings) throws IOException {
        int copies = settings.number(COPIES);
        if (copies == 1) {
            return BenchRequests.writeCardFraud(store, settings);
        }
        Path simulated = folder.resolve("simulated");
        Map<String, String> few =
                Map.of(ROWS, String.valueOf(settings.number(ROWS) / copies), SEED, settings.text(SEED));
        String manifestRef = BenchRequests.writeCardFraud(simulated, BenchSettings.of(few, List.of()));
        new CopiedPayments(simulated, store, copies).write(manifestRef);
        Files.move(simulated.resolve(PROFILES), store.resolve(PROFILES));
        FolderTree.delete(simulated);
        return manifestRef;
    }

    /** @param manifestRef of the simulated dataset */
    private void write(String manifestRef) throws IOException {
        String materializationRef = MATERIALIZATION + "materialization.json";
        ObjectNode materialization = (ObjectNode) Json.parse(Files.readAllBytes(simulated.resolve(materializationRef)));
        ArrayNode files = Json.object().arrayNode();
        Files.createDirectories(store.resolve(MATERIALIZATION));
        Properties oneThread = new Properties();
        oneThread.setProperty("threads", "1");
        oneThread.setProperty("preserve_insertion_order", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", oneThread);
                Statement statement = connection.createStatement()) {
            for (JsonNode file : materialization.required("files")) {
                for (long first = 0; first < file.required("rows").longValue(); first += SLICE_ROWS) {
                    String ref = MATERIALIZATION + "part-%05d.parquet".formatted(files.size());
                    long rows = copy(statement, file.required("ref").textValue(), first, ref);
                    files.addObject()
                            .put("ref", ref)
                            .put("sha256", Sha256.hex(store.resolve(ref)))
                            .put("bytes", Files.size(store.resolve(ref)))
                            .put("rows", rows);
                }
            }
        } catch (SQLException e) {
            throw new IOException("DuckDB cannot copy the payments", e);
        }
        ObjectNode manifest = (ObjectNode) Json.parse(Files.readAllBytes(simulated.resolve(manifestRef)));
        String fingerprint = Sha256.hex(String.join("", files.findValuesAsText("sha256")));
        materialization
                .put("dataset_fingerprint", fingerprint)
                .put("row_count", rows(files))
                .set("files", files);
        ((ObjectNode) manifest.required("replay_basis").get(0)).put("end_offset", String.valueOf(rows(files)));
        write(materializationRef, materialization);
        write(manifestRef, manifest.put("dataset_fingerprint", fingerprint));
    }

    private static long rows(ArrayNode files) {
        long rows = 0;
        for (JsonNode file : files) {
            rows += file.required("rows").longValue();
        }
        return rows;
    }

    private void write(String ref, ObjectNode document) throws IOException {
        Files.createDirectories(store.resolve(ref).getParent());
        Files.write(store.resolve(ref), Json.canonicalBytes(document));
    }

    private long copy(Statement statement, String from, long first, String to) throws SQLException {
        return statement.executeLargeUpdate(
                """
                COPY (
                    SELECT event_id || '-' || copy AS event_id, card_id || '-' || copy AS card_id,
                        CAST(CAST(amount * factor AS FLOAT) AS DOUBLE) AS amount,
                        CAST(CAST(km_from_home * factor AS FLOAT) AS DOUBLE) AS km_from_home,
                        * EXCLUDE (event_id, card_id, amount, km_from_home, copy, factor, file_row_number)
                    FROM (
                        SELECT *, 1 + 1e-4 * (hash(event_id, copy) %% 10000) / 10000 AS factor
                        FROM read_parquet('%s', file_row_number = true),
                            (SELECT unnest(range(0, %d)) AS copy)
                        WHERE file_row_number >= %d AND file_row_number < %d))
                TO '%s' (FORMAT parquet, COMPRESSION zstd)
                """.formatted(simulated.resolve(from), copies, first, first + SLICE_ROWS, store.resolve(to)));
    }
}
