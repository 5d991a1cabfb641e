package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf migrate}: what a worker does at its start, for those who do not let it. */
@Command(
        name = "migrate",
        description = {
            "Bring the ledger's schema to this release, then end.",
            "Run it as the schema's owner before the release's workers start, where wiring.database.migrate is"
                    + " false. It may be run any number of times, also beside workers."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the schema is this release's",
            "1:it is not; the message names the reason, and nothing is half done",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  MF_DATABASE_USER=mf_owner mf migrate --profile config/profiles/prod.yaml",
            "  MF_DATABASE_USER=mf_owner mf migrate --grants deploy/database/grants.sql"
        })
public final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Option(
            names = "--grants",
            paramLabel = "FILE",
            description = "SQL to run afterwards, all or none, such as deploy/database/grants.sql.")
    private Optional<Path> grants = Optional.empty();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Optional<String> rights = grants.map(MigrateCommand::read);
        try (HikariDataSource database = DatabaseFactory.connectForLongCommand(
                profile.load(new JsonSchemas()).profile().wiring().database(), timeout.value())) {
            List<String> applied = LedgerMigrations.migrate(database);
            rights.ifPresent(statements -> LedgerMigrations.grant(database, statements));
            ObjectNode document = Json.object();
            ArrayNode names = document.putArray("applied");
            applied.forEach(names::add);
            output.print(
                    document,
                    () -> applied.isEmpty()
                            ? "the ledger is at this release already"
                            : "applied " + String.join(", ", applied));
            return ExitCode.SUCCESS;
        }
    }

    /** Before anything is changed. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException("--grants", List.of(file + ": cannot be read (" + e + ")"));
        }
    }
}
