package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Yaml;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf config digest}: by what a request may pin the configuration. */
@Command(
        name = "digest",
        description = {
            "Shows the run-config digest and what it is taken over.",
            "A request may name it as run_config_digest; a worker under another configuration then refuses the request."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_ERROR_HELP})
final class ConfigDigestCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Configuration configuration = profile.load(new JsonSchemas());
        ObjectNode document = Json.object().put("run_config_digest", configuration.runConfigDigest());
        document.set("parts", configuration.runConfigParts());
        output.print(document, () -> Yaml.text(document));
        return ExitCode.SUCCESS;
    }
}
