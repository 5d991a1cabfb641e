package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.artifact.s3.S3Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A dataset whose files lie in a bucket: added to it, and looked at by what reads them in there. */
class BucketDatasetIT {
    @TempDir
    private Path folder = Path.of("");

    @RegisterExtension
    static final S3Bucket STORE = new S3Bucket("store");

    @Test
    void filesOfADatasetInABucketAreLookedAt() throws IOException {
        Path rows = Files.writeString(
                folder.resolve("rows.csv"),
                "tx,amount,y\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i -> "e%d,%d,%s\n".formatted(i, i * 7 % 50, i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
        CommandLineFixture mf = CommandLineFixture.under(
                        folder, "jdbc:postgresql://127.0.0.1:1/none", Path.of("PLACE-OF-STORE"))
                .with("PLACE-OF-STORE", "s3://store")
                .with(
                        "  object_store:\n",
                        "  object_store:\n    s3:\n      endpoint: " + STORE.endpoint()
                                + "\n      region: us-east-1\n      path_style: true\n");

        CapturedOutput added = mf.run(
                "dataset",
                "add",
                rows.toString(),
                "--label=y",
                "--positive=yes",
                "--id=tx",
                "--label-asof=2024-01-31",
                "--platform-run=platform_1",
                "--json");
        assertThat(added.exitCode()).as(added.err()).isZero();
        JsonNode dataset = added.documents().get(0);
        String ref = dataset.path("dataset_manifest_ref").asText();
        assertThat(STORE.keys()).contains(ref);

        CapturedOutput table = mf.run("dataset", "contents", ref);
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out()).contains("60 rows", "amount", "tx");
        JsonNode found =
                mf.run("dataset", "contents", ref, "--json").documents().get(0);
        assertThat(found.path("rows").asInt()).isEqualTo(60);
        assertThat(found.path("file").asText())
                .isEqualTo(dataset.at("/materialization/files/0/ref").asText());
        assertThat(mf.run("dataset", "contents", ref, "--max-file-size", "0.00001MB")
                        .out())
                .containsPattern("left out: has \\d+ bytes");

        CapturedOutput unknown = mf.run("dataset", "contents", ref.replace(".json", "-other.json"));
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err()).contains("MANIFEST_UNRESOLVED");
    }
}
