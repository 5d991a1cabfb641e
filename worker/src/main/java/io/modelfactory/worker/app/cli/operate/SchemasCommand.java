package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.wiring.ReleaseSchema;
import io.modelfactory.worker.app.wiring.ReleaseSchema.Writer;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf schemas}: what a worker does with its first records, for those who do not let it. */
@Command(
        name = "schemas",
        description = {
            "Compare the registry's schemas with this release's, or register these.",
            "Register them before the release's workers start, where auto.register.schemas is false. It may be done"
                    + " any number of times. The schema of announced datasets is its writer's to register."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:shown; with --register, the registry has all of this release's",
            "1:the registry cannot be asked, or refuses a schema; the message names the reason",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf schemas --profile config/profiles/prod.yaml", "  mf schemas --register"})
public final class SchemasCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Option(names = "--register", description = "Register what is not registered yet.")
    private boolean register;

    @Mixin
    private final OutputOption output = new OutputOption();

    /**
     * The status of one schema.
     *
     * @param id in the registry, once it was registered
     * @param reason why it was refused
     */
    private record SchemaRow(
            String subject, String schema, String standing, Optional<Integer> id, Optional<String> reason) {

        static SchemaRow of(ReleaseSchema ours, String standing, Optional<Integer> id, Optional<String> reason) {
            return new SchemaRow(
                    RegisteredSchemas.subject(ours.topic()), ours.schema().getFullName(), standing, id, reason);
        }
    }

    @Override
    public Integer call() {
        Wiring wiring = profile.load(new JsonSchemas()).profile().wiring();
        RegisteredSchemas registered = SerdeFactory.forCommand(wiring.schemaRegistry(), timeout.value())
                .registered();
        List<SchemaRow> rows = new ArrayList<>();
        for (ReleaseSchema ours : ReleaseSchema.of(wiring.kafka().topics())) {
            rows.add(
                    register && ours.writer() != Writer.FEATURE_PLANE
                            ? register(registered, ours)
                            : show(registered, ours));
        }
        ObjectNode document = Json.object();
        document.set("schemas", Json.tree(rows));
        output.print(document, () -> text(rows));
        return rows.stream().anyMatch(row -> row.reason().isPresent()) ? ExitCode.FAILED : ExitCode.SUCCESS;
    }

    private static SchemaRow show(RegisteredSchemas registered, ReleaseSchema ours) {
        String standing = SerdeFactory.named(() -> registered.status(ours.topic(), ours.schema()))
                .name()
                .toLowerCase(Locale.ROOT);
        return SchemaRow.of(ours, standing, Optional.empty(), Optional.empty());
    }

    /** One that is refused does not keep the others from being registered. */
    private static SchemaRow register(RegisteredSchemas registered, ReleaseSchema ours) {
        try {
            int id = SerdeFactory.named(() -> registered.register(ours.topic(), ours.schema()));
            return SchemaRow.of(ours, "registered", Optional.of(id), Optional.empty());
        } catch (SerializationException refusal) {
            return SchemaRow.of(ours, "refused", Optional.empty(), Optional.of(String.valueOf(refusal.getMessage())));
        }
    }

    private String text(List<SchemaRow> rows) {
        TextTable table = new TextTable("SUBJECT", "SCHEMA", "STANDING");
        rows.forEach(row -> table.row(
                row.subject(),
                row.schema(),
                row.standing()
                        + row.id().map(id -> " as " + id).orElse("")
                        + row.reason().map(why -> ": " + why).orElse("")));
        return table.text(output.columns());
    }
}
