package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.DatasetDocuments.Column;
import io.modelfactory.local.simulate.DatasetDocuments.Columns;
import io.modelfactory.local.simulate.DatasetDocuments.DataFile;
import io.modelfactory.local.simulate.DatasetDocuments.Description;
import io.modelfactory.local.simulate.DatasetDocuments.FeatureDefinitionSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * 4,454 real credit applications, as a dataset in CSV. They have no times, so they train under a stratified split; the
 * resource's README names their origin.
 */
final class CreditDataset {
    private static final String RESOURCE = "credit_data.csv";
    private static final int ROWS = 4_454;
    private static final String BAD = "bad";
    private static final List<String> NUMERIC =
            List.of("Seniority", "Time", "Age", "Expenses", "Income", "Assets", "Debt", "Amount", "Price");
    private static final List<String> CATEGORICAL = List.of("Home", "Marital", "Records", "Job");

    private CreditDataset() {}

    static WrittenDataset write(DatasetTarget target) throws IOException {
        return write(target, ROWS);
    }

    /** @param rows how many of the first ones */
    static WrittenDataset write(DatasetTarget target, int rows) throws IOException {
        List<String> lines = lines();
        String header = lines.get(0);
        List<String> applications = lines.subList(1, rows + 1);
        byte[] csv = csv(header, applications).getBytes(StandardCharsets.UTF_8);
        WriteOnceFolder store = new WriteOnceFolder(target.storeRoot());
        String key = target.datasetKey("part-00000.csv");
        store.put(key, csv);
        DatasetDocuments.write(
                target, List.of(new DataFile(key, store.sha256(key), csv.length, applications.size())), description());
        long bad = applications.stream()
                .filter(row -> row.startsWith("\"" + BAD + "\","))
                .count();
        return new WrittenDataset(target, applications.size(), bad, csv.length);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = CreditDataset.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("resource " + RESOURCE + " is missing beside " + CreditDataset.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The rows as they are, each with an event id in front: {@code credit-00001}, {@code credit-00002}, ... */
    private static String csv(String header, List<String> applications) {
        return IntStream.range(0, applications.size())
                .mapToObj(row -> "\"credit-%05d\",%s\n".formatted(row + 1, applications.get(row)))
                .collect(Collectors.joining("", "\"event_id\"," + header + "\n", ""));
    }

    private static Description description() {
        List<Column> features = Stream.concat(
                        NUMERIC.stream().map(name -> new Column(name, "numeric")),
                        CATEGORICAL.stream().map(name -> new Column(name, "categorical")))
                .toList();
        return new Description(
                "csv",
                "fp.bus.credit.applications.v1",
                Instant.parse("2025-01-01T00:00:00Z"),
                null,
                new FeatureDefinitionSet("credit_core", "v1"),
                "modeldata-credit_data",
                new Columns("event_id", null, "Status", null, BAD, null, null, features));
    }
}
