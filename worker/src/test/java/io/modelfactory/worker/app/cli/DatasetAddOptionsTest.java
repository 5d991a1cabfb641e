package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each option of {@code mf dataset add} makes of a dataset, and what none of them takes. */
class DatasetAddOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each
    private CommandLineFixture mf;

    @BeforeEach
    void openStore() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(folder.resolve("scratch"));
        mf = CommandLineFixture.under(folder, "jdbc:postgresql://127.0.0.1:1/none", folder.resolve("store"));
    }

    @Test
    void everyOptionIsInTheDocumentsOfTheDataset() throws IOException {
        Path file = Files.write(
                folder.resolve("rows.csv"),
                ("nummer;zeit;bekannt;betrag;konto;gewicht;anteil;ziffer;kennung;rest;ausgang\n"
                                + IntStream.range(0, 60)
                                        .mapToObj(i -> "e%d;%02d/01/2024;%02d/02/2024;%d,5;k%d;%d;0,5;%d;%d;x;%s\n"
                                                .formatted(
                                                        i,
                                                        1 + i % 28,
                                                        1 + i % 28,
                                                        i * 7 % 50,
                                                        i % 9,
                                                        1 + i % 2,
                                                        i % 4,
                                                        i * 977,
                                                        i % 3 == 0 ? "jä" : i % 7 == 1 ? "k.A." : "nein"))
                                        .filter(row -> !row.endsWith("k.A.\n"))
                                        .collect(Collectors.joining()))
                        .getBytes(StandardCharsets.ISO_8859_1));

        CapturedOutput added = add(
                file,
                "--label=ausgang",
                "--positive=jä",
                "--negative=nein",
                "--id=nummer",
                "--time=zeit",
                "--time-format=%d/%m/%Y",
                "--label-time=bekannt",
                "--label-time-format=%d/%m/%Y",
                "--label-asof=2024-06-30",
                "--maturity-days=30",
                "--amount=betrag",
                "--entity=konto",
                "--weight=gewicht",
                "--sampling-rate=anteil",
                "--drop=rest",
                "--categorical=ziffer",
                "--numeric=kennung",
                "--feature-set=own_features",
                "--name=dm_own",
                "--missing=k.A.",
                "--delimiter=;",
                "--quote=none",
                "--encoding=latin-1",
                "--decimal=,",
                "--header",
                "--compression=none",
                "--json");

        assertThat(added.exitCode()).as(added.err()).isZero();
        JsonNode manifest = added.documents().get(0).path("manifest");
        assertThat(manifest.path("dataset_manifest_id").asText()).isEqualTo("dm_own");
        assertThat(manifest.path("platform_run_id").asText()).isEqualTo("platform_1");
        assertThat(manifest.at("/feature_definition_set/feature_set_id").asText())
                .isEqualTo("own_features");
        assertThat(manifest.at("/label_basis/label_asof_utc").asText()).startsWith("2024-06-30T00:00:00");
        assertThat(manifest.path("label_basis").toString()).contains("30");
        JsonNode rows = added.documents().get(0).path("materialization");
        JsonNode columns = rows.path("columns");
        assertThat(columns.path("label").asText()).isEqualTo("ausgang");
        assertThat(columns.path("positive_label").asText()).isEqualTo("jä");
        assertThat(columns.path("negative_label").asText()).isEqualTo("nein");
        assertThat(columns.toString())
                .contains("nummer", "zeit", "bekannt", "betrag", "konto", "gewicht", "anteil", "%d/%m/%Y");
        assertThat(columns.path("features").toString())
                .isEqualTo("[{\"name\":\"betrag\",\"type\":\"numeric\"},{\"name\":\"ziffer\",\"type\":\"categorical\"},"
                        + "{\"name\":\"kennung\",\"type\":\"numeric\"}]");
        assertThat(rows.path("missing").toString()).isEqualTo("[\"k.A.\"]");
        assertThat(rows.path("csv").toString())
                .contains("\"delimiter\":\";\"", "\"encoding\":\"latin-1\"", "\"quote\":\"\"", "\"decimal\":\",\"");
    }

    @Test
    void filesOfAFolderAreOneDatasetButForHiddenOnes() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        for (int part = 0; part < 2; part++) {
            Files.writeString(parts.resolve("part-" + part + ".csv"), rows(part * 60));
        }
        Files.writeString(parts.resolve("_SUCCESS"), "");
        Files.writeString(parts.resolve(".part-0.csv.crc"), "no rows");

        CapturedOutput added =
                add(parts, "--label=y", "--positive=yes", "--id=tx", "--label-asof=2024-01-31", "--json");

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.documents().get(0).at("/materialization/row_count").asInt())
                .isEqualTo(120);
        assertThat(added.documents().get(0).at("/materialization/files")).hasSize(2);
    }

    @Test
    void rowsWithoutAnIdGetOneOfTheirContent() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rows(0));

        CapturedOutput added = add(
                file, "--label=y", "--positive=yes", "--number-rows", "--drop=tx", "--label-asof=2024-01-31", "--json");

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.documents().get(0).at("/materialization/event_id_kind").asText())
                .isEqualTo("content");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--id=tx --number-rows          | mutually exclusive",
                "--label-asof=yesterday         | 'yesterday' is no time such as 2026-01-31 or 2026-01-31T23:59:59Z",
                "--label-asof=2024-02-30        | '2024-02-30' is no time such as",
                "--delimiter=ab                 | 'ab' is not one ASCII character",
                "--escape=ä                     | 'ä' is not one ASCII character",
                "--decimal=;                    | ';' is not . or ,",
                "--encoding=ebcdic              | 'ebcdic' is not utf-8, utf-16, latin-1 or windows-1252",
                "--compression=lzma             | 'lzma' is not none, gzip or zstd",
                "--maturity-days=soon           | 'soon' is not an int",
                "--colour=red                   | Unknown option: '--colour=red'",
            })
    void whatNoOptionTakesIsAUsageError(String given, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rows(0));

        CapturedOutput refused = add(file, given.strip().split(" +"));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains(problem);
        assertNothingIsStored();
    }

    /** Not all files of a table count, and a folder within may have some of the rows. */
    @ParameterizedTest
    @ValueSource(strings = {"_delta_log", ".hoodie", "at=2024-01-31"})
    void aFolderThatHoldsAnotherIsRefusedByItsName(String inner) throws IOException {
        Path outer = Files.createDirectories(folder.resolve("table"));
        Files.writeString(outer.resolve("rows.csv"), rows(0));
        Files.createDirectories(outer.resolve(inner));

        assertRefused(
                add(outer, "--label=y", "--positive=yes", "--id=tx", "--label-asof=2024-01-31"),
                "DATASET_INVALID",
                "has the folder " + inner);
    }

    @Test
    void whatIsNotThereIsRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rows(0));
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertRefused(add(folder.resolve("nowhere.csv")), "DATASET_UNRESOLVED", "there is no such file");
        assertRefused(add(empty), "DATASET_UNRESOLVED", "has no files");
        for (String option : List.of("--time", "--amount", "--entity", "--weight", "--sampling-rate", "--drop")) {
            assertRefused(
                    add(
                            file,
                            "--label=y",
                            "--positive=yes",
                            "--id=tx",
                            "--label-asof=2024-01-31",
                            option + "=not_a_column"),
                    "not_a_column");
        }
        assertRefused(add(file, "--label=y", "--positive=perhaps", "--id=tx", "--label-asof=2024-01-31"), "perhaps");
        assertNothingIsStored();
    }

    @Test
    void withoutAPlatformRunOfProfileOrOptionNothingIsAdded() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rows(0));

        CapturedOutput refused = mf.run("dataset", "add", file.toString(), "--label=y");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("no platform run; give --platform-run, the profile requires none");
    }

    private static String rows(int first) {
        return "tx,amount,y\n"
                + IntStream.range(first, first + 60)
                        .mapToObj(i -> "e%d,%d,%s\n".formatted(i, i * 7 % 50, i % 3 == 0 ? "yes" : "no"))
                        .collect(Collectors.joining());
    }

    private CapturedOutput add(Path files, String... options) {
        List<String> all = new ArrayList<>(List.of("dataset", "add", files.toString(), "--platform-run=platform_1"));
        all.addAll(List.of(options));
        return mf.run(all.toArray(String[]::new));
    }

    private static void assertRefused(CapturedOutput refused, String... reasons) {
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains(reasons);
    }

    private void assertNothingIsStored() throws IOException {
        try (Stream<Path> stored = Files.walk(folder.resolve("store"))) {
            assertThat(stored.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
