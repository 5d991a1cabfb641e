package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files and options leave open is asked for on a terminal, and refused elsewhere. */
class DatasetQuestionsTest {
    private static final String NO_DATABASE = "jdbc:postgresql://127.0.0.1:1/none";

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeRows() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(folder.resolve("scratch"));
        file = Files.writeString(
                folder.resolve("rows.csv"),
                "tx;amount;empty;y\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i -> "e%d;%s;;%s\n"
                                        .formatted(i, i % 10 == 3 ? "NA" : i * 7 % 50, i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
    }

    @Test
    void withoutATerminalEveryOpenQuestionIsRefusedWithItsOption() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));

        assertRefused(mf.run(add()), "say by --label; it could be y", "say by --id or --number-rows");
        assertRefused(mf.run(add("--label", "y", "--id", "tx")), "which value of 'y'", "say by --positive");
        assertRefused(
                mf.run(add("--label", "y", "--positive", "yes", "--id", "tx")),
                "column 'amount' has numbers, but in 6 of 60 rows texts such as 'NA'; say by --missing",
                "column 'empty' has no values; --drop it",
                "say by --label-asof");
        Files.writeString(file, Files.readString(file).replace("NA", "1,250"));
        assertRefused(mf.run(add()), "say which by --decimal , or --decimal .");
    }

    @Test
    void onATerminalTheyAreAskedAndTheAnswersBecomeOptions() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));

        CapturedOutput asked =
                mf.answered(List.of("1", "1", "x", "2", "1", "1", "yesterday", "2024-01-31"), add("--json"));

        assertThat(asked.exitCode()).as(asked.err()).isZero();
        assertThat(asked.err())
                .contains("2  --positive=yes   rows with yes are to be found")
                .contains("'yesterday' is no time such as")
                .contains("to be asked nothing next time, add: --label=y --id=tx --positive=yes --missing=NA"
                        + " --drop=empty --label-asof=2024-01-31");
        JsonNode added = asked.documents().get(0).path("materialization");
        assertThat(added.at("/columns/positive_label").asText()).isEqualTo("yes");
        assertThat(added.path("missing").toString()).isEqualTo("[\"NA\"]");
        assertThat(added.at("/columns/features").toString()).isEqualTo("[{\"name\":\"amount\",\"type\":\"numeric\"}]");
        assertThat(added.at("/csv/delimiter").asText()).isEqualTo(";");

        CapturedOutput again = mf.run(add(
                "--label=y", "--id=tx", "--positive=yes", "--missing=NA", "--drop=empty", "--label-asof=2024-01-31"));
        assertThat(again.out()).contains("was there already, unchanged");
    }

    /** A reader of it learns what will be asked, and that is the same text. */
    @Test
    void inspectingNamesTheColumnsThatWillBeAskedAbout() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));

        CommandResult text = CommandResult.of("dataset", "inspect", file.toString());
        CommandResult json = CommandResult.of("dataset", "inspect", "--json", file.toString());

        assertThat(text.out().lines().filter(line -> line.startsWith("dataset add asks: ")))
                .containsExactly(
                        "dataset add asks: column 'amount' has numbers, but in 6 of 60 rows texts such as 'NA'; say by"
                                + " --missing that they mean \"no value\", or that the column is --categorical",
                        "dataset add asks: column 'empty' has no values; --drop it");
        String writtenAs =
                "{\"delimiter\":\";\",\"quote\":\"\\\"\",\"escape\":\"\\\"\",\"encoding\":\"utf-8\",\"decimal\":\".\","
                        + "\"header\":true,\"compression\":\"none\"}";
        assertThat(text.out()).startsWith("rows.csv: 60 rows, 4 columns, csv written as " + writtenAs + "\n");
        assertThat(json.document().path("written_as")).hasToString(writtenAs);
        assertThat(json.document().path("open_columns").findValuesAsText("text"))
                .hasSize(2)
                .allSatisfy(question -> assertThat(mf.run(add("--label=y", "--positive=yes", "--id=tx"))
                                .err())
                        .contains(question));
    }

    /** A whole number that differs in every row is mostly a name of the row; its owner knows better. */
    @Test
    void aNumberThatDiffersInEveryRowIsAFeatureWhereItsOwnerSaysSo() throws IOException {
        Files.writeString(
                file,
                "tx,balance,y\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i -> "e%d,%d,%s\n".formatted(i, i * 977, i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        String[] given = {"--label=y", "--positive=yes", "--id=tx", "--label-asof=2024-01-31", "--json"};

        CapturedOutput refused = mf.run(add(given));
        CapturedOutput asked = mf.answered(List.of("2"), add(given));
        CapturedOutput said = mf.run(add(
                Stream.concat(Stream.of(given), Stream.of("--numeric=balance")).toArray(String[]::new)));

        assertRefused(refused, "column 'balance' has another whole number in every row", "--numeric");
        assertThat(asked.err()).contains("its number means something", "add: --numeric=balance");
        assertThat(said.documents()
                        .get(0)
                        .at("/materialization/columns/features")
                        .toString())
                .isEqualTo("[{\"name\":\"balance\",\"type\":\"numeric\"}]");
        assertThat(said.documents().get(0).path("already_there").asBoolean()).isTrue();
    }

    /** Read as names, their order would be lost without a word. */
    @Test
    void numbersAndDatesThatAreFormattedAsTextsAreAskedAbout() throws IOException {
        Files.writeString(
                file,
                "tx,share,paid,at,y\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i -> "e%d,%d.5%%,\"$%d,250\",%02d/12/2024,%s\n"
                                        .formatted(i, i % 40, i % 9 + 1, i % 28 + 1, i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        String[] given = {"--label=y", "--positive=yes", "--id=tx"};

        CapturedOutput refused = mf.run(add(given));
        CapturedOutput asked = mf.answered(List.of("1", "2", "2", "%d/%m/%Y"), add(given));

        assertRefused(
                refused,
                "column 'share' has numbers that are formatted as texts, such as '0.5%' and '9.5%'; write them as plain"
                        + " numbers, --drop it, or say that it is --categorical",
                "column 'paid' has numbers that are formatted as texts, such as '$1,250' and '$9,250'",
                "column 'at' has dates such as '01/12/2024' and '28/12/2024'; --drop it, name it by --time");
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        assertThat(asked.err())
                .contains("2  --time=at --time-format=...   when the event happened, in this format")
                .contains("add: --drop=share --categorical=paid --time=at --time-format=%d/%m/%Y");
        assertThat(asked.out()).contains("features: 1 categorical (paid)", "known as of 2024-12-28T00:00:00Z");
    }

    @Test
    void numbersWithLeadingZerosAreAskedAbout() throws IOException {
        Files.writeString(
                file,
                "tx,zip,y\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i ->
                                        "e%d,%05d,%s\n".formatted(i, i % 7 * 9001 + 501, i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        String[] given = {"--label=y", "--positive=yes", "--id=tx", "--label-asof=2024-01-31"};

        CapturedOutput refused = mf.run(add(given));
        CapturedOutput asked = mf.answered(List.of("1"), add(given));

        assertRefused(
                refused,
                "column 'zip' has numbers with leading zeros, as codes have, such as '00501'; say that it is"
                        + " --categorical or --numeric, or --drop it");
        assertThat(asked.out()).contains("features: 1 categorical (zip)");
    }

    /** A month may have no values of a column, or the first that are no numbers. */
    @Test
    void everyFileOfADatasetIsAskedAbout() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts"));
        writePart(parts.resolve("1.csv"), 0, i -> "," + i % 5 + "," + i % 4 + "," + i % 3);
        writePart(parts.resolve("2.csv"), 20, i -> "p" + i % 3 + "," + (i % 7 == 0 ? "NA" : i % 5) + ",x," + i % 3);
        Files.writeString(parts.resolve("0.csv"), "tx,place,amount,code,kind,y\n");
        file = parts;
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        String[] given = {"--label=y", "--positive=yes", "--id=tx", "--label-asof=2024-01-31"};

        CapturedOutput refused = mf.run(add(given));
        CapturedOutput asked = mf.answered(List.of("1", "2"), add(given));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .contains(
                        "DATASET_INVALID: 0.csv and 2 more: column 'amount' has numbers, but in 3 of 20 rows texts such"
                                + " as 'NA'; say by --missing")
                .contains("column 'code' has numbers in one file and texts in another; --drop it, or say that it is"
                        + " --categorical")
                .doesNotContain("no values");
        assertThat(asked.out())
                .as(asked.err())
                .contains("features: 2 numeric (amount, kind), 2 categorical (place, code)");
    }

    private static void writePart(Path part, int from, IntFunction<String> features) throws IOException {
        Files.writeString(
                part,
                "tx,place,amount,code,kind,y\n"
                        + IntStream.range(from, from + 20)
                                .mapToObj(i -> "e%d,%s,%s\n".formatted(i, features.apply(i), i % 3 == 0 ? "yes" : "no"))
                                .collect(Collectors.joining()));
    }

    @Test
    void rowsThatNoRunCanTrainOnAreToldOf() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        String[] given = {"--label=y", "--positive=yes", "--id=tx", "--missing=NA", "--label-asof=2024-01-31"};
        Files.writeString(
                file,
                "tx,amount,place,y\n"
                        + IntStream.range(0, 12)
                                .mapToObj(i -> "e%d,%d,p%d,no\n".formatted(i, i % 5, i % 3))
                                .collect(Collectors.joining()));

        CapturedOutput onlyNegatives = mf.run(add(given));
        Files.writeString(file, "tx,amount,place,y\n");

        assertThat(onlyNegatives.out())
                .as(onlyNegatives.err())
                .contains("labels: 12 rows no, none yes (positive): no run can train on them alone")
                .contains("features: 1 numeric (amount), 1 categorical (place)");
        assertRefused(mf.run(add(given)), "has no rows");
    }

    @Test
    void anEndOfTheInputIsNoAnswer() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));

        assertRefused(mf.answered(List.of("1"), add()), "say by --id or --number-rows");
        try (Stream<Path> stored = Files.walk(folder.resolve("store"))) {
            assertThat(stored.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** The process itself, on a pseudo terminal of {@code script}. */
    @Test
    void aProcessOnATerminalAsks() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")),
                "no script(1) of util-linux, which makes pseudo terminals");
        CommandLineFixture mf = CommandLineFixture.under(folder, NO_DATABASE, folder.resolve("store"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "io.modelfactory.worker.app.Main"));
        command.addAll(List.of(add("--label=y", "--id=tx", "--missing=NA", "--drop=empty", "--label-asof=2024-01-31")));
        command.addAll(List.of("--profile", mf.profile().toString()));
        Path shell = Files.writeString(
                folder.resolve("add.sh"),
                command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));

        Process onTerminal = new ProcessBuilder("/usr/bin/script", "-qec", "sh " + shell, "/dev/null")
                .redirectErrorStream(true)
                .start();
        onTerminal.getOutputStream().write("2\n".getBytes(StandardCharsets.US_ASCII));
        onTerminal.getOutputStream().flush();
        String shown = new String(onTerminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(onTerminal.waitFor(2, TimeUnit.MINUTES)).isTrue();

        assertThat(onTerminal.exitValue()).as(shown).isZero();
        assertThat(shown).contains("which? 1 to 2:", "add: --positive=yes", "is in the store");
    }

    private static void assertRefused(CapturedOutput output, String... messages) {
        assertThat(output.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(output.err()).contains("DATASET_INVALID: rows.csv: ").contains(messages);
    }

    private String[] add(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "dataset", "add", file.toString(), "--platform-run", "platform_run_1", "--requester", "HUMAN::ada"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
