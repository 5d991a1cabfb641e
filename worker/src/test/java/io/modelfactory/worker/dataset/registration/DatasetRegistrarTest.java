package io.modelfactory.worker.dataset.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.dataset.registration.DatasetDeclaration.ColumnRoles;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetManifest.ReplayBasis;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own files become a dataset, or are refused before anything is written. */
class DatasetRegistrarTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path folder;

    private Path storeRoot = Path.of("");

    @BeforeEach
    void createFolders() throws IOException {
        storeRoot = Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(folder.resolve("scratch"));
    }

    @Test
    void aFileBecomesADatasetWithItsFilesAsReplayBasis() throws IOException {
        RegisteredDataset added = register(List.of(write("a.csv", rows())), declaration());

        assertThat(added.manifest().replayBasis()).containsExactly(new ReplayBasis("file", 0, "row_number", "0", "20"));
        assertThat(added.manifest().labelBasis().labelAsofUtc()).isEqualTo("2024-01-20T00:00:00Z");
        assertThat(added.manifest().provenance().ofsCodeReleaseId()).isEqualTo("mf dataset add");
        assertThat(added.manifest().provenance().configRevision()).isEqualTo("added by HUMAN::ada");
        assertThat(added.materialization().columns().negativeLabel()).contains("0");
        assertThat(added.materialization().columns().features())
                .extracting(Feature::name)
                .containsExactly("amount", "city");
        assertThat(added.labels()).extracting(LabelCount::rows).containsExactly(10L, 10L);
        DataFile file = added.materialization().files().get(0);
        assertThat(Files.readString(storeRoot.resolve(file.ref()))).isEqualTo(text(rows()));
        assertThat(storeRoot.resolve(added.manifestRef())).exists();
    }

    @Test
    void theSameFilesAddNothingTwice() throws IOException {
        List<Path> files = List.of(write("a.csv", rows()));
        RegisteredDataset first = register(files, declaration());
        List<Path> before = stored();

        RegisteredDataset second = register(files, declaration());

        assertThat(second.alreadyThere()).isTrue();
        assertThat(first.alreadyThere()).isFalse();
        assertThat(second.manifestRef()).isEqualTo(first.manifestRef());
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aRowKeepsTheIdOfItsContentWhateverItsPlace() throws IOException {
        List<String> rows = new ArrayList<>(rows());
        rows.add(rows.get(3));
        List<String> shuffled = new ArrayList<>(rows);
        Collections.reverse(shuffled);

        RegisteredDataset one = register(List.of(write("a.csv", rows)), numbered());
        RegisteredDataset other = register(
                List.of(write("b.csv", shuffled.subList(0, 8)), write("c.csv", shuffled.subList(8, 21))), numbered());

        assertThat(one.materialization().eventIdKind()).contains(EventIdKind.CONTENT);
        assertThat(one.materialization().columns().eventId()).isEqualTo("row_id");
        assertThat(other.manifestRef()).isEqualTo(one.manifestRef());
        String stored = Files.readString(
                storeRoot.resolve(one.materialization().files().get(0).ref()));
        assertThat(stored.lines().skip(1).map(line -> line.substring(0, line.indexOf(','))))
                .hasSize(21)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{32}-[12]"))
                .filteredOn(id -> id.endsWith("-2"))
                .hasSize(1);
    }

    @Test
    void whatTheRowsDoNotSayIsAskedForByItsOption() throws IOException {
        Path file = write("a.csv", rows());

        // Whether labels need a --label-asof is not known before it is known what the times are.
        String open = "column 'at' holds times; --drop it, or name it by --time or --label-time";
        assertRefused(file, with(Optional.empty(), Optional.empty()), open);
        assertRefused(file, with(Optional.of("id"), Optional.empty(), Optional.of(NOW)), open);
        assertRefused(
                file, with(Optional.of("nr"), Optional.of("at")), "--id nr: there is no such column", "id, amount");
        assertThat(stored()).isEmpty();
    }

    @Test
    void weightsAndSamplingRatesAreRolesAndNoFeatures() throws IOException {
        List<String> rows =
                rows().stream().map(row -> row + ",0." + (1 + row.length() % 9)).toList();
        Path file = Files.writeString(
                folder.resolve("w.csv"),
                text(rows)
                        .replace("city,at,y", "city,at,y,share")
                        .replace(".5,", ",")
                        .replace("e0,0,", "e0,0.1,"));
        DatasetDeclaration declared = declaration();
        DatasetDeclaration weighted = new DatasetDeclaration(
                declared.platformRunId(),
                declared.name(),
                declared.principal(),
                new ColumnRoles(
                        "y",
                        "1",
                        Optional.empty(),
                        Optional.of("id"),
                        Optional.of("at"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("amount"),
                        Optional.of("share")),
                declared.labelAsOf(),
                declared.maturityDays(),
                declared.featureSet(),
                declared.dropped(),
                declared.categorical(),
                declared.numeric(),
                declared.missing());

        RegisteredDataset added = register(List.of(file), weighted);

        assertThat(added.materialization().columns().weight()).contains("amount");
        assertThat(added.materialization().columns().samplingRate()).contains("share");
        assertThat(added.materialization().columns().features())
                .extracting(Feature::name)
                .containsExactly("city");
        Path zero = Files.writeString(
                folder.resolve("z.csv"), Files.readString(file).replace("e0,0.1,", "e0,0,"));
        assertRefused(zero, weighted, "1 rows have no finite weight above 0 (for example event 'e0')");
    }

    @Test
    void rowsThatARunWouldRefuseAreNotWritten() throws IOException {
        List<String> third = new ArrayList<>(rows());
        third.add("e99,1,Rome,2024-01-01,maybe");
        List<String> repeated = new ArrayList<>(rows());
        repeated.add(repeated.get(0));

        assertRefused(write("third.csv", third), declaration(), "'maybe' in 1 rows");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> register(List.of(write("twice.csv", repeated)), declaration()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.LEAKAGE_GUARD_VIOLATION))
                .withMessageContaining("duplicate");
        assertThat(stored()).isEmpty();
    }

    @Test
    void filesOfOneDatasetAreWrittenAlike() throws IOException {
        Path other = Files.writeString(folder.resolve("z.csv"), text(rows()).replace(',', ';'));

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> register(List.of(write("a.csv", rows()), other), declaration()))
                .withMessageContaining("z.csv: is not written as a.csv");
    }

    private void assertRefused(Path file, DatasetDeclaration declaration, String... messages) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> register(List.of(file), declaration))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.DATASET_INVALID))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(messages));
    }

    private RegisteredDataset register(List<Path> files, DatasetDeclaration declaration) {
        try (ArtifactStore store = new LocalArtifactStore(storeRoot)) {
            DatasetRegistrar registrar =
                    new DatasetRegistrar(store, new JsonSchemas(), folder.resolve("scratch"), "500MB", NOW, line -> {});
            return registrar.register(registrar.inspect(files, CsvDialect.DEFAULT, declaration.missing()), declaration);
        } catch (OpenQuestionsException open) {
            throw open.asFailure();
        }
    }

    private static DatasetDeclaration declaration() {
        return with(Optional.of("id"), Optional.of("at"));
    }

    private static DatasetDeclaration numbered() {
        DatasetDeclaration declared = with(Optional.empty(), Optional.of("at"));
        return new DatasetDeclaration(
                declared.platformRunId(),
                declared.name(),
                declared.principal(),
                declared.roles(),
                declared.labelAsOf(),
                declared.maturityDays(),
                declared.featureSet(),
                List.of("id"),
                declared.categorical(),
                declared.numeric(),
                declared.missing());
    }

    private static DatasetDeclaration with(Optional<String> id, Optional<String> time) {
        return with(id, time, Optional.empty());
    }

    private static DatasetDeclaration with(Optional<String> id, Optional<String> time, Optional<Instant> labelAsOf) {
        Optional<String> none = Optional.empty();
        return new DatasetDeclaration(
                "platform_run_1",
                none,
                "HUMAN::ada",
                new ColumnRoles("y", "1", none, id, time, none, none, none, none, none, none, none),
                labelAsOf,
                Optional.empty(),
                none,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add("e%d,%d.5,%s,2024-01-%02d,%d".formatted(i, i, i % 3 == 0 ? "Turin" : "Oslo", i + 1, i % 2));
        }
        return rows;
    }

    private static String text(List<String> rows) {
        return "id,amount,city,at,y\n" + String.join("\n", rows) + "\n";
    }

    private Path write(String name, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), text(rows));
    }

    private List<Path> stored() throws IOException {
        try (Stream<Path> files = Files.walk(storeRoot)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
