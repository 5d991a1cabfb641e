package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.Yaml;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf config show}: the configuration in effect. */
@Command(
        name = "show",
        description = "Shows the configuration in effect: defaults and environment filled in, secrets masked.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_ERROR_HELP})
final class ConfigShowCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        ObjectNode view = profile.load(new JsonSchemas()).redacted();
        output.print(view, () -> Yaml.text(view));
        return ExitCode.SUCCESS;
    }
}
