package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.ledger.retention.ExportedMonth;
import io.modelfactory.worker.ledger.retention.MonthlyHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf history export}: a month of the ledger as files, and out of the ledger if wanted. */
@Command(
        name = "export",
        description = {
            "Writes the events, requests and audits of one month into files: gzip of CSV, and their SHA-256.",
            "With --detach, the month then leaves the ledger's tables: its own three stay under other names, until the"
                    + " ledger's owner drops them. No row is deleted. Request ids of the month stay taken."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:written, and detached if that was asked for",
            "1:not written, or not detached; the message names the reason, and the ledger is as it was",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf history export --month 2026-01 --to /archive/ledger",
            "  MF_DATABASE_USER=mf_owner mf history export --month 2026-01 --to /archive/ledger --detach"
        })
final class HistoryExportCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--month",
            required = true,
            paramLabel = "YYYY-MM",
            converter = MonthConverter.class,
            description = "The month in UTC. Events belong to the month in which their run was created.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private YearMonth month;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write to; made if it is not there, and nothing in it is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Option(
            names = "--detach",
            description =
                    "Detach the month afterwards, as the ledger's owner. It must be over, and nothing of it open.")
    private boolean detach;

    @Override
    public Integer call() throws IOException {
        try (HikariDataSource database = DatabaseFactory.connectForLongCommand(
                profile.load(new JsonSchemas()).profile().wiring().database(), timeout.value())) {
            MonthlyHistory history = new MonthlyHistory(database);
            requireDetachable(history);
            ExportedMonth exported = export(history);
            if (detach) {
                history.detach(exported);
            }
            output.print(document(exported), () -> text(exported));
        }
        return ExitCode.SUCCESS;
    }

    private void requireDetachable(MonthlyHistory history) {
        try {
            List<String> obstacles = history.obstacles(month);
            if (detach && !obstacles.isEmpty()) {
                throw new ConfigurationException(
                        "--detach",
                        obstacles.stream().map(why -> month + ": " + why).toList());
            }
        } catch (IllegalArgumentException unknown) {
            throw new ConfigurationException("--month", List.of(String.valueOf(unknown.getMessage())));
        }
    }

    private ExportedMonth export(MonthlyHistory history) throws IOException {
        try {
            return history.export(month, folder);
        } catch (UncheckedIOException unwritable) {
            throw new ConfigurationException("--to", List.of(String.valueOf(unwritable.getMessage())));
        }
    }

    private ObjectNode document(ExportedMonth exported) {
        ObjectNode document =
                Json.object().put("month", exported.month().toString()).put("detached", detach);
        ArrayNode files = document.putArray("files");
        exported.tables()
                .forEach(table -> files.addObject()
                        .put("file", table.file().toString())
                        .put("rows", table.rows())
                        .put("sha256", table.sha256()));
        return document;
    }

    private String text(ExportedMonth exported) {
        TextTable table = new TextTable("FILE", "ROWS", "SHA-256");
        exported.tables()
                .forEach(each -> table.row(each.file().toString(), String.valueOf(each.rows()), each.sha256()));
        String what = detach
                ? month + " is detached; once the files are safe, its owner drops "
                        + String.join(
                                ", ",
                                exported.tables().stream()
                                        .map(each -> each.table().detached(month))
                                        .toList())
                : month + " is exported, and stays in the ledger";
        return table.text(output.columns()) + System.lineSeparator() + what;
    }
}
