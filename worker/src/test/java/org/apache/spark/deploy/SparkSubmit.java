package org.apache.spark.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Does with a job what the name of its master says: {@code trains} when it is told to begin, {@code refuses},
 * {@code dies}, dies when it {@code leaves} its model, {@code loses} its cluster, finds it {@code full}, gives the
 * names of its {@code environment}, or {@code waits} for its submitter to end.
 */
public final class SparkSubmit {
    private static final int LAST_ARGUMENTS = 6;

    private SparkSubmit() {}

    public static void main(String[] args) throws IOException {
        List<String> line = List.of(args);
        Path results = Path.of(line.get(line.size() - LAST_ARGUMENTS + 1));
        switch (line.get(line.indexOf("--master") + 1)) {
            case "trains" -> {
                if (System.in.read() != '\n') {
                    throw new IOException("no line says that the shards are there");
                }
                Files.writeString(results.resolve("round"), "3 7 log_loss 0.25");
                Files.writeString(results.resolve("model"), String.join("\n", line));
            }
            case "environment" ->
                Files.writeString(
                        results.resolve("model"),
                        String.join("\n", System.getenv().keySet()));
            case "leaves" -> {
                Files.writeString(results.resolve("model"), "model");
                Runtime.getRuntime().halt(137);
            }
            case "loses" -> Files.writeString(results.resolve("failure"), "CLUSTER_LOST: it was ended");
            case "refuses" -> Files.writeString(results.resolve("failure"), "UNENCRYPTED_COLLECTIVE: none");
            case "full" -> Files.writeString(results.resolve("failure"), "TOO_FEW_SLOTS: none");
            case "waits" -> {
                Files.writeString(results.resolve("round"), "1 9");
                while (System.in.read() >= 0) {
                    // Its submitter lives.
                }
            }
            default -> System.exit(9);
        }
    }
}
