package io.modelfactory.worker.bench;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user does without the factory: one script in Python reads the rows as CSV, trains XGBoost with the profile's
 * parameters on as many of them as the run does, measures the AUC on the rest, and saves the model. It runs with
 * Debian's {@code python3-xgboost}, {@code python3-sklearn} and {@code python3-pandas}.
 */
final class PythonScriptBaseline {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String SCRIPT = "/bench/train.py";
    /** What is the profile's own, or said otherwise to the script's library. */
    private static final List<String> NOT_PASSED_ON = List.of("rounds", "monotone_constraints");

    private final Path folder;
    private final Path csv;
    private final String label;

    private PythonScriptBaseline(Path folder, Path csv, String label) {
        this.folder = folder;
        this.csv = csv;
        this.label = label;
    }

    /**
     * @param seconds from the process's start to its end
     * @param report what the script printed
     */
    record Outcome(double seconds, JsonNode report) {}

    /** Whether this machine has the script's libraries. */
    static boolean isInstalled() throws IOException {
        return Files.isExecutable(Path.of(PYTHON))
                && exitValue(List.of(PYTHON, "-c", "import xgboost, sklearn, pandas"), Redirect.DISCARD) == 0;
    }

    private static int exitValue(List<String> command, Redirect output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        return process.onExit().join().exitValue();
    }

    /** Writes the rows as the CSV file that the script reads, features and label, in the order of time. */
    static PythonScriptBaseline of(
            Path folder,
            Collection<Path> parquet,
            DatasetMaterialization.Columns columns,
            List<EncodedFeature> features)
            throws IOException {
        Files.createDirectories(folder);
        Path csv = folder.resolve("rows.csv");
        String selected = Stream.concat(
                        features.stream().map(EncodedFeature::name).map(PythonScriptBaseline::quoted),
                        Stream.of("CAST(CAST(" + quoted(columns.label()) + " AS VARCHAR) = '" + columns.positiveLabel()
                                + "' AS INTEGER) AS " + quoted(columns.label())))
                .collect(joining(", "));
        String files = parquet.stream().map(path -> "'" + path + "'").collect(joining(", ", "[", "]"));
        String order =
                columns.eventTime().map(time -> " ORDER BY " + quoted(time)).orElse("");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT " + selected + " FROM read_parquet(" + files + ")" + order + ") TO '" + csv
                    + "' (HEADER)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream script = Objects.requireNonNull(PythonScriptBaseline.class.getResourceAsStream(SCRIPT))) {
            Files.copy(script, folder.resolve("train.py"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new PythonScriptBaseline(folder, csv, columns.label());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What the script makes of texts: what the run does, or numbers, which the library has less work with. */
    enum Texts {
        CATEGORIES,
        CODES
    }

    /** Runs the script, which learns from as many rows as the run did. */
    Outcome run(PreparedDataset dataset, Map<String, JsonNode> hyperParameters, int threads, Texts texts)
            throws IOException {
        Path parameters = folder.resolve("parameters.json");
        Files.write(parameters, Json.canonicalBytes(parameters(dataset, hyperParameters, threads)));
        Path output = folder.resolve("output.txt");
        long start = System.nanoTime();
        List<String> command = List.of(
                PYTHON,
                folder.resolve("train.py").toString(),
                csv.toString(),
                label,
                String.valueOf(dataset.train().rows()),
                parameters.toString(),
                folder.resolve("model.json").toString(),
                texts.name().toLowerCase(Locale.ROOT));
        if (exitValue(command, Redirect.to(output.toFile())) != 0) {
            throw new IllegalStateException("the script failed: " + Files.readString(output));
        }
        double seconds = FigureFormat.secondsSince(start);
        String printed = Files.readString(output).strip();
        String line = printed.substring(printed.lastIndexOf('\n') + 1);
        return new Outcome(seconds, Json.parse(line.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode parameters(PreparedDataset dataset, Map<String, JsonNode> hyperParameters, int threads) {
        ObjectNode parameters = Json.object();
        hyperParameters.forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                parameters.set(name, value);
            }
        });
        parameters
                .put(
                        "n_estimators",
                        Objects.requireNonNull(hyperParameters.get("rounds"), "rounds")
                                .intValue())
                .put("tree_method", "hist")
                .put("n_jobs", threads);
        Optional.ofNullable(hyperParameters.get("monotone_constraints"))
                .ifPresent(declared -> parameters.put(
                        "monotone_constraints", XgboostBaseline.directions(declared, dataset.features())));
        return parameters;
    }
}
